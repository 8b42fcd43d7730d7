"""The run file: one versioned document that says what was verified, against which versions, and what came of it.

A saved run is the interface between the steps: verifying can happen on twenty machines, comparing on one. It may
come from anywhere, so it is data only: no path in it is ever opened.
"""

import os
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import replacing

SCHEMA_VERSION = 2
READ_VERSIONS = (1, 2)
"""Version 2 added watches; what it added is empty in a file of version 1."""
FORMAT: Literal["fastapi-by-example/run"] = "fastapi-by-example/run"
LARGEST_FILE = 512 * 1024 * 1024
"""Bytes of a run file that are read; a larger one is refused."""

KNOWN_GOOD = "known-good"
"""The target at which a watch that raises is an error of the corpus."""
INTERRUPTED = 130
"""The exit code of a command that Ctrl-C has ended, as in shells."""


class Outcome(StrEnum):
    """How an example, or one of its tests, ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    SKIPPED = "skipped"
    UNRESOLVABLE = "unresolvable"
    NOT_APPLICABLE = "not applicable"


BAD = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASHED, Outcome.UNRESOLVABLE})
"""The outcomes that make a run fail."""


class Record(BaseModel):
    """A part of the run file; an unknown key is refused, so that a file is never half understood."""

    model_config = ConfigDict(extra="forbid")


class Body(Record):
    """The body of a message: its text, or for binary or long ones its length in bytes and its SHA-256."""

    kind: Literal["empty", "json", "text", "bytes"] = "empty"
    text: str = ""
    length: int = 0
    digest: str = ""


class Exchange(Record):
    """An HTTP request to an application and its answer, seen at the ASGI boundary."""

    test: str
    method: str
    path: str
    query: str = ""
    request_headers: list[tuple[str, str]] = []
    request_body: Body = Body()
    status: int | None = None
    headers: list[tuple[str, str]] = []
    body: Body = Body()
    error: str = ""


class WebSocketSession(Record):
    """The messages of one WebSocket connection, in order, as ASGI spells them."""

    test: str
    path: str
    messages: list[dict[str, str]] = []
    error: str = ""


class Application(Record):
    """An application that an example made: its OpenAPI document, or the error that came in its place.

    `test` made it; empty while modules were imported. `routes` are the entries of `app.routes`, `middleware` the
    classes around the router, from the outside.
    """

    test: str = ""
    title: str
    document: dict[str, Any] | None = None
    error: str = ""
    routes: list[str] = []
    middleware: list[str] = []


class LogRecord(Record):
    """A log record of level WARNING or above."""

    logger: str
    level: str
    text: str


class WarningRecord(Record):
    """A Python warning: its category, its text, and the file that it points at."""

    category: str
    text: str
    origin: str
    line: int = 0


class WatchResult(Record):
    """What came out of a watch: its return value, its exception, or that it hung or crashed.

    `value` is JSON if `kind` is `json`.
    """

    name: str
    how: Literal["returned", "raised", "timeout", "crashed"]
    kind: Literal["json", "text"] = "text"
    value: str = ""


class Observations(Record):
    """What an example did while its tests and watches ran. `dropped` counts records beyond the limit of an example."""

    watches: list[WatchResult] = []
    exchanges: list[Exchange] = []
    websockets: list[WebSocketSession] = []
    openapi: list[Application] = []
    logs: list[LogRecord] = []
    warnings: list[WarningRecord] = []
    dropped: int = 0


class TestResult(Record):
    """One test of an example: its outcome, how long it took in seconds, and where and why it failed."""

    __test__ = False

    name: str
    outcome: Outcome
    duration: float = 0.0
    message: str = ""
    details: str = ""
    file: str = ""
    line: int = 0


class ExampleResult(Record):
    """One example: its outcome, why, where, and everything seen on the way.

    `file` is relative to the corpus. `notes` are remarks, such as a process left behind. `watch_problems` names
    the watches that raised, hung, or recorded nothing: at known-good, an error of the corpus.
    """

    slug: str
    table: int
    title: str
    outcome: Outcome
    message: str = ""
    file: str = ""
    line: int = 0
    duration: float = 0.0
    environment: str = ""
    tests: list[TestResult] = []
    output: str = ""
    notes: list[str] = []
    observations: Observations = Observations()
    repeated: Observations | None = None
    watch_problems: list[str] = []


class EnvironmentResult(Record):
    """One environment: the dependency set that was asked for, and exactly what was installed for it.

    `error` has the resolver's reason where the set could not be resolved or built; `notes` what the runner changed.
    """

    id: str
    dependencies: list[str]
    packages: dict[str, str] = {}
    notes: list[str] = []
    error: str = ""


class TableResult(Record):
    """A table as the run knew it, with the slugs of all its concepts in their order, run or not."""

    number: int
    title: str
    concepts: list[str] = []


class Run(Record):
    """All chosen examples verified against one target. `selected` are the slugs that were chosen, over all shards."""

    format: Literal["fastapi-by-example/run"] = FORMAT
    schema_version: Annotated[int, Field(ge=1)] = SCHEMA_VERSION
    runner_version: str
    target: str
    resolved_as_of: str = ""
    python: str
    platform: str
    started: str
    duration: float
    interrupted: bool = False
    selected: list[str] = []
    tables: list[TableResult]
    environments: list[EnvironmentResult]
    examples: list[ExampleResult]

    def counts(self) -> Counter[Outcome]:
        """How many examples had each outcome."""
        return Counter(example.outcome for example in self.examples)

    @property
    def corpus_errors(self) -> list[str]:
        """The watches that are of no use, by name: at known-good each has to return something, or let it happen."""
        if self.target != KNOWN_GOOD:
            return []
        return [f"{example.slug}: {problem}" for example in self.examples for problem in example.watch_problems]

    @property
    def exit_code(self) -> int:
        """0 if everything that could be verified passed, 1 if something did not, 3 if nothing could be verified.

        A shard of a selection may be empty. 130 if the run was interrupted: what is missing may have failed.
        """
        if self.interrupted:
            return INTERRUPTED
        counts = self.counts()
        if any(counts[outcome] for outcome in BAD - {Outcome.UNRESOLVABLE}):
            return 1
        if not counts[Outcome.PASSED] and (self.examples or not self.selected):
            return 3
        return int(bool(counts[Outcome.UNRESOLVABLE] or self.corpus_errors))


def save(run: Run, path: Path) -> None:
    """Write a run file, whole or not at all; a device or a pipe gets it as it comes.

    A link stays one, and a file keeps its mode. Raises UsageError if the path cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                _write(run, file)
        else:
            with replacing(Path(os.path.realpath(path))) as file:
                _write(run, file)
    except OSError as error:
        raise UsageError(f"Cannot write the run to {path}: {error.strerror}.") from error


def _write(run: Run, file: BinaryIO) -> None:
    """Write a run example by example, a line for each, so that a large run is never in memory a second time."""
    head = run.model_dump_json(exclude={"examples"}).removesuffix("}") + ',"examples":['
    file.write(head.encode())
    for number, example in enumerate(run.examples):
        file.write(((",\n" if number else "\n") + example.model_dump_json()).encode())
    file.write(b"\n]}\n")


def load(path: Path) -> Run:
    """Read a run file.

    Raises UsageError where there is none, it is too large, foreign, damaged, or of a newer version than this runner.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(f"{path} is larger than {LARGEST_FILE // 2**20} MiB; that is no run of this corpus.")
        data = from_json(path.read_bytes())  # refuses what is nested beyond all sense, and halves of characters
    except OSError as error:
        raise UsageError(f"Cannot read the run {path}: {error.strerror}.") from error
    except ValueError as error:
        raise UsageError(f"{path} is not a run: it is not JSON ({error}).") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UsageError(f"{path} is not a run of fastapi-by-example; `verify --output FILE` writes one.")
    version = data.get("schema_version")
    if version not in READ_VERSIONS:
        raise UsageError(
            f"{path} has schema version {version}; this runner reads up to version {SCHEMA_VERSION}."
            " Use the runner that wrote it, or verify again."
        )
    try:
        return Run.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path} is a damaged run: {where}: {first['msg']}.") from error
