"""Make a forked child the process of one example: its own session, folder, home, limits and output."""

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
"""Seconds before the time limit at which the child says where it is, so that this is out before it is killed."""

MEMORY = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
"""Linux counts as data what is private and writable. It counts as address space also what is only reserved: with
many cores, the C library reserves 64 MiB for each thread, and 40 threads, as many as FastAPI has, are not to be had."""


def enter(job: Job, parent: int, output: int, faults: int) -> None:
    """Set up the calling process for a job.

    `output` becomes its standard output and its standard error; `faults` takes the stack of a crash or a hang, where
    no amount of output can wash it away.
    """
    os.setsid()
    die_with_parent()
    if os.getppid() != parent:  # it died before it could be named
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
    """Lower a resource limit; a system that refuses goes without."""
    with contextlib.suppress(ValueError, OSError, OverflowError):
        resource.setrlimit(what, (value, resource.getrlimit(what)[1]))


def leave(status: int) -> None:
    """End the child as the interpreter would, joining threads and running exit handlers, but for its tear-down.

    Taking a warm interpreter apart costs more than a short example, and touches every page that the fork shares.
    """
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # an example may have closed or replaced them
            stream.flush()
    os._exit(status)
