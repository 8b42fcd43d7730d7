"""What the runner and the probe say to each other: one JSON object a line, over a socket."""

from typing import TypedDict


class Settings(TypedDict):
    """The runner's first message: what to import, where pytest's settings are, and whether to fork."""

    imports: list[str]
    folder: str
    fork: bool


class Ready(TypedDict):
    """The probe's first answer: the FastAPI that it imported, by version and file; empty if there is none."""

    fastapi: str
    file: str


class Job(TypedDict):
    """One test file to run.

    `names` selects tests of the file, none means all. `timeout` is in seconds; with `renew`, it starts again with each
    event, and `patience` is the time until the first one. `memory` is in bytes for each process, 0 for no limit.
    """

    slug: str
    folder: str
    file: str
    names: list[str]
    imports: list[str]
    environment: dict[str, str]
    timeout: float
    renew: bool
    patience: float
    memory: int


class Answer(TypedDict):
    """How the process of a job ended, and what it sent.

    `status` is the exit status, negative for a signal. `events` are the reporter's lines, `faults` the stack of a
    crash or a hang. `cut` says that more events were sent than are read. `left_behind` has the command lines of
    processes that outlived their example.
    """

    status: int
    timed_out: bool
    seconds: float
    events: str
    output: str
    printed: int
    faults: str
    cut: bool
    left_behind: list[str]
