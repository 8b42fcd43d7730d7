import contextlib
import json
import runpy
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import uvicorn


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(Path(__file__).with_name("uvicorn_server.py"), tmp_path)
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


def test_command_serves_and_stops(start_server: Any, free_port: int, project: Path) -> None:
    server = start_server("uvicorn", "uvicorn_server:app", "--port", str(free_port), cwd=project)
    wait_until(server, lambda: answers(free_port))
    assert answer(free_port) == {"message": "Hello from Uvicorn"}
    assert server.stop(signal.SIGINT) == 0


def test_reload_serves_the_changed_file(start_server: Any, free_port: int, project: Path) -> None:
    server = start_server("uvicorn", "uvicorn_server:app", "--reload", "--port", str(free_port), cwd=project)
    wait_until(server, lambda: answers(free_port) and watches_files(server.process.pid))
    script = project / "uvicorn_server.py"
    script.write_text(script.read_text().replace("Hello from Uvicorn", "Hello again"))
    server.wait_for("startup complete", times=2)
    wait_until(server, lambda: answers(free_port))
    assert answer(free_port) == {"message": "Hello again"}


def test_script_serves_and_stops(start_server: Any, free_port: int, project: Path) -> None:
    server = start_server("uvicorn_server", env={"PORT": str(free_port)}, cwd=project)
    wait_until(server, lambda: answers(free_port))
    assert answer(free_port) == {"message": "Hello from Uvicorn"}
    assert server.stop(signal.SIGINT) == 0


def test_script_serves_on_8000_by_default(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    ports: list[int] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, port: ports.append(port))
    monkeypatch.delenv("PORT", raising=False)
    runpy.run_path(str(project / "uvicorn_server.py"), run_name="__main__")
    assert ports == [8000]
