import importlib
import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

HERE = Path(__file__).parent


@pytest.fixture
def gunicorn(start_server: Callable[..., Any], free_port: int, tmp_path: Path) -> Callable[..., Any]:
    shutil.copy(HERE / "gunicorn_workers.py", tmp_path)
    home = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": ""}  # gunicorn 25.1 and later write a control socket there

    def start(*options: str) -> Any:
        bind = ("-w", "2", "-b", f"127.0.0.1:{free_port}")
        server = start_server("gunicorn", "gunicorn_workers:app", *bind, *options, env=home, cwd=tmp_path)
        server.wait_for("Booting worker with pid", times=2)
        return server

    return start


def answer(port: int) -> dict[str, int]:
    response = httpx.get(f"http://127.0.0.1:{port}/worker", timeout=40)
    assert response.status_code == 200
    found: dict[str, int] = response.json()
    return found


def answer_while_workers_change(port: int) -> dict[str, int]:
    """A worker may close a connection that it took just before its end; one that is refused is not forgiven."""
    for _ in range(2):
        with suppress(httpx.ReadError, httpx.RemoteProtocolError):
            return answer(port)
    return answer(port)


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


@pytest.mark.parametrize("worker_class", ["uvicorn_worker.UvicornWorker", "asgi"])
def test_several_processes_answer_and_sigterm_stops_them(
    worker_class: str, gunicorn: Callable[..., Any], free_port: int
) -> None:
    server = gunicorn("-k", worker_class)
    assert f"Using worker: {worker_class}" in server.output
    pids = two_workers(free_port)
    assert len(pids) == 2
    assert answer(free_port)["parent"] == server.process.pid
    assert server.stop(signal.SIGTERM) == 0
    server.wait_for("Shutting down: Master")
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_hup_reloads_the_code_without_a_refused_request(
    gunicorn: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    server = gunicorn("-k", "uvicorn_worker.UvicornWorker")
    old = two_workers(free_port)
    script = tmp_path / "gunicorn_workers.py"
    script.write_text(script.read_text().replace('"parent": os.getppid()', '"reloaded": 1'))
    server.process.send_signal(signal.SIGHUP)
    with ThreadPoolExecutor(1) as thread:
        reloaded = thread.submit(server.wait_for, "Application startup complete.", times=4)
        finished = thread.submit(server.wait_for, "Finished server process", times=2)
        answered = 0
        while not (reloaded.done() and finished.done()):
            answer_while_workers_change(free_port)
            answered += 1
        finished.result()
    assert answered > 0
    assert two_workers(free_port).isdisjoint(old)
    assert answer(free_port)["reloaded"] == 1
    assert "Hang up: Master" in server.output


def test_default_worker_can_not_serve_an_asgi_app(gunicorn: Callable[..., Any], free_port: int) -> None:
    server = gunicorn()
    assert "Using worker: sync" in server.output
    assert httpx.get(f"http://127.0.0.1:{free_port}/worker", timeout=40).status_code == 500
    server.wait_for("TypeError: FastAPI.__call__() missing 1 required positional argument: 'send'")


def test_old_worker_class_gives_a_deprecation_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "uvicorn.workers", raising=False)
    with pytest.warns(DeprecationWarning, match="^The `uvicorn.workers` module is deprecated") as caught:
        importlib.import_module("uvicorn.workers")
    messages = [str(each.message) for each in caught if each.category is DeprecationWarning]
    assert messages[0].splitlines()[0] == (
        "The `uvicorn.workers` module is deprecated. Please use `uvicorn-worker` package instead."
    )


def test_current_worker_class_gives_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "uvicorn_worker"]:
        monkeypatch.delitem(sys.modules, name)
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        assert importlib.import_module("uvicorn_worker").UvicornWorker.__name__ == "UvicornWorker"
