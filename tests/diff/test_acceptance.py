"""Known differences are accepted by cause, with a reason and an expiry date."""

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


def test_accepted_cause_is_listed_separately() -> None:
    found = broken()
    first, second = found.causes
    left = accept(found, [acceptance(first.key)], TODAY)
    assert (left.causes, left.accepted, left.unused_acceptances) == ([second], [first], [])


@pytest.mark.parametrize(("expires", "counts"), [("2026-11-21", True), ("2026-11-22", False), ("2026-11-23", False)])
def test_acceptance_ends_after_its_expiry_date(expires: str, counts: bool) -> None:
    found = broken()
    cause = found.causes[0].key
    left = accept(found, [acceptance(cause, expires)], TODAY)
    assert (left.causes == found.causes) is counts
    told = f"accepted until {expires}, counts again: {cause}"
    assert (told in left.notes) is counts


def test_acceptance_can_be_limited_to_examples() -> None:
    old = run_of(example("a"), example("b"))
    new = run_of(*(failed(slug, message="KeyError: 'x'") for slug in "ab"))
    found = compare(old, new)
    entry = acceptance(found.causes[0].key).model_copy(update={"concepts": ["a"]})
    left = accept(found, [entry], TODAY)
    assert [[place.slug for place in cause.places] for cause in left.causes] == [["b"]]
    assert [[place.slug for place in cause.places] for cause in left.accepted] == [["a"]]


def test_unused_acceptance_is_reported() -> None:
    entry = acceptance("something that is fixed")
    left = accept(broken(), [entry], TODAY)
    assert left.unused_acceptances == [entry]
    assert len(left.causes) == 2


def test_expiry_date_may_be_a_string_or_a_date(tmp_path: Path) -> None:
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
def test_malformed_file_is_rejected_with_a_hint(tmp_path: Path, text: str) -> None:
    file = tmp_path / "accepted.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        read_acceptances(file)
    assert str(caught.value).startswith(f"{file} is not a file of accepted differences: ")
    assert "hint: each entry is a table: [[accept]]" in str(caught.value)
