"""The guard: the committed run of every example at known-good, so that no watch changes unnoticed.

Since a watch asserts nothing, the whole run is kept, with varying values masked, and CI compares a new run with it.
"""

import lzma
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fastapi_by_example.diff.changes import Comparison
from fastapi_by_example.diff.comparison import compare
from fastapi_by_example.diff.masking import masked
from fastapi_by_example.diff.values import REORDERED
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import ExampleResult, Run
from fastapi_by_example.store.cache import replacing

COMMITTED = Path(__file__).with_name("known-good.json.xz")
"""The guard of the corpus that is shipped with this version of the runner."""
UNMASKED = frozenset({"slug", "title", "name", "test", "file", "environment", "digest"})
"""Fields that are names and never vary between runs."""


def guard_of(run: Run) -> Run:
    """The reproducible part of a run, with values that look random masked."""
    examples = [_masked_example(one) for one in run.examples]
    fixed = {"started": "", "duration": 0.0, "environments": [], "examples": examples}
    return run.model_copy(update=fixed)


def _masked_example(example: ExampleResult) -> ExampleResult:
    """An example without anything that varies between runs; its second run is kept only if it differs."""
    data = example.model_dump(exclude={"duration", "output", "notes", "environment"})
    for test in data["tests"]:
        test["duration"] = 0.0
    data["observations"], again = _masked(data["observations"]), _masked(data["repeated"])
    data["repeated"] = again if again != data["observations"] else None
    return ExampleResult.model_validate(data)


def _masked(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _masked(inner, key) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(inner, name) for inner in value]
    return masked(value) if isinstance(value, str) and name not in UNMASKED else value


def difference(guard: Run, run: Run) -> Comparison | None:
    """The differences of a run from the guard, including folded ones; None if there are none.

    The order of keys is ignored: SQLAlchemy fills a row in an order that varies from process to process.
    """
    found = compare(guard, guard_of(run))
    found = found.model_copy(update={"causes": [one for one in found.causes if one.new != REORDERED]})
    sides = [
        {one.slug: {each.name for each in one.observations.watches} for one in run.examples} for run in (guard, run)
    ]
    return found if found.causes or sides[0] != sides[1] else None


def save(guard: Run, path: Path) -> None:
    """Write a guard. Raises UsageError if it cannot be written."""
    packed = lzma.compress(guard.model_dump_json(exclude_defaults=True).encode(), preset=6)
    try:
        with replacing(path) as file:
            file.write(packed)
    except OSError as error:
        raise UsageError(f"cannot write the guard to {path}: {error.strerror}") from error


def load(path: Path) -> Run:
    """Read a guard. Raises UsageError if it is missing or damaged."""
    try:
        return Run.model_validate_json(lzma.decompress(path.read_bytes()))
    except OSError as error:
        raise UsageError(
            f"cannot read the guard {path}: {error.strerror or error}", hint="`history update --known-good` writes it"
        ) from error
    except (lzma.LZMAError, ValidationError) as error:
        raise UsageError(f"{path} is not a guard: {str(error).splitlines()[0]}") from error
