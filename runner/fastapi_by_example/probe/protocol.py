"""The protocol of runner and probe: messages, one JSON object per line over a socket, and the recorder's variables."""

from typing import TypedDict

FOLDER_VARIABLE = "FASTAPI_BY_EXAMPLE_RECORD"
"""The environment variable with the folder that the sessions write to."""
BODIES_VARIABLE = "FASTAPI_BY_EXAMPLE_BODIES"
"""The environment variable that is `no` if bodies are omitted."""
STARTED_VARIABLE = "FASTAPI_BY_EXAMPLE_RECORDING"
"""The environment variable that a recorded session sets, so that sessions started by its tests are not recorded."""
FIXTURE = "fixture "
"""Prefix of the name under which the requests of a fixture shared by several tests are recorded."""


class Settings(TypedDict):
    """The runner's first message: the imports, the folder of pytest's settings, and whether to fork."""

    imports: list[str]
    folder: str
    fork: bool


class Ready(TypedDict):
    """The probe's first answer: version and file of the imported FastAPI, empty if there is none."""

    fastapi: str
    file: str


class Job(TypedDict):
    """One test file to run.

    `names` selects tests of the file; empty means all. `timeout` is in seconds. With `renew`, it restarts at each
    event, and `patience` is the time limit until the first one. `memory` is in bytes per process; 0 means no limit.
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
    """How the process of a job ended, and its events and output.

    `status` is the exit status, negative for a signal. `events` are the reporter's lines; `faults` is the stack of a
    crash or hang. `cut` means that more events were sent than were read. `left_behind` has the command lines of
    processes that outlived the example.
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
