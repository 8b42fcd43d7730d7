"""Watch over the process of one example: its time, its output, its results, and what it leaves behind."""

import contextlib
import ctypes
import os
import selectors
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any, TypedDict

TAIL = 64 * 1024
"""Bytes of the output that are kept, the last ones."""
MOST_RESULTS = 32 * 1024 * 1024
"""Bytes of results that are taken from one example, the first ones."""
GRACE = 1.0
"""Seconds that a process which outlives its example gets to end by itself before it is reported and killed."""
POLL = 0.02
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class Job(TypedDict):
    """One example to run, as the runner sends it; times in seconds, memory in bytes."""

    folder: str
    test: str
    imports: list[str]
    environment: dict[str, str]
    timeout: float
    memory: int


class Pipe:
    """The reading end of a pipe, and as much of what came through it as is kept."""

    def __init__(self, descriptor: int, most: int, keep_last: bool) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.most = most
        self.keep_last = keep_last
        self.content = bytearray()
        self.length = 0

    def read(self) -> bool:
        """Take in one chunk; return whether there may be more."""
        try:
            chunk = os.read(self.descriptor, 1 << 16)
        except BlockingIOError:
            return False
        self.length += len(chunk)
        self.content += chunk
        if len(self.content) > self.most:
            if self.keep_last:
                del self.content[: -self.most]
            else:
                del self.content[self.most :]
        return bool(chunk)

    def finish(self) -> str:
        """Read what is still there, close the pipe, and return the kept content as text."""
        while self.read():
            pass
        os.close(self.descriptor)
        return self.content.decode("utf-8", "replace")


def prctl(option: int, value: int) -> None:
    """Linux's prctl(2); elsewhere nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every process that a descendant leaves behind, daemons too (Linux)."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have this process killed when its parent dies (Linux)."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def supervise(process: int, results: int, output: int, job: Job, control: socket.socket) -> dict[str, Any]:
    """Wait for a child and return how it ended, its events, the tail of its output and what it left behind.

    The child is killed when its time is up. When the runner hangs up, the child is killed and this process ends.
    """
    started = time.monotonic()
    pipes = [Pipe(results, MOST_RESULTS, keep_last=False), Pipe(output, TAIL, keep_last=True)]
    status, timed_out = wait(process, pipes, control, started + job["timeout"])
    seconds = time.monotonic() - started
    left_behind = end_what_is_left(process, 0 if timed_out else GRACE)
    events, tail = (pipe.finish() for pipe in pipes)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "timed_out": timed_out,
        "seconds": round(seconds, 4),
        "events": events,
        "output": tail,
        "printed": pipes[1].length,
        "left_behind": left_behind,
    }


def wait(process: int, pipes: list[Pipe], control: socket.socket, deadline: float) -> tuple[int, bool]:
    """Drain the pipes until the process has ended; return its wait status and whether its time was up before."""
    timed_out = False
    with selectors.DefaultSelector() as selector, process_handle(process) as handle:
        for pipe in pipes:
            selector.register(pipe.descriptor, selectors.EVENT_READ, pipe)
        selector.register(control, selectors.EVENT_READ)
        if handle is not None:
            selector.register(handle, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 and not timed_out:
                timed_out = True
                kill_group(process)
            for key, _ in selector.select(POLL if handle is None or timed_out else max(left, 0)):
                if key.fileobj is control:
                    kill_group(process)
                    end_what_is_left(process, 0)
                    os._exit(1)
                if isinstance(key.data, Pipe) and not key.data.read():
                    selector.unregister(key.fd)
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                return status, timed_out


@contextlib.contextmanager
def process_handle(process: int) -> Any:
    """A descriptor that becomes readable when the process ends, or None where the system has none."""
    try:
        handle = os.pidfd_open(process)
    except (AttributeError, OSError):
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def kill_group(process: int) -> None:
    """Kill a child and what is in its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def end_what_is_left(process: int, grace: float) -> list[str]:
    """End every process that outlived its example, and return the command lines of those that had to be killed.

    What was orphaned is a child of this process by now. Where the system has no such adoption, only the process
    group of the example can be ended.
    """
    killed: dict[int, str] = {}
    deadline = time.monotonic() + grace
    while left := living_children():
        if time.monotonic() < deadline:
            time.sleep(POLL)
            continue
        for orphan in left:
            killed.setdefault(orphan, command_of(orphan))
            kill_group(orphan)
        time.sleep(POLL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    return list(killed.values())


def living_children() -> list[int]:
    """Reap the children of this process that have ended; return the others (Linux; elsewhere none are known)."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    children: list[int] = []
    for listing in Path("/proc/self/task").glob("*/children"):
        children += [int(number) for number in listing.read_text().split()]
    return children


def command_of(process: int) -> str:
    """The command line of a process, cut to a bearable length."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        command = ""
    return (command or f"process {process}")[:200]
