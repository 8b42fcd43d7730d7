"""`history.json`: what changed between neighbouring releases, and in which releases each concept works.

It is derived from the store. It is small, and answers without the store and without running anything.
"""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from fastapi_by_example.diff.changes import BaseCause
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import Outcome, Record
from fastapi_by_example.store.cache import replacing
from fastapi_by_example.store.digest import digest

SCHEMA_VERSION = 1
MAIN: tuple[str, ...] = ("fastapi", "starlette", "pydantic", "pydantic-core", "anyio", "sqlalchemy", "httpx", "uvicorn")
MAIN += ("python-multipart", "strawberry-graphql", "fastapi-cli")
"""The packages whose versions are kept for each point, and that are named first among those that changed."""
SHIPPED = Path(__file__).with_name("history.json")
"""The history that is shipped with this version of the runner."""


RETURNED = re.compile(r"(?<=→ )returned .*|returned .*(?= → raised )", re.DOTALL)
"""The return value of a watch, in the key of a cause where the watch raised an exception on the other side."""
LONGEST_KEY = 60
"""Longest part of a key that is kept, in characters."""
METHOD = re.compile(r"(?<![\w/-])(get|put|post|delete|options|head|patch|trace)(?![\w-])", re.IGNORECASE)
"""An HTTP method in the key of a cause. A change for one method counts as the same change for all of them."""


def general_key(key: str) -> str:
    """The key of a cause without details that vary between changes with the same cause.

    These are the HTTP method, and the return value of a watch that raised an exception on the other side.
    """
    return METHOD.sub("<method>", RETURNED.sub("returned", key))


def short_key(key: str) -> str:
    """The key of a cause as stored in the history: the end of a long key is replaced by a digest."""
    text = general_key(key)
    return text if len(text) <= LONGEST_KEY else f"{text[:LONGEST_KEY]}… {digest(text)[:8]}"


class Provenance(Record):
    """The origin of the data.

    `examples` are the concepts that were run; `whole` is the number of FastAPI releases, out of `releases`, on
    which all of them were run or cannot be run. In other states, only examples that differ around them were run.
    """

    made: str
    python: str
    platform: str
    runner_version: str
    corpus: str
    examples: list[str]
    left_out: list[str]
    releases: int
    whole: int
    states: int
    runs: int


class Point(Record):
    """A state in which something was run, or a release of FastAPI.

    `ran` is the number of examples that were run, and `packages` are the known versions of the main packages. `whole`
    means that no example was omitted. If the versions cannot be resolved, `reason` explains why.
    """

    name: str
    package: str
    version: str
    released: str
    fastapi: str
    eve: bool = False
    yanked: bool = False
    ran: int = 0
    whole: bool = False
    packages: dict[str, str] = {}
    reason: str = ""


class Step(Record):
    """A package whose version changed between two points; a version is empty if it is not installed."""

    package: str
    old: str
    new: str


class PastCause(BaseCause):
    """A cause that occurred after the point `before` and no later than `after`, given by their positions.

    `steps` are the packages that changed in every example that shows it, the likely one first. It is `exact` if both
    points are neighbours. `places` are the tests and watches that show it, by concept.
    """

    places: dict[str, list[str]]
    before: int
    after: int
    exact: bool
    steps: list[Step]


class Interval(Record):
    """The outcome of a concept from one point to another, by their positions. `message` is the reason if it fails."""

    outcome: Outcome
    first: int
    last: int
    message: str = ""


class Past(Record):
    """A concept's title, and its outcomes in order."""

    title: str
    intervals: list[Interval]


class History(Record):
    """The history: points in chronological order, causes in the order in which they occurred, and concepts by slug."""

    format: Literal["fastapi-by-example/history"] = "fastapi-by-example/history"
    schema_version: Annotated[int, Field(ge=1)] = SCHEMA_VERSION
    provenance: Provenance
    points: list[Point]
    causes: list[PastCause]
    concepts: dict[str, Past]

    @cached_property
    def releases(self) -> list[int]:
        """The positions of the releases of FastAPI, in order."""
        return [number for number, one in enumerate(self.points) if one.package == "fastapi" and not one.eve]


def save(history: History, path: Path) -> None:
    """Write a history, one cause or concept per line. Raises UsageError if it cannot be written."""
    text = history.model_dump_json(exclude_defaults=True, exclude={"points", "causes", "concepts"})
    head = text.replace("{", f'{{"format":"{history.format}","schema_version":{history.schema_version},', 1)
    parts = {
        "points": [one.model_dump_json(exclude_defaults=True) for one in history.points],
        "causes": [one.model_dump_json(exclude_defaults=True) for one in history.causes],
    }
    lines = [head.removesuffix("}")]
    lines += [f',"{name}":[\n' + ",\n".join(rows) + "\n]" for name, rows in parts.items()]
    concepts = (f'"{slug}":{past.model_dump_json(exclude_defaults=True)}' for slug, past in history.concepts.items())
    lines.append(',"concepts":{\n' + ",\n".join(concepts) + "\n}}\n")
    try:
        with replacing(path) as file:
            file.write("".join(lines).encode())
    except OSError as error:
        raise UsageError(f"cannot write the history to {path}: {error.strerror}") from error


def load(path: Path = SHIPPED) -> History:
    """Read a history. Raises UsageError if it is missing, damaged, or newer than this runner."""
    try:
        return History.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"cannot read the history {path}: {error.strerror}", hint="`history update` makes one"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path} is not a history that this runner reads: {where}: {first['msg']}") from error
