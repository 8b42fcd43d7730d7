import contextlib
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

ENVIRONMENT = {"PYTHONPATH": ""}  # the name of the script hides the real package


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(Path(__file__).with_name("fastapi_cli.py"), tmp_path / "main.py")
    return tmp_path


def answer(port: int) -> object:
    with urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response:
        return json.load(response)


def wait_until(server: Any, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, server.output
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(timeout=0.05)
            raise AssertionError(server.output)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError):
        return bool(answer(port))
    return False


def watches_files(process: int) -> bool:
    if not Path("/proc").is_dir():  # only Linux tells
        return True
    with contextlib.suppress(FileNotFoundError):
        return any("inotify wd:" in one.read_text() for one in Path(f"/proc/{process}/fdinfo").iterdir())
    return False


def edit(project: Path) -> None:
    file = project / "main.py"
    file.write_text(file.read_text().replace("Hello from the command", "Hello again"))


def test_dev_listens_on_localhost_only(start_server: Any, free_port: int, project: Path) -> None:
    server = start_server("fastapi", "dev", "--port", str(free_port), env=ENVIRONMENT, cwd=project)
    wait_until(server, lambda: answers(free_port))
    assert f"127.0.0.1:{free_port}" in server.output
    assert answer(free_port) == {"message": "Hello from the command"}


def test_dev_reloads(start_server: Any, free_port: int, project: Path) -> None:
    server = start_server("fastapi", "dev", "--port", str(free_port), env=ENVIRONMENT, cwd=project)
    wait_until(server, lambda: answers(free_port) and watches_files(server.process.pid))
    edit(project)
    server.wait_for("startup complete", times=2)
    wait_until(server, lambda: answers(free_port))
    assert answer(free_port) == {"message": "Hello again"}


def test_run_listens_on_all_addresses_and_does_not_reload(start_server: Any, free_port: int, project: Path) -> None:
    server = start_server("fastapi", "run", "--port", str(free_port), env=ENVIRONMENT, cwd=project)
    wait_until(server, lambda: answers(free_port))
    assert f"0.0.0.0:{free_port}" in server.output
    edit(project)
    assert answer(free_port) == {"message": "Hello from the command"}
    assert server.stop(signal.SIGINT) == 0
    assert server.output.count("startup complete") == 1
