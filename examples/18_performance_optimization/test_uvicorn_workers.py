import inspect
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

HERE = Path(__file__).parent
COMMAND = ["uvicorn", "uvicorn_workers:app", "--workers", "2"]
if "timeout_worker_healthcheck" in inspect.signature(uvicorn.run).parameters:
    COMMAND += ["--timeout-worker-healthcheck", "20"]  # a paused worker would be replaced after 5 seconds


@pytest.fixture
def server(start_server: Callable[..., Any], free_port: int) -> Any:
    server = start_server(*COMMAND, "--port", str(free_port), cwd=HERE)
    server.wait_for("Application startup complete.", times=2)
    return server


def answer(port: int) -> dict[str, Any]:
    response = httpx.get(f"http://127.0.0.1:{port}/worker", timeout=40)
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    assert found["name"] == f"worker {found['pid']}"
    return found


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """Keep one worker from answering, so that the other one has to."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_requests_are_answered_by_two_processes_of_one_parent(server: Any, free_port: int) -> None:
    first = answer(free_port)
    with paused(first["pid"]):
        second = answer(free_port)
    assert first["pid"] != second["pid"]
    assert first["parent"] == second["parent"] == server.process.pid
    assert first["name"] != second["name"]
    assert server.output.count("Started server process") == 2


def test_killed_worker_is_replaced(server: Any, free_port: int) -> None:
    killed, survivor = map(int, re.findall(r"Started server process \[(\d+)\]", server.output))
    os.kill(killed, signal.SIGKILL)
    server.wait_for("Application startup complete.", times=3)
    with paused(survivor):
        replacement = answer(free_port)
    assert replacement["pid"] not in {killed, survivor}
    assert replacement["parent"] == server.process.pid
    assert f"Child process [{killed}] died" in server.output


def test_sigterm_stops_all_workers_cleanly(server: Any, free_port: int) -> None:
    assert answer(free_port)["parent"] == server.process.pid
    assert server.stop(signal.SIGTERM) == 0
    server.wait_for("Finished server process", times=2)
    assert server.output.count("Application shutdown complete.") == 2
    assert f"Stopping parent process [{server.process.pid}]" in server.output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0


def test_several_workers_need_an_import_string(caplog: pytest.LogCaptureFixture) -> None:
    from uvicorn_workers import app

    with pytest.raises(SystemExit) as stopped:
        uvicorn.run(app, workers=2, log_config=None)
    assert stopped.value.code != 0
    assert caplog.messages == [
        "You must pass the application as an import string to enable 'reload' or 'workers'.",
    ]
