"""Known differences: a file that names them, each with a reason and a day on which it counts again."""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from fastapi_by_example.diff.changes import Acceptance, Comparison, Group
from fastapi_by_example.errors import UsageError

EXAMPLE = (
    'Each entry is a table: [[accept]] with cause = "...", reason = "...", expires = "2027-01-31"'
    ' and, where not every example may have it, concepts = ["..."].'
)


def read_acceptances(path: Path) -> list[Acceptance]:
    """The accepted causes of a TOML file. Raises UsageError for a file that is not of that form."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accept", [])
        accepted = [Acceptance.model_validate({**entry, "expires": str(entry.get("expires", ""))}) for entry in entries]
        for entry in accepted:
            date.fromisoformat(entry.expires)
    except (OSError, tomllib.TOMLDecodeError, ValidationError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is not a file of accepted differences: {error}. {EXAMPLE}") from error
    return accepted


def accept(comparison: Comparison, accepted: list[Acceptance], today: date) -> Comparison:
    """The comparison without what is accepted, and with the acceptances that expired or that nothing needs any more."""
    valid = [entry for entry in accepted if date.fromisoformat(entry.expires) >= today]
    split = [(known(group, valid), unknown(group, valid)) for group in comparison.groups]
    seen = {group.cause for group in comparison.groups}
    expired = [
        f"accepted until {entry.expires}, counts again: {entry.cause}" for entry in accepted if entry not in valid
    ]
    return comparison.model_copy(
        update={
            "groups": [group for _, group in split if group.places],
            "accepted": [group for group, _ in split if group.places],
            "not_seen_any_more": [entry for entry in valid if entry.cause not in seen],
            "notes": comparison.notes + expired,
        }
    )


def known(group: Group, accepted: list[Acceptance]) -> Group:
    """The part of a group that is accepted: the places that an entry with its cause names, or all of them."""
    entries = [entry for entry in accepted if entry.cause == group.cause]
    places = [place for place in group.places if any(place.slug in (e.concepts or [place.slug]) for e in entries)]
    return group.model_copy(update={"places": places})


def unknown(group: Group, accepted: list[Acceptance]) -> Group:
    """The part of a group that counts."""
    accounted = known(group, accepted).places
    return group.model_copy(update={"places": [place for place in group.places if place not in accounted]})
