# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx"]
# ///
"""Around Gunicorn: the deprecated worker class, Gunicorn's own ASGI worker, and the default worker."""

import importlib
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx


def watch_import_of_worker_classes() -> object:
    found: dict[str, Any] = {}
    for name in ("uvicorn.workers", "uvicorn_worker"):
        for loaded in [each for each in sys.modules if each.startswith(name)]:
            del sys.modules[loaded]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                module = importlib.import_module(name)
            except ImportError as error:
                found[name] = str(error)
                continue
            found[name] = sorted(each for each in dir(module) if each.endswith("Worker"))
        found[f"{name} warns"] = [str(each.message).splitlines()[0] for each in caught if "orker" in str(each.message)]
    return found


def watch_settings_of_the_worker() -> object:
    from uvicorn_worker import UvicornH11Worker, UvicornWorker

    return UvicornWorker.CONFIG_KWARGS, UvicornH11Worker.CONFIG_KWARGS


def served(start_server: Callable[..., Any], port: int, home: Path, *options: str) -> list[Any]:
    command = ["gunicorn", "gunicorn_workers:app", "-w", "1", "-b", f"127.0.0.1:{port}", *options]
    environment = {"HOME": str(home), "XDG_RUNTIME_DIR": ""}
    server = start_server(*command, cwd=Path(__file__).parent, env=environment)
    try:
        server.wait_for("Booting worker with pid")
    except AssertionError as error:
        return [options, str(error).strip().splitlines()[-1]]
    response = httpx.get(f"http://127.0.0.1:{port}/worker", timeout=40)
    server.stop()
    wrong = [line for line in server.output.splitlines() if line.startswith("TypeError")]
    return [options, response.status_code, response.headers.get("server", "").partition("/")[0], wrong]


def watch_own_asgi_worker(start_server: Callable[..., Any], free_port: int, tmp_path: Path) -> object:
    return served(start_server, free_port, tmp_path, "-k", "asgi")


def watch_default_worker(start_server: Callable[..., Any], free_port: int, tmp_path: Path) -> object:
    return served(start_server, free_port, tmp_path)
