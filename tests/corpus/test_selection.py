"""Concepts are selected by slug, number, title or path; mistyped words get suggestions."""

from pathlib import Path

import pytest

from fastapi_by_example.corpus.concept import Corpus
from fastapi_by_example.corpus.selection import matching, one, select
from fastapi_by_example.errors import UsageError
from tests.conftest import CommandLine
from tests.corpora import CorpusWriter


@pytest.fixture
def found(corpus: CorpusWriter) -> Corpus:
    """Two tables with two concepts each; one of them has an asset."""
    corpus.example("route_order", assets={"route_order.toml": ""}, table="01_basic_routing")
    corpus.example("route_tags", table="01_basic_routing")
    corpus.example("jwt_create", table="12_token_security")
    corpus.example("jwt_verify", table="12_token_security")
    return corpus.discover()


def slugs(corpus: Corpus, *words: str) -> list[str]:
    """The slugs that some words select."""
    return [concept.slug for concept in select(corpus, words)]


EVERYTHING = ["route_order", "route_tags", "jwt_create", "jwt_verify"]


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([], EVERYTHING),
        (["jwt_create"], ["jwt_create"]),
        (["jwt_verify", "route_tags", "jwt_verify"], ["route_tags", "jwt_verify"]),
        (["12"], ["jwt_create", "jwt_verify"]),
        (["1"], ["route_order", "route_tags"]),
        (["01"], ["route_order", "route_tags"]),
        (["token"], ["jwt_create", "jwt_verify"]),
        (["TOKEN_SEC"], ["jwt_create", "jwt_verify"]),
        (["token-security"], ["jwt_create", "jwt_verify"]),
        (["table basic_routing"], ["route_order", "route_tags"]),
        (["jwt"], ["jwt_create", "jwt_verify"]),
        (["Route-Or"], ["route_order"]),
        (["test_route_order.py"], ["route_order"]),
        (["watch_jwt_create.py::watch_it"], ["jwt_create"]),
        (["security", "route_order"], ["route_order", "jwt_create", "jwt_verify"]),
    ],
)
def test_words_select_by_slug_number_and_title(found: Corpus, words: list[str], chosen: list[str]) -> None:
    assert slugs(found, *words) == chosen


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("examples/01_basic_routing/route_order.py", ["route_order"]),
        ("examples/01_basic_routing/test_route_order.py", ["route_order"]),
        ("./examples/01_basic_routing/route_order.toml", ["route_order"]),
        ("examples/12_token_security", ["jwt_create", "jwt_verify"]),
        ("examples/12_token_security/", ["jwt_create", "jwt_verify"]),
        ("examples", EVERYTHING),
        (".", EVERYTHING),
        ("examples/../examples/01_basic_routing/route_order.py", ["route_order"]),
    ],
)
def test_relative_and_absolute_paths_select(
    found: Corpus, monkeypatch: pytest.MonkeyPatch, path: str, chosen: list[str]
) -> None:
    monkeypatch.chdir(found.root)
    assert slugs(found, path) == chosen
    assert slugs(found, str(Path.cwd() / path)) == chosen


@pytest.mark.parametrize(
    ("word", "suggested"),
    [
        ("jwt_craete", "jwt_create"),
        ("ruote_order", "route_order"),
        ("JWT_VERIFI", "jwt_verify"),
        ("rout_tag", "route_tags"),
    ],
)
def test_mistyped_word_gets_suggestions(found: Corpus, word: str, suggested: str) -> None:
    with pytest.raises(UsageError, match=f"(?s)path '{word}'.*did you mean .*{suggested}"):
        select(found, [word])


def test_unknown_word_points_to_the_list(found: Corpus) -> None:
    with pytest.raises(UsageError, match="`fastapi-by-example list`"):
        select(found, ["qqqqqqqq"])


@pytest.mark.parametrize("word", ["99", "", "²"])
def test_word_that_matches_nothing_is_an_error(found: Corpus, word: str) -> None:
    with pytest.raises(UsageError, match="no concept, table or path"):
        select(found, [word])


def test_one_wrong_word_is_an_error(found: Corpus) -> None:
    with pytest.raises(UsageError, match="jwt_craete"):
        select(found, ["route_order", "jwt_craete"])


def test_single_concept_is_named_by_slug(found: Corpus) -> None:
    assert one(found, "jwt_create").slug == "jwt_create"
    with pytest.raises(UsageError, match="did you mean jwt_create"):
        one(found, "jwt_creates")


def test_single_concept_is_named_by_path_but_not_by_table(found: Corpus) -> None:
    assert one(found, str(found.concepts["jwt_create"].test)).slug == "jwt_create"
    with pytest.raises(UsageError, match="'12' names 2 concepts\nhint: give one of jwt_create, jwt_verify"):
        one(found, "12")


def test_single_concept_is_named_by_a_unique_part_or_a_file_name(found: Corpus) -> None:
    assert one(found, "order").slug == "route_order"
    assert one(found, "test_route_order.py").slug == "route_order"
    with pytest.raises(UsageError, match="'jwt' names 2 concepts\nhint: give one of jwt_create, jwt_verify"):
        one(found, "jwt")


@pytest.mark.parametrize(
    ("expression", "chosen"),
    [
        ("jwt", ["jwt_create", "jwt_verify"]),
        ("jwt and not create", ["jwt_verify"]),
        ("(order or verify) and not 12", ["route_order"]),
        ("token", ["jwt_create", "jwt_verify"]),
        ("12", ["jwt_create", "jwt_verify"]),
        ("nothing", []),
    ],
)
def test_expressions_select(found: Corpus, expression: str, chosen: list[str]) -> None:
    everything = list(found.concepts.values())
    assert [concept.slug for concept in matching(found, everything, expression)] == chosen


@pytest.mark.parametrize(
    "expression", ["", "jwt and", "jwt create", "f()", "a.b", "'jwt'", "(" * 500 + "a" + ")" * 500, "\0"]
)
def test_anything_else_is_not_an_expression(found: Corpus, expression: str) -> None:
    with pytest.raises(UsageError, match="is not an expression"):
        matching(found, list(found.concepts.values()), expression)


def test_path_from_a_report_selects_from_anywhere(
    found: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert slugs(found, "examples/01_basic_routing/test_route_order.py") == ["route_order"]


def test_test_name_gets_a_suggestion(found: Corpus) -> None:
    with pytest.raises(UsageError, match="did you mean route_order"):
        select(found, ["test_route_ordr.py::test_it"])


def test_mistyped_word_exits_with_2(found: Corpus, command_line: CommandLine) -> None:
    done = command_line.run("verify", "--corpus", found.root, "jwt_craete")
    assert done.returncode == 2
    assert "did you mean jwt_create" in done.stdout
