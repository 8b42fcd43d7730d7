"""A search finds the examples that have every word, those that are about it before those that only use it."""

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.search import occurrence, search
from tests.corpora import CorpusWriter


@pytest.fixture
def found(corpus: CorpusWriter) -> CorpusWriter:
    corpus.example("yield_dependency", title="Yield: clean up after the response.", script="value = 1\n")
    corpus.example("uses_it", title="Other: shows something else.", script="def get():\n    yield dependency\n")
    corpus.example("tested", "def test_it():\n    'the yield dependency'\n", title="Third: has nothing.")
    corpus.example("ÄRGER", title="Grüße: ÜBER alles.", table="02_über_alles")
    return corpus


def slugs(corpus: CorpusWriter, *words: str) -> list[str]:
    return [hit.concept.slug for hit in search(corpus.discover(), words)]


def test_what_a_concept_is_called_counts_more_than_what_its_code_or_its_test_says(found: CorpusWriter) -> None:
    assert slugs(found, "yield") == ["yield_dependency", "uses_it", "tested"]


def test_every_word_has_to_stand_somewhere(found: CorpusWriter) -> None:
    assert slugs(found, "yield", "dependency") == slugs(found, "yield dependency")
    assert slugs(found, "yield", "response") == ["yield_dependency"]
    assert slugs(found, "yield", "nowhere") == []


def test_case_does_not_matter(found: CorpusWriter) -> None:
    assert slugs(found, "YIELD") == slugs(found, "yield")
    assert slugs(found, "grüsse") == slugs(found, "GRÜßE") == ["ÄRGER"]


def test_the_title_of_a_table_finds_its_concepts(found: CorpusWriter) -> None:
    assert slugs(found, "über_alles") == ["ÄRGER"]


def test_signs_of_regular_expressions_have_no_meaning(found: CorpusWriter) -> None:
    assert slugs(found, ".*") == []
    assert slugs(found, "get():") == ["uses_it"]
    assert slugs(found, "(") == ["uses_it", "tested", "yield_dependency", "ÄRGER"] or "uses_it" in slugs(found, "(")


def test_a_word_of_its_own_counts_more_than_a_part_of_another() -> None:
    assert occurrence("get", "to get it") == 2
    assert occurrence("get", "budget") == 1
    assert occurrence("get", "get_user") == 1
    assert occurrence("get", "put") == 0


def test_a_hit_shows_the_first_line_of_code_that_has_a_word(found: CorpusWriter) -> None:
    lines = {hit.concept.slug: hit.line for hit in search(found.discover(), ["yield"])}
    assert lines["uses_it"] == "yield dependency"
    assert lines["tested"] == "has nothing."


def test_equals_keep_the_order_of_the_corpus(corpus: CorpusWriter) -> None:
    for number in range(20):
        corpus.example(f"same{number}", title="Same: the same word.")
    assert slugs(corpus, "word") == [f"same{number}" for number in range(20)]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("yield dependency", "yield_dependency"),
        ("route order", "route_order"),
        ("websocket", "websocket_endpoint"),
        ("lifespan", "lifespan_events"),
        ("CORS", "cors_middleware"),
        ("bearer token", "oauth2_password_bearer"),
    ],
)
def test_the_concept_that_somebody_looks_for_is_among_the_first(words: str, slug: str) -> None:
    corpus = discover()
    assert slug in corpus.concepts
    assert slug in [hit.concept.slug for hit in search(corpus, [words])][:3]
