"""Known differences: a file that names them, each with a reason and a day on which it counts again."""

import tomllib
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from runner.changes import Acceptance, Comparison
from runner.errors import UsageError

EXAMPLE = 'Each entry is a table: [[accept]] with cause = "...", reason = "..." and expires = "2027-01-31".'


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
    causes = {entry.cause for entry in valid}
    seen = {group.cause for group in comparison.groups}
    expired = [
        f"accepted until {entry.expires}, counts again: {entry.cause}" for entry in accepted if entry not in valid
    ]
    return comparison.model_copy(
        update={
            "groups": [group for group in comparison.groups if group.cause not in causes],
            "accepted": [group for group in comparison.groups if group.cause in causes],
            "not_seen_any_more": [entry for entry in valid if entry.cause not in seen],
            "notes": comparison.notes + expired,
        }
    )
