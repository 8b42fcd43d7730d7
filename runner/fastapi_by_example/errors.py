"""Errors that end a command: each has a message, an optional hint, and an exit code."""


class RunnerError(Exception):
    """An error that is shown to the user without a traceback, with a hint on a line of its own."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message}\nhint: {hint}" if hint else message)


class UsageError(RunnerError):
    """The command line or a file is invalid."""


class NothingVerifiedError(RunnerError):
    """Nothing could be verified: uv, the index, an interpreter or an environment is missing."""

    exit_code = 3
