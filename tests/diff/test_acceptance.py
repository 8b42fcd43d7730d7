"""Known differences are accepted by their cause, with a reason, until the day that the file says."""

from datetime import date
from pathlib import Path

import pytest

from fastapi_by_example.diff.acceptance import accept, read_acceptances
from fastapi_by_example.diff.changes import Acceptance, Comparison
from fastapi_by_example.diff.comparison import compare
from fastapi_by_example.errors import UsageError
from tests.runs import example, failed, run_of

TODAY = date(2026, 11, 22)


def broken() -> Comparison:
    """A comparison in which two examples broke, each for its own reason."""
    old = run_of(example("a"), example("b"))
    return compare(old, run_of(failed("a", message="KeyError: 'x'"), failed("b", message="TypeError: y")))


def acceptance(cause: str, expires: str = "2027-01-31") -> Acceptance:
    return Acceptance(cause=cause, reason="known", expires=expires)


def test_an_accepted_cause_is_no_group_any_more_and_is_named_as_accepted() -> None:
    found = broken()
    first, second = found.causes
    left = accept(found, [acceptance(first.key)], TODAY)
    assert (left.causes, left.accepted, left.unused_acceptances) == ([second], [first], [])


@pytest.mark.parametrize(("expires", "counts"), [("2026-11-21", True), ("2026-11-22", False), ("2026-11-23", False)])
def test_an_acceptance_holds_through_its_last_day_and_is_told_when_it_is_over(expires: str, counts: bool) -> None:
    found = broken()
    cause = found.causes[0].key
    left = accept(found, [acceptance(cause, expires)], TODAY)
    assert (left.causes == found.causes) is counts
    told = f"accepted until {expires}, counts again: {cause}"
    assert (told in left.notes) is counts


def test_an_acceptance_for_some_examples_leaves_the_others_to_count() -> None:
    old = run_of(example("a"), example("b"))
    new = run_of(*(failed(slug, message="KeyError: 'x'") for slug in "ab"))
    found = compare(old, new)
    entry = acceptance(found.causes[0].key).model_copy(update={"concepts": ["a"]})
    left = accept(found, [entry], TODAY)
    assert [[place.slug for place in cause.places] for cause in left.causes] == [["b"]]
    assert [[place.slug for place in cause.places] for cause in left.accepted] == [["a"]]


def test_an_acceptance_that_nothing_needs_is_told() -> None:
    entry = acceptance("something that is fixed")
    left = accept(broken(), [entry], TODAY)
    assert left.unused_acceptances == [entry]
    assert len(left.causes) == 2


def test_a_file_is_read_with_dates_as_texts_or_as_dates(tmp_path: Path) -> None:
    file = tmp_path / "accepted.toml"
    entry = '[[accept]]\ncause = "a"\nreason = "known"\nexpires = {}\n'
    file.write_text(entry.format('"2027-01-31"') + entry.format("2027-01-31"))
    assert read_acceptances(file) == [acceptance("a"), acceptance("a")]
    file.write_text("")
    assert read_acceptances(file) == []


@pytest.mark.parametrize(
    "text",
    [
        "not TOML",
        "accept = 3",
        "accept = [3]",
        '[[accept]]\ncause = "a"\nreason = "known"\n',
        '[[accept]]\ncause = "a"\nexpires = "2027-01-31"\n',
        '[[accept]]\ncause = "a"\nreason = "known"\nexpires = "soon"\n',
        '[[accept]]\ncause = "a"\nreason = "known"\nexpires = "2027-01-31"\nuntil = "x"\n',
        '[[accept]]\ncause = 1\nreason = "known"\nexpires = "2027-01-31"\n',
    ],
)
def test_a_file_of_another_form_is_refused_with_an_example_of_the_form(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accepted.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_acceptances(file)
    assert str(caught.value).startswith(f"{file} is not a file of accepted differences: ")
    assert "hint: each entry is a table: [[accept]]" in str(caught.value)
