"""The errors that a user meets: each says what is wrong, where, and what to do, and has its exit code."""


class RunnerError(Exception):
    """Something that stops a command, told to the user in one message without a traceback."""

    exit_code = 2


class UsageError(RunnerError):
    """The command line or a file is wrong."""


class NothingVerifiedError(RunnerError):
    """Nothing could be verified: no uv, no index, no interpreter, or no environment."""

    exit_code = 3
