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

from .protocol import Job
from .supervise import die_with_parent

THREAD_DUMP_HEAD_START = 0.5
"""Seconds before the time limit at which the child dumps its stack, before it is killed."""

MEMORY = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
"""Private writable memory on Linux. A limit on the address space would include reservations: the C library reserves
up to 64 MiB per thread, and FastAPI uses 40 threads."""


def enter(job: Job, parent: int, output: int, faults: int) -> None:
    """Set up the calling process for a job.

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
    patience = max(job["timeout"] - THREAD_DUMP_HEAD_START, 0.1)
    faulthandler.dump_traceback_later(patience, repeat=job["renew"], file=faults)
    if job["memory"]:
        limit(MEMORY, job["memory"])
    limit(resource.RLIMIT_CORE, 0)
    gc.enable()


def limit(what: int, value: int) -> None:
    """Lower a resource limit, if the system allows it."""
    with contextlib.suppress(ValueError, OSError, OverflowError):
        resource.setrlimit(what, (value, resource.getrlimit(what)[1]))


def leave(status: int) -> None:
    """End the child as the interpreter would, with threads joined and exit handlers run, but without finalization.

    Finalizing a warm interpreter takes longer than a short example, and copies every page that the fork shares.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # an example may have closed or replaced them
            stream.flush()
    os._exit(status)
