"""Set up the process of one example: its own session, folder, home, limits and output."""

import atexit
import contextlib
import faulthandler
import gc
import os
import resource
import sys
import tempfile
import threading
from typing import NoReturn

from .protocol import Job
from .supervise import die_with_parent

THREAD_DUMP_HEAD_START = 0.5
"""Seconds before the time limit at which the child dumps its stack, before it is killed."""

MEMORY = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
"""Private writable memory on Linux. A limit on the address space would include reservations: the C library reserves
up to 64 MiB per thread, and FastAPI uses 40 threads."""


class StackDump:
    """Dumps the stack of this process shortly before it is killed; a pytest plugin, as each watch has its own time."""

    def __init__(self, job: Job, faults: int) -> None:
        self.job = job
        self.faults = faults
        self.start(job["patience"] if job["renew"] else job["timeout"])

    def start(self, seconds: float) -> None:
        """Start the time anew."""
        # Never repeated: a dump reads the frames of running threads, which can crash the process.
        faulthandler.dump_traceback_later(max(seconds - THREAD_DUMP_HEAD_START, 0.1), file=self.faults)

    def pytest_runtest_logstart(self) -> None:
        """Restart the time for a watch."""
        if self.job["renew"]:
            self.start(self.job["timeout"])


def enter(job: Job, parent: int, output: int, faults: int) -> StackDump:
    """Set up the calling process for a job; return a plugin for its pytest.

    `output` becomes standard output and standard error. `faults` receives the stack of a crash or hang, separate from
    the output so that it is never truncated.
    """
    os.setsid()
    die_with_parent()
    if os.getppid() != parent:  # the parent died first
        os._exit(1)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    tempfile.tempdir = None
    sys.argv[:] = ["pytest"]
    faulthandler.enable(file=faults)
    dump = StackDump(job, faults)
    if job["memory"]:
        limit(MEMORY, job["memory"])
    limit(resource.RLIMIT_CORE, 0)
    gc.enable()
    return dump


def limit(what: int, value: int) -> None:
    """Lower a resource limit, if the system allows it."""
    with contextlib.suppress(ValueError, OSError, OverflowError):
        resource.setrlimit(what, (value, resource.getrlimit(what)[1]))


def leave(status: int) -> NoReturn:
    """Exit as the interpreter would, after joining threads and running exit handlers, but without finalization.

    Finalizing a warm interpreter takes longer than a short example, and copies every page that a fork shares.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # an example may have closed or replaced them
            stream.flush()
    os._exit(status)
