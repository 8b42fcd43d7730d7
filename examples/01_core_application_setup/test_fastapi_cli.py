import contextlib
import json
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

SCRIPT = Path(__file__).with_name("fastapi_cli.py")

# The script must not hide the package of the same name, and the output must be plain text wherever the tests run.
PLAIN = {"PYTHONPATH": "", "FORCE_COLOR": ""}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the script under a name that the command looks for."""
    shutil.copy(SCRIPT, tmp_path / "main.py")
    return tmp_path


def answer(port: int) -> dict[str, str]:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response:
        assert response.status == 200
        assert response.headers["content-type"] == "application/json"
        assert response.headers["server"] == "uvicorn"
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


def edit(file: Path) -> None:
    file.write_text(file.read_text().replace("from the command", "from the edited file"))


def test_dev_finds_the_app_binds_the_loopback_address_and_reloads(
    start_server: Callable[..., Any], free_port: int, project: Path
) -> None:
    server = start_server("fastapi", "dev", "--port", str(free_port), env=PLAIN, cwd=project)
    banner = server.wait_for("Application startup complete.")
    assert "Starting FastAPI in development mode" in banner
    assert "Using import string: main:app" in banner
    assert f"Server started at http://127.0.0.1:{free_port}\n" in banner
    assert f"Documentation at http://127.0.0.1:{free_port}/docs\n" in banner
    assert f"Uvicorn running on http://127.0.0.1:{free_port} (Press CTRL+C to quit)" in banner
    assert f"Started reloader process [{server.process.pid}] using WatchFiles" in banner
    wait_until_it_listens(free_port)
    assert answer(free_port) == {"message": "Hello from the command"}
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", free_port), timeout=5)

    wait_until_it_watches(server.process.pid)
    edit(project / "main.py")
    assert "WatchFiles detected changes in 'main.py'. Reloading..." in server.wait_for("startup complete.", times=2)
    assert answer(free_port) == {"message": "Hello from the edited file"}
    assert server.stop(signal.SIGTERM) == 0


def test_run_finds_the_app_says_0_0_0_0_and_does_not_reload(
    start_server: Callable[..., Any], free_port: int, project: Path
) -> None:
    server = start_server("fastapi", "run", env={**PLAIN, "PORT": str(free_port)}, cwd=project)
    banner = server.wait_for("Uvicorn running on")
    assert "Starting FastAPI in production mode" in banner
    assert "Using import string: main:app" in banner
    assert f"Server started at http://0.0.0.0:{free_port}\n" in banner
    assert f"Uvicorn running on http://0.0.0.0:{free_port} (Press CTRL+C to quit)" in banner
    assert "Started reloader process" not in banner
    assert f"Started server process [{server.process.pid}]" in banner
    assert answer(free_port) == {"message": "Hello from the command"}

    edit(project / "main.py")
    assert answer(free_port) == {"message": "Hello from the command"}
    assert server.stop(signal.SIGINT) == 0
    ending = server.wait_for("Finished server process")
    assert ending.count("Application startup complete.") == 1
    assert "Reloading" not in ending


def test_a_folder_without_a_file_of_a_known_name_is_refused(start_server: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copy(SCRIPT, tmp_path / "orders.py")
    server = start_server("fastapi", "dev", env=PLAIN, cwd=tmp_path)
    assert server.process.wait(timeout=45) == 1
    server.wait_for("Could not find a default file to run, please provide an explicit path")


def test_a_file_called_fastapi_cli_hides_the_command(start_server: Callable[..., Any], tmp_path: Path) -> None:
    shutil.copy(SCRIPT, tmp_path)
    server = start_server("fastapi", "dev", "fastapi_cli.py", env=PLAIN, cwd=tmp_path)
    assert server.process.wait(timeout=45) == 1
    server.wait_for('RuntimeError: To use the fastapi command, please install "fastapi[standard]":')
