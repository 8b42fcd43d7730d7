"""Search by words, prefixes, mistyped words, other names and error messages."""

from functools import cache
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.search import rank, search
from fastapi_by_example.corpus.search_index import Index, build_index, hand_kept
from fastapi_by_example.corpus.words import one_edit_apart, parts_of, stem
from tests.corpora import CorpusWriter

QUERIES = [line.split("\t") for line in Path(__file__).with_name("queries.tsv").read_text("utf-8").splitlines()]
"""What a new user types, and the concept that should come first."""
FIRST = 0.95
"""The share of the queries for which it has to come first."""


@cache
def real() -> Index:
    """The index of the corpus of this project."""
    return build_index(discover())


def found(*words: str) -> list[str]:
    """The slugs that a search in the corpus of this project finds."""
    return [real().entries[number].slug for number, _ in rank(real(), " ".join(words))]


@pytest.fixture
def small(corpus: CorpusWriter) -> CorpusWriter:
    corpus.example("yield_dependency", title="Yield: clean up after the response.", script="value = 1\n")
    corpus.example("uses_it", title="Other: shows something else.", script="def get():\n    yield dependency\n")
    corpus.example("tested", "def test_yield_dependency():\n    pass\n", title="Third: it passes nothing on.")
    corpus.example("ÄRGER", title="Grüße: ÜBER alles.", table="02_über_alles")
    return corpus


def slugs(corpus: CorpusWriter, *words: str) -> list[str]:
    return [hit.concept.slug for hit in search(corpus.discover(), words)]


def test_expected_concept_is_in_the_first_three() -> None:
    results = {query: (expected, found(query)[:3]) for query, expected in QUERIES}
    assert len(results) >= 150
    assert {query: pair for query, pair in results.items() if pair[0] not in pair[1]} == {}
    wrong = {query: pair for query, pair in results.items() if pair[1][0] != pair[0]}
    assert len(wrong) <= (1 - FIRST) * len(results), wrong


def test_concepts_with_other_names_exist_and_are_found_by_slug() -> None:
    assert set(hand_kept()["concepts"]) <= {entry.slug for entry in real().entries}
    assert [entry.slug for entry in real().entries if found(entry.slug)[0] != entry.slug] == []


def test_title_ranks_above_code_and_test(small: CorpusWriter) -> None:
    assert slugs(small, "yield") == ["yield_dependency", "uses_it", "tested"]


def test_words_may_be_one_argument_or_several(small: CorpusWriter) -> None:
    assert slugs(small, "yield", "dependency") == slugs(small, "yield dependency")


def test_partial_match_is_found_only_without_a_full_match(small: CorpusWriter) -> None:
    assert slugs(small, "clean", "response") == ["yield_dependency"]
    assert slugs(small, "something", "nowhere") == ["uses_it"]
    assert slugs(small, "nowhere") == []


def test_prefix_and_identifier_parts_match(
    small: CorpusWriter,
) -> None:
    assert slugs(small, "sse") == []
    assert slugs(small, "pass")[0] == "tested"
    assert slugs(small, "respo") == ["yield_dependency"]
    assert "tested" in slugs(small, "dependency")
    assert "lifespan_events" not in found("sse")


@pytest.mark.parametrize("mistyped", ["yeild", "yild", "yiield", "yyeld"])
def test_one_typo_is_forgiven(small: CorpusWriter, mistyped: str) -> None:
    assert slugs(small, mistyped)[0] == "yield_dependency"


def test_case_is_ignored(small: CorpusWriter) -> None:
    assert slugs(small, "YIELD") == slugs(small, "yield")
    assert slugs(small, "grüsse") == slugs(small, "GRÜßE") == ["ÄRGER"]


def test_table_title_finds_its_concepts(small: CorpusWriter) -> None:
    assert slugs(small, "über_alles") == ["ÄRGER"]


@pytest.mark.parametrize("signs", [".*", "(", "", " ", "\\", "[a-z", "\0"])
def test_punctuation_alone_finds_nothing(small: CorpusWriter, signs: str) -> None:
    assert slugs(small, signs) == []


def test_punctuation_around_words_is_ignored(small: CorpusWriter) -> None:
    assert slugs(small, "`yield`:") == slugs(small, "yield")


def test_stop_words_count_if_nothing_else_is_given(small: CorpusWriter) -> None:
    assert slugs(small, "how do I use yield") == slugs(small, "yield")
    assert "tested" in slugs(small, "it")


def test_excerpt_is_the_most_relevant_sentence() -> None:
    lines = {
        query: search(discover(), [query])[0].line for query in ("ASGITransport", "passwords must match", "httponly")
    }
    assert "transport=ASGITransport(app=app)" in lines["ASGITransport"]
    assert lines["passwords must match"] == "check several fields together, such as two passwords."
    assert "httponly" in lines["httponly"]


def test_ties_keep_corpus_order(corpus: CorpusWriter) -> None:
    for number in range(20):
        corpus.example(f"same{number}", title="Same: the same word.")
    assert slugs(corpus, "word") == [f"same{number}" for number in range(20)]


def test_words_are_stemmed_and_identifiers_split() -> None:
    assert stem("dependencies") == stem("dependency")
    assert stem("validation") == stem("validator") == stem("validates")
    assert stem("file") == stem("files") == "file"
    assert parts_of("OAuth2PasswordBearer") == (
        "auth2",
        "password",
        "bearer",
        "oauth2",
        "auth2password",
        "passwordbearer",
    )
    assert parts_of("response_model") == ("response", "model", "responsemodel")
    assert parts_of("word") == ()


@pytest.mark.parametrize(
    ("one", "two", "close"),
    [
        ("depends", "depend", True),
        ("async", "asnyc", True),
        ("query", "qyery", True),
        ("query", "quer", True),
        ("query", "que", False),
        ("async", "yasnc", False),
        ("abcd", "badc", False),
    ],
)
def test_edit_is_insertion_deletion_substitution_or_swap(one: str, two: str, close: bool) -> None:
    assert one_edit_apart(one, two) is one_edit_apart(two, one) is close
