# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
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
from uvicorn.config import Config

HERE = Path(__file__).parent
COMMAND = ["uvicorn", "uvicorn_workers:app", "--workers", "2"]
if hasattr(Config("app"), "timeout_worker_healthcheck"):
    COMMAND += ["--timeout-worker-healthcheck", "30"]  # a paused worker would be replaced after 5 seconds


@pytest.fixture
def server(start_server: Callable[..., Any], free_port: int) -> Any:
    server = start_server(*COMMAND, "--port", str(free_port), cwd=HERE)
    server.wait_for("Application startup complete.", times=2)
    return server


def pids(server: Any) -> list[int]:
    return [int(pid) for pid in re.findall(r"Started server process \[(\d+)\]", server.output)]


@contextmanager
def paused(pid: int) -> Iterator[None]:
    """Keep one worker from answering, so that the other one has to."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def answer(port: int) -> str:
    response = httpx.get(f"http://127.0.0.1:{port}/worker", timeout=40)
    assert response.status_code == 200
    name: str = response.json()["name"]
    return name


def test_two_processes_answer_each_with_its_own_lifespan(server: Any, free_port: int) -> None:
    first, second = pids(server)
    with paused(first):
        assert answer(free_port) == f"worker {second}"
    with paused(second):
        assert answer(free_port) == f"worker {first}"


def test_killed_worker_is_replaced(server: Any, free_port: int) -> None:
    killed, survivor = pids(server)
    os.kill(killed, signal.SIGKILL)
    server.wait_for("Application startup complete.", times=3)
    with paused(survivor):
        assert answer(free_port) == f"worker {pids(server)[2]}"


def test_sigterm_stops_all_workers_cleanly(server: Any, free_port: int) -> None:
    assert answer(free_port).startswith("worker ")
    assert server.stop(signal.SIGTERM) == 0
    server.wait_for("Application shutdown complete.", times=2)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0
