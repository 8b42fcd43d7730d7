"""Causes that affect used concepts come first; the others are folded and do not count."""

from fastapi_by_example.diff.changes import Cause, Comparison
from fastapi_by_example.diff.comparison import compare
from fastapi_by_example.diff.relevance import sorted_by_use
from tests.observed import exchange, seen
from tests.runs import run_of


def comparison() -> Comparison:
    """Three examples with different responses, each of which is a separate cause."""
    sides = [
        run_of(
            *(seen(exchange(f'"{word} {side}"')).model_copy(update={"slug": word}) for word in ("used", "not", "new"))
        )
        for side in ("before", "after")
    ]
    return compare(*sides)


def slugs(causes: list[Cause]) -> list[str]:
    return [slug for cause in causes for slug in cause.concepts]


def test_used_concepts_come_first_with_their_lines_and_unused_ones_are_folded() -> None:
    found = sorted_by_use(comparison(), {"used": ["app.py:1", "app.py:2", "app.py:3", "app.py:4"]}, ["used", "not"])
    assert slugs(found.causes) == ["used", "new"]
    assert found.causes[0].lines == ["app.py:1", "app.py:2", "app.py:3"]
    assert found.causes[1].lines == []
    assert slugs(found.unused) == ["not"]


def test_a_cause_with_one_used_concept_stays() -> None:
    cause = comparison().causes[0]
    both = cause.model_copy(update={"places": [*cause.places, *comparison().causes[1].places]})
    found = sorted_by_use(
        comparison().model_copy(update={"causes": [both]}), {both.concepts[1]: ["a.py:1"]}, both.concepts
    )
    assert found.causes[0].lines == ["a.py:1"]
    assert found.unused == []
