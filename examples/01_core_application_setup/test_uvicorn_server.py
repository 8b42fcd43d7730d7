import asyncio
import contextlib
import json
import logging
import runpy
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import uvicorn
from uvicorn_server import app, create_server

SCRIPT = Path(__file__).with_name("uvicorn_server.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(SCRIPT, tmp_path)
    return tmp_path


def answer(port: int) -> dict[str, str]:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response:
        assert response.status == 200
        assert [name.lower() for name in response.headers] == [
            "date",
            "server",
            "content-length",
            "content-type",
            "connection",
        ]
        assert response.headers["server"] == "uvicorn"
        assert response.headers["content-type"] == "application/json"
        body: dict[str, str] = json.load(response)
        return body


def wait_until_it_listens(port: int) -> None:
    """With reload, nothing is logged any more between the end of the start-up and the first accepted connection."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline


def wait_until_it_watches(process: int) -> None:
    """With reload, files are watched only after the first worker was started; Linux tells when that is so."""
    deadline = time.monotonic() + 20
    while sys.platform == "linux":
        with contextlib.suppress(FileNotFoundError):  # a descriptor was closed meanwhile
            if any("inotify wd:" in one.read_text() for one in Path(f"/proc/{process}/fdinfo").iterdir()):
                return
        assert time.monotonic() < deadline


def test_the_command_answers_over_a_real_socket(
    start_server: Callable[..., Any], free_port: int, project: Path
) -> None:
    server = start_server("uvicorn", "uvicorn_server:app", "--port", str(free_port), cwd=project)
    log = server.wait_for("(Press CTRL+C to quit)")
    assert f"Started server process [{server.process.pid}]" in log
    assert f"Uvicorn running on http://127.0.0.1:{free_port} (Press CTRL+C to quit)" in log
    assert answer(free_port) == {"message": "Hello from Uvicorn"}
    assert server.stop(signal.SIGTERM) == -signal.SIGTERM
    assert '"GET / HTTP/1.1" 200 OK' in server.wait_for(f"Finished server process [{server.process.pid}]")


def test_with_reload_a_changed_file_changes_the_answer(
    start_server: Callable[..., Any], free_port: int, project: Path
) -> None:
    server = start_server("uvicorn", "uvicorn_server:app", "--reload", "--port", str(free_port), cwd=project)
    log = server.wait_for("Application startup complete.")
    assert f"Will watch for changes in these directories: ['{project}']" in log
    assert f"Started reloader process [{server.process.pid}] using WatchFiles" in log
    wait_until_it_listens(free_port)
    assert answer(free_port) == {"message": "Hello from Uvicorn"}

    wait_until_it_watches(server.process.pid)
    copy = project / "uvicorn_server.py"
    copy.write_text(copy.read_text().replace("from Uvicorn", "from the edited file"))
    log = server.wait_for("Application startup complete.", times=2)
    assert "WatchFiles detected changes in 'uvicorn_server.py'. Reloading..." in log
    assert answer(free_port) == {"message": "Hello from the edited file"}
    assert server.stop(signal.SIGTERM) == 0


def test_uvicorn_run_in_the_script_serves_until_a_signal(
    start_server: Callable[..., Any], free_port: int, project: Path
) -> None:
    server = start_server("uvicorn_server", env={"PORT": str(free_port)}, cwd=project)
    server.wait_for(f"Uvicorn running on http://127.0.0.1:{free_port} (Press CTRL+C to quit)")
    assert answer(free_port) == {"message": "Hello from Uvicorn"}
    assert server.stop(signal.SIGINT) == 0
    server.wait_for(f"Finished server process [{server.process.pid}]")


@pytest.mark.parametrize(("environment", "port"), [({}, 8000), ({"PORT": "8123"}, 8123)])
def test_the_script_serves_on_8000_unless_port_says_otherwise(
    environment: dict[str, str], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports: list[int] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, *, port: ports.append(port))
    monkeypatch.delenv("PORT", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ports == [port]


def test_the_programmatic_server_starts_and_shuts_down_cleanly(
    free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")
    server = create_server(free_port)
    assert server.started is False

    async def serve_one_request() -> dict[str, str]:
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(0)
        try:
            return await asyncio.to_thread(answer, free_port)
        finally:
            server.should_exit = True
            await serving

    assert asyncio.run(serve_one_request()) == {"message": "Hello from Uvicorn"}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free_port), timeout=5)
    steps = [record.getMessage().partition(" [")[0] for record in caplog.records if record.name == "uvicorn.error"]
    assert steps == [
        "Started server process",
        "Waiting for application startup.",
        "Application startup complete.",
        f"Uvicorn running on http://127.0.0.1:{free_port} (Press CTRL+C to quit)",
        "Shutting down",
        "Waiting for application shutdown.",
        "Application shutdown complete.",
        "Finished server process",
    ]


def test_reload_with_the_object_instead_of_the_import_string_exits(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(SystemExit) as refusal:
        uvicorn.run(app, reload=True, log_config=None)
    assert refusal.value.code == 3
    assert [record.getMessage() for record in caplog.records if record.name == "uvicorn.error"] == [
        "You must pass the application as an import string to enable 'reload' or 'workers'."
    ]


def test_the_defaults_of_the_server_are_the_documented_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    config = uvicorn.Config(app, log_config=None)
    assert (config.host, config.port, config.workers, config.reload) == ("127.0.0.1", 8000, 1, False)
    assert (config.timeout_keep_alive, config.proxy_headers, config.lifespan) == (5, True, "auto")
