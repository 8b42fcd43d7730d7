# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

SCRIPT = Path(__file__).with_name("gunicorn_workers.py")


@pytest.fixture
def server(start_server: Callable[..., Any], free_port: int, tmp_path: Path) -> Any:
    shutil.copy(SCRIPT, tmp_path)
    home = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": ""}  # newer releases write a control socket there
    options = ["-k", "uvicorn_worker.UvicornWorker", "-w", "2", "-b", f"127.0.0.1:{free_port}"]
    server = start_server("gunicorn", "gunicorn_workers:app", *options, env=home, cwd=tmp_path)
    server.wait_for("Application startup complete.", times=2)
    return server


def answer(port: int) -> dict[str, int]:
    response = httpx.get(f"http://127.0.0.1:{port}/worker", timeout=40)
    assert response.status_code == 200
    found: dict[str, int] = response.json()
    return found


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """Keep one worker from answering, so that the other one has to."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def two_workers(port: int) -> set[int]:
    first = answer(port)["pid"]
    with paused(first):
        return {first, answer(port)["pid"]}


def test_two_processes_answer_and_sigterm_stops_them(server: Any, free_port: int) -> None:
    pids = two_workers(free_port)
    assert len(pids) == 2
    assert server.stop(signal.SIGTERM) == 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_hup_reloads_the_code_without_a_refused_request(server: Any, free_port: int, tmp_path: Path) -> None:
    old = two_workers(free_port)
    script = tmp_path / SCRIPT.name
    script.write_text(script.read_text().replace('{"pid"', '{"reloaded": 1, "pid"'))
    server.process.send_signal(signal.SIGHUP)
    with ThreadPoolExecutor(1) as thread:
        reloaded = thread.submit(server.wait_for, "Application startup complete.", times=4)
        while not reloaded.done():
            with suppress(httpx.ReadError, httpx.RemoteProtocolError):  # taken by a worker just before its end
                answer(free_port)
        reloaded.result()
    server.wait_for("Finished server process", times=2)
    assert two_workers(free_port).isdisjoint(old)
    assert answer(free_port)["reloaded"] == 1
