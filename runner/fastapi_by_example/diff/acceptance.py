"""Accepted differences: a file that lists them, each with a reason and an expiry date."""

from datetime import date
from pathlib import Path

from pydantic import ValidationError

from fastapi_by_example.diff.changes import Acceptance, Cause, Comparison
from fastapi_by_example.errors import UsageError
from fastapi_by_example.untrusted import parse_toml, text_of

EXAMPLE = (
    'each entry is a table: [[accept]] with cause = "...", reason = "...", expires = "2027-01-31"'
    ' and optionally concepts = ["..."]'
)


def read_acceptances(path: Path) -> list[Acceptance]:
    """The accepted causes in a TOML file. Raises UsageError if the file is invalid."""
    try:
        entries = parse_toml(text_of(path)).get("accept", [])
        accepted = [Acceptance.model_validate({**entry, "expires": str(entry.get("expires", ""))}) for entry in entries]
        for entry in accepted:
            date.fromisoformat(entry.expires)
    except (ValidationError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is not a file of accepted differences: {error}", hint=EXAMPLE) from error
    return accepted


def accept(comparison: Comparison, accepted: list[Acceptance], today: date) -> Comparison:
    """The comparison without accepted causes, with expired and unused acceptances listed."""
    valid = [entry for entry in accepted if date.fromisoformat(entry.expires) >= today]
    split = [(_accepted_part(cause, valid), _counting_part(cause, valid)) for cause in comparison.causes]
    keys = {cause.key for cause in comparison.causes}
    expired = [
        f"accepted until {entry.expires}, counts again: {entry.cause}" for entry in accepted if entry not in valid
    ]
    return comparison.model_copy(
        update={
            "causes": [cause for _, cause in split if cause.places],
            "accepted": [cause for cause, _ in split if cause.places],
            "unused_acceptances": [entry for entry in valid if entry.cause not in keys],
            "notes": comparison.notes + expired,
        }
    )


def _accepted_part(cause: Cause, accepted: list[Acceptance]) -> Cause:
    entries = [entry for entry in accepted if entry.cause == cause.key]
    places = [place for place in cause.places if any(place.slug in (e.concepts or [place.slug]) for e in entries)]
    return cause.model_copy(update={"places": places})


def _counting_part(cause: Cause, accepted: list[Acceptance]) -> Cause:
    known = _accepted_part(cause, accepted).places
    return cause.model_copy(update={"places": [place for place in cause.places if place not in known]})
