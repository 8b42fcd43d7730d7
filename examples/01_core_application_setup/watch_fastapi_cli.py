"""Around the fastapi command: what it finds, what it passes to Uvicorn, how it is configured, what it refuses."""

import contextlib
import io
import os
import runpy
import sys
from pathlib import Path
from typing import Any

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
SHOP = {"shop/__init__.py": "", "shop/api.py": APP.replace("app =", "store =")}
OUTSIDE = {name: value for name, value in os.environ.items() if name not in ("PORT", "FASTAPI_ENV")}
PROJECT = {"main", "app", "api", "server", "src", "shop", "pkg"}
ENTRYPOINT = '[tool.fastapi]\nentrypoint = "shop.api:store"\n'


def call(monkeypatch: Any, folder: Path, files: dict[str, str], *arguments: str, **environment: str) -> list[Any]:
    """Run the command in a folder with files, with a stand-in for `uvicorn.run`; return what happened."""
    import uvicorn

    served: list[Any] = []

    def serve(*args: Any, log_config: Any = None, **options: Any) -> None:
        served.append([list(args), {key: repr(value).replace(str(folder), "FOLDER") for key, value in options.items()}])

    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(sys, "path", [p for p in sys.path if not (Path(p or ".") / "fastapi_cli.py").exists()])
    monkeypatch.setattr(sys, "argv", ["fastapi", *arguments])
    monkeypatch.setattr(uvicorn, "run", serve)
    monkeypatch.setattr(os, "environ", OUTSIDE | {"COLUMNS": "200", "NO_COLOR": "1"} | environment)
    for name in [name for name in sys.modules if name.partition(".")[0] in PROJECT or name == "fastapi.cli"]:
        monkeypatch.delitem(sys.modules, name)
    if not hasattr(sys.modules.get("fastapi_cli"), "__path__"):
        monkeypatch.delitem(sys.modules, "fastapi_cli", raising=False)
    output = io.StringIO()
    ending = "returned"
    try:
        with contextlib.chdir(folder), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            runpy.run_module("fastapi", run_name="__main__")
    except (SystemExit, Exception) as error:
        ending = f"{type(error).__name__}: {error}".replace(str(folder), "FOLDER")
    lines = [" ".join(line.split()) for line in output.getvalue().replace(str(folder), "FOLDER").splitlines()]
    return [ending, served, [line for line in lines if line]]


def watch_dev(monkeypatch: Any, tmp_path: Path) -> object:
    return call(monkeypatch, tmp_path, {"main.py": APP}, "dev")


def watch_run(monkeypatch: Any, tmp_path: Path) -> object:
    return call(monkeypatch, tmp_path, {"main.py": APP}, "run")


def watch_verbose(monkeypatch: Any, tmp_path: Path) -> object:
    return call(monkeypatch, tmp_path, {"app/__init__.py": "", "app/main.py": APP}, "run", "--verbose")[:2]


def watch_options_of_dev(monkeypatch: Any, tmp_path: Path) -> object:
    options = ["--host", "0.0.0.0", "--port", "8123", "--no-reload", "--reload-dir", ".", "--root-path", "/api"]
    more = ["--app", "app", "--no-proxy-headers", "--forwarded-allow-ips", "*"]
    return call(monkeypatch, tmp_path, {"main.py": APP}, "dev", "main.py", *options, *more)[:2]


def watch_options_of_run(monkeypatch: Any, tmp_path: Path) -> object:
    options = ["--host", "127.0.0.1", "--port", "8123", "--reload", "--workers", "3", "--root-path", "/api"]
    more = ["--app", "app", "--no-proxy-headers", "--forwarded-allow-ips", "10.0.0.1"]
    return call(monkeypatch, tmp_path, {"main.py": APP}, "run", "main.py", *options, *more)[:2]


def watch_environment_variables(monkeypatch: Any, tmp_path: Path) -> object:
    return call(monkeypatch, tmp_path, {"main.py": APP}, "run", PORT="8123", FASTAPI_PUBLIC_URL="https://example.com/")


def watch_variable_that_dev_sets(monkeypatch: Any, tmp_path: Path) -> object:
    text = "import os\n" + APP.replace("FastAPI()", 'FastAPI(title=os.environ.get("FASTAPI_ENV", "unset"))')
    text += "print('environment', app.title)\n"
    results = []
    for number, command in enumerate(["dev", "run"]):
        output = call(monkeypatch, tmp_path / str(number), {"main.py": text}, command)[2]
        results.append([line for line in output if "environment" in line])
    return results


def watch_files_that_are_found(monkeypatch: Any, tmp_path: Path) -> object:
    results = {}
    for name in ["main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py", "server.py", "src/main.py"]:
        ending, served, lines = call(monkeypatch, tmp_path / name.replace("/", "-"), {name: APP}, "run")
        results[name] = [ending, served[0][1]["app"] if served else lines[-1]]
    return results


def watch_names_that_are_found(monkeypatch: Any, tmp_path: Path) -> object:
    texts = {
        "app": APP,
        "api": APP.replace("app =", "api ="),
        "other": APP.replace("app =", "other ="),
        "both": APP + "api = FastAPI()\nfirst = FastAPI()\n",
        "no app": "from fastapi import FastAPI\napp = None\n",
        "factory": "from fastapi import FastAPI\ndef create_app(): return FastAPI()\n",
        "broken": "import missing_module\n",
    }
    results = {}
    for key, text in texts.items():
        ending, served, _ = call(monkeypatch, tmp_path / key, {"main.py": text}, "run")
        results[key] = [ending, served[0][1]["app"] if served else None]
    return results


def watch_entrypoint_in_pyproject(monkeypatch: Any, tmp_path: Path) -> object:
    return call(monkeypatch, tmp_path, {**SHOP, "main.py": APP, "pyproject.toml": ENTRYPOINT}, "run")


def watch_entrypoint_option(monkeypatch: Any, tmp_path: Path) -> object:
    results = []
    for number, arguments in enumerate([["-e", "shop.api:store"], ["--entrypoint", "main:app"], ["-e", "main"]]):
        files = {**SHOP, "main.py": APP, "pyproject.toml": ENTRYPOINT}
        results.append(call(monkeypatch, tmp_path / str(number), files, "dev", *arguments)[:2])
    return results


def watch_path_beside_an_entrypoint(monkeypatch: Any, tmp_path: Path) -> object:
    files = {**SHOP, "main.py": APP, "pyproject.toml": ENTRYPOINT}
    return [
        call(monkeypatch, tmp_path / "configured", files, "run", "main.py")[:2],
        call(monkeypatch, tmp_path / "option", files, "run", "main.py", "-e", "shop.api:store")[:2],
    ]


def watch_odd_pyproject_files(monkeypatch: Any, tmp_path: Path) -> object:
    texts = ["", "[tool.fastapi]\n", "[tool.fastapi]\nentrypoint = 1\n", "[tool.fastapi]\nport = 1\n", "[tool"]
    results = []
    for number, text in enumerate(texts):
        files = {"main.py": APP, "pyproject.toml": text}
        ending, served, _ = call(monkeypatch, tmp_path / str(number), files, "run")
        results.append([ending.split(" (")[0], served[0][1]["app"] if served else None])
    return results


def watch_wrong_arguments(monkeypatch: Any, tmp_path: Path) -> object:
    results = {}
    for number, arguments in enumerate([["missing.py"], ["--port", "x"], ["--app", "missing"], ["--nothing"]]):
        ending, served, _ = call(monkeypatch, tmp_path / str(number), {"main.py": APP}, "run", *arguments)
        results[" ".join(arguments)] = [ending, served]
    return results


def watch_app_in_a_package(monkeypatch: Any, tmp_path: Path) -> object:
    files = {"pkg/__init__.py": APP, "pkg/sub/__init__.py": "", "pkg/sub/main.py": APP}
    return [
        call(monkeypatch, tmp_path / "package", files, "run", "pkg")[:2],
        call(monkeypatch, tmp_path / "nested", files, "run", "pkg/sub/main.py")[:2],
    ]


def watch_commands_and_version(monkeypatch: Any, tmp_path: Path) -> object:
    import re

    text = " ".join(call(monkeypatch, tmp_path, {}, "--help")[2])
    version = call(monkeypatch, tmp_path, {}, "--version")
    none = call(monkeypatch, tmp_path, {})
    return sorted(set(re.findall(r"--[a-z-]+|\b(?:dev|run|deploy|login|new)\b", text))), version[0], none[0]


def watch_command_beside_a_file_called_fastapi_cli(monkeypatch: Any, tmp_path: Path) -> object:
    (tmp_path / "fastapi_cli.py").write_text(APP)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "fastapi.cli", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "fastapi_cli"]:
        monkeypatch.delitem(sys.modules, name)
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            runpy.run_module("fastapi", run_name="__main__")
    except RuntimeError as error:
        return str(error), output.getvalue()
    return output.getvalue()
