"""Supervise the process of one example: its time limit, output, events, and any processes it leaves behind."""

import contextlib
import ctypes
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from . import shared_memory
from .protocol import Answer, Job

DUMPED = "Timeout ("
"""How a stack begins that was dumped at the time limit. The dump itself can crash the process."""
TAIL = 64 * 1024
"""The last bytes of output are kept, up to this many."""
MOST_RESULTS = 32 * 1024 * 1024
"""The first bytes of events are read, up to this many."""
GRACE = 1.0
"""Seconds that a process may outlive its example before it is reported and killed."""
INSISTENCE = 10.0
"""Seconds for which killing a process is retried."""
LAST_CHUNKS = 32
"""Most chunks to read from a pipe after its process has ended: as many as a pipe can hold."""
MOST_NAMED = 20
"""Most processes left behind that are listed."""
POLL = 0.02
THREADS = 15
"""Index of the number of threads in /proc/PID/stat, counted after the parent."""
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class Pipe:
    """The reading end of a pipe, with its first or last bytes."""

    def __init__(self, descriptor: int, most: int, keep_last: bool) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.most = most
        self.keep_last = keep_last
        self.content = bytearray()
        self.length = 0

    def read(self) -> bool:
        """Read one chunk; return whether there may be more."""
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

    def drain(self) -> None:
        """Read what the pipe holds now."""
        for _ in range(LAST_CHUNKS):
            if not self.read():
                break

    def finish(self) -> str:
        """Read the rest, close the pipe, and return the kept content as text."""
        self.drain()
        os.close(self.descriptor)
        return self.content.decode("utf-8", "replace")


def _prctl(option: int, value: int) -> None:
    """Call prctl(2) on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every orphaned descendant, including daemons (Linux)."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Kill this process when its parent dies (Linux)."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Child(NamedTuple):
    """A child process, the reading ends of its three pipes, and the token at the start of its events."""

    process: int
    results: int
    output: int
    faults: int
    token: str


def supervise(child: Child, job: Job, control: socket.socket) -> Answer:
    """Wait for a child; return how it ended, its events, the end of its output, and the processes it left behind.

    The child is killed at its time limit. If the runner hangs up, the child is killed and this process ends.
    """
    started = time.monotonic()
    shared = shared_memory.present()
    results = Pipe(child.results, MOST_RESULTS, keep_last=False)
    output, faults = Pipe(child.output, TAIL, keep_last=True), Pipe(child.faults, TAIL, keep_last=False)
    pipes = (results, output, faults)
    status, timed_out = _wait(child.process, pipes, control, job)
    seconds = time.monotonic() - started
    left_behind = end_what_is_left(child.process, 0 if timed_out else GRACE, pipes)
    shared_memory.clear(shared)
    code, stack = os.waitstatus_to_exitcode(status), faults.finish()
    return {
        "status": code,
        "timed_out": timed_out or (code == -signal.SIGSEGV and DUMPED in stack),
        "seconds": round(seconds, 4),
        "events": _events_of(results.finish(), child.token),
        "cut": results.length > results.most,
        "output": output.finish(),
        "faults": stack,
        "printed": output.length,
        "left_behind": left_behind,
    }


def _events_of(text: str, token: str) -> str:
    """The lines of the child's reporter, without their token."""
    return "\n".join(line[len(token) :] for line in text.split("\n") if line.startswith(token))


def _wait(process: int, pipes: Sequence[Pipe], control: socket.socket, job: Job) -> tuple[int, bool]:
    """Drain the pipes until the process has ended; return its wait status and whether it timed out."""
    timed_out = False
    deadline = time.monotonic() + (job["patience"] if job["renew"] else job["timeout"])
    events = pipes[0]
    with selectors.DefaultSelector() as selector, _process_handle(process) as handle:
        for pipe in pipes:
            selector.register(pipe.descriptor, selectors.EVENT_READ, pipe)
        selector.register(control, selectors.EVENT_READ)
        if handle is not None:
            selector.register(handle, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 and not timed_out:
                timed_out = True
                _kill_group(process)
            for key, _ in selector.select(POLL if handle is None or timed_out else max(left, 0)):
                if key.fileobj is control:
                    _kill_group(process)
                    end_what_is_left(process, 0)
                    os._exit(1)
                if isinstance(key.data, Pipe):
                    if not key.data.read():
                        selector.unregister(key.fd)
                    elif job["renew"] and key.data is events and not timed_out:
                        deadline = time.monotonic() + job["timeout"]
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                return status, timed_out


@contextlib.contextmanager
def _process_handle(process: int) -> Any:
    """A descriptor that becomes readable when the process ends, or None if the system has none."""
    try:
        handle = os.pidfd_open(process)
    except (AttributeError, OSError):
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _kill_group(process: int) -> None:
    """Kill a child and its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def end_what_is_left(process: int, grace: float, pipes: Sequence[Pipe] = ()) -> list[str]:
    """End every process that outlived its example; return the command lines of those that had to be killed.

    Orphans are children of this process by now. On systems without this adoption, only the process group of the
    example is killed. The pipes are drained, so that no process blocks on writing.
    """
    killed: dict[int, str] = {}
    deadline = time.monotonic() + grace
    while _has_children() and time.monotonic() < deadline + INSISTENCE:
        for pipe in pipes:
            pipe.drain()
        if time.monotonic() < deadline:
            time.sleep(POLL)
            continue
        # Processes that fork and exit in a chain are faster than reading /proc, so there is no pause.
        for orphan in _living_children():
            if len(killed) < MOST_NAMED:
                killed.setdefault(orphan, _command_of(orphan))
            _kill_group(orphan)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    return list(dict.fromkeys(killed.values()))


def _has_children() -> bool:
    """Reap the ended children of this process; return whether there are others (Linux)."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return sys.platform == "linux"


def _living_children() -> list[int]:
    """The child processes of all threads of this process."""
    found: list[int] = []
    for file in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, file.read_text().split())
    return found or [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if living_parent(entry) == os.getpid()]


def living_parent(process: Path) -> int:
    """The parent of a process, given its folder in /proc; 0 if it has ended.

    A process is alive until its last thread ends, even if the first one has ended.
    """
    try:
        status = (process / "stat").read_text(errors="replace")
    except OSError:
        return 0
    state, parent, *others = status.rpartition(")")[2].split()
    threads = int(others[THREADS])
    return 0 if state in "ZX" and threads <= 1 else int(parent)


def _command_of(process: int) -> str:
    """The first characters of a process's command line."""
    try:
        command = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        command = ""
    if command and command == _own_command():
        return "a process that it forked"
    return command[:200] or "a process that ended before its name was read"


def _own_command() -> str:
    """The command line of this process, which a forked example shares."""
    return Path("/proc/self/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
