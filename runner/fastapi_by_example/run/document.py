"""The run file: one versioned document with the examples that were verified, the versions, and the results.

A saved run is the interface between the steps: examples can be verified on twenty machines and compared on one. It
is untrusted data: no path in it is ever opened.
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

SCHEMA_VERSION = 3
READ_VERSIONS = (1, 2, 3)
"""Version 2 added watches, which are empty in a file of version 1. Version 3 added `addition` to tables."""
FORMAT: Literal["fastapi-by-example/run"] = "fastapi-by-example/run"
LARGEST_FILE = 512 * 1024 * 1024
"""Largest run file that is read, in bytes."""

KNOWN_GOOD = "known-good"
"""The target at which a watch that raises is an error of the corpus."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, as in shells."""


class Outcome(StrEnum):
    """The outcome of an example or a test."""

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
    """A part of the run file. Unknown keys are rejected, so that nothing in a file is silently ignored."""

    model_config = ConfigDict(extra="forbid")


class Body(Record):
    """The body of a message: its text, or the length in bytes and SHA-256 of a binary or long one."""

    kind: Literal["empty", "json", "text", "bytes"] = "empty"
    text: str = ""
    length: int = 0
    digest: str = ""


class Exchange(Record):
    """An HTTP request and its response, observed at the ASGI boundary."""

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
    """The ASGI messages of one WebSocket connection, in order."""

    test: str
    path: str
    messages: list[dict[str, str]] = []
    error: str = ""


class Application(Record):
    """An application that an example created: its OpenAPI document, or the error raised instead.

    `test` is the test that created it, empty during imports. `routes` are the entries of `app.routes`; `middleware`
    are the classes around the router, outermost first.
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
    """A Python warning: its category, text and origin."""

    category: str
    text: str
    origin: str
    line: int = 0


class WatchResult(Record):
    """The result of a watch: its return value or exception, or that it timed out or crashed.

    `value` is JSON if `kind` is `json`.
    """

    name: str
    how: Literal["returned", "raised", "timeout", "crashed"]
    kind: Literal["json", "text"] = "text"
    value: str = ""


class Observations(Record):
    """What was observed while tests and watches ran. `dropped` counts records beyond the limit per example."""

    watches: list[WatchResult] = []
    exchanges: list[Exchange] = []
    websockets: list[WebSocketSession] = []
    openapi: list[Application] = []
    logs: list[LogRecord] = []
    warnings: list[WarningRecord] = []
    dropped: int = 0


class TestResult(Record):
    """One test of an example: its outcome, its duration in seconds, and where and why it failed."""

    __test__ = False

    name: str
    outcome: Outcome
    duration: float = 0.0
    message: str = ""
    details: str = ""
    file: str = ""
    line: int = 0


class ExampleResult(Record):
    """One example: its outcome with reason and location, and everything observed.

    `file` is relative to the corpus. `notes` are remarks, such as a process left behind. `watch_problems` names
    the watches that raised, timed out or recorded nothing, which is an error of the corpus at known-good.
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
    """One environment: its dependency set and exactly what was installed.

    `error` is the reason if it could not be resolved or built. `notes` are the runner's changes.
    """

    id: str
    dependencies: list[str]
    packages: dict[str, str] = {}
    notes: list[str] = []
    error: str = ""


class TableResult(Record):
    """A table with the slugs of all its concepts in order, run or not; an `addition` is counted separately."""

    number: int
    title: str
    concepts: list[str] = []
    addition: bool = False


class Suite(Record):
    """A project's own tests, which take the place of the corpus: each test file is an example.

    `workers` is the number of processes that ran them, and `bodies` whether bodies were recorded. `notes` are remarks
    on the recording.
    """

    project: str
    command: str
    workers: int = 1
    bodies: bool = True
    notes: list[str] = []


class Run(Record):
    """All selected examples verified against one target. `selected` are the slugs of all shards."""

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
    suite: Suite | None = None
    tables: list[TableResult]
    environments: list[EnvironmentResult]
    examples: list[ExampleResult]

    def counts(self) -> Counter[Outcome]:
        """The number of examples with each outcome."""
        return Counter(example.outcome for example in self.examples)

    @property
    def corpus_errors(self) -> list[str]:
        """The useless watches, by name: at known-good, each watch has to return or record something."""
        if self.target != KNOWN_GOOD:
            return []
        return [f"{example.slug}: {problem}" for example in self.examples for problem in example.watch_problems]

    @property
    def exit_code(self) -> int:
        """0 if every verified example passed, 1 if one did not, 3 if nothing could be verified, 130 if interrupted.

        An empty shard of a selection is not an error.
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
    """Write a run file atomically, or directly if the path is a device or a pipe.

    Links are followed, and a file keeps its mode. Raises UsageError if the path cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                _write(run, file)
        else:
            with replacing(Path(os.path.realpath(path))) as file:
                _write(run, file)
    except OSError as error:
        raise UsageError(f"cannot write the run to {path}: {error.strerror}") from error


def _write(run: Run, file: BinaryIO) -> None:
    """Write a run one example per line, so that a large run is not held in memory twice."""
    head = run.model_dump_json(exclude={"examples"}).removesuffix("}") + ',"examples":['
    file.write(head.encode())
    for number, example in enumerate(run.examples):
        file.write(((",\n" if number else "\n") + example.model_dump_json()).encode())
    file.write(b"\n]}\n")


def load(path: Path) -> Run:
    """Read a run file.

    Raises UsageError if it is missing, too large, not a run, damaged, or newer than this runner.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe or a device could be read forever
            kind = "a folder" if path.is_dir() else "not a regular file"
            raise UsageError(f"cannot read the run {path}: it is {kind}")
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(f"{path} is not a run: it is larger than {LARGEST_FILE // 2**20} MiB")
        data = from_json(path.read_bytes())  # rejects excessive nesting and lone surrogates
    except OSError as error:
        raise UsageError(f"cannot read the run {path}: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} is not a run: it is not JSON ({error})") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UsageError(f"{path} is not a run of fastapi-by-example", hint="`verify --output FILE` writes one")
    version = data.get("schema_version")
    if version not in READ_VERSIONS:
        raise UsageError(
            f"{path} has schema version {version}; this runner reads up to version {SCHEMA_VERSION}",
            hint="use the runner that wrote it, or verify again",
        )
    try:
        return Run.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{path} is a damaged run: {where}: {first['msg']}") from error
