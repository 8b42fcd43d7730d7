"""Prepare an interpreter for examples: what they import, what pytest would look for, and pytest's own settings."""

import importlib
import importlib.metadata
import io
import json
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from _pytest import _io as pytest_io

from .plugin import warning_as_data
from .protocol import Job

AT_START = frozenset(sys.modules)
"""What pytest itself has loaded, so that an example finds it loaded whoever runs it."""
ImportWarnings = list[tuple[set[str], dict[str, Any]]]
"""Warnings that were met while modules were imported, each with the modules that were being imported then."""


class Explaining:
    """A pytest plugin that stands in for the terminal reporter: its writer, which older releases of pytest want to
    explain an assertion, and its option, which an example may read."""

    def pytest_addoption(self, parser: Any) -> None:
        """Add the option that tells how much is to be said."""
        parser.addoption("--verbose", action="count", default=0)

    def pytest_configure(self, config: Any) -> None:
        """Take the name of the terminal reporter, where nobody has it."""
        if not config.pluginmanager.has_plugin("terminalreporter"):
            config.pluginmanager.register(Explainer(), "terminalreporter")


class Explainer:
    """What is left of a terminal reporter that reports nothing: a writer without colours."""

    def __init__(self) -> None:
        self._tw = pytest_io.TerminalWriter(io.StringIO())


def about_this_environment() -> dict[str, Any]:
    """Which FastAPI was imported, to be held against what was installed."""
    fastapi = sys.modules.get("fastapi")
    return {"fastapi": getattr(fastapi, "__version__", ""), "file": str(getattr(fastapi, "__file__", "") or "")}


def import_warm(modules: list[str]) -> ImportWarnings:
    """Import what the examples import; return each warning on the way, with the modules that were being imported."""
    seen: ImportWarnings = []

    def note(message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None) -> None:  # noqa: ARG001
        importing, frame = set(), sys._getframe()
        while frame:
            if frame.f_code.co_name == "<module>":
                importing.add(str(frame.f_globals.get("__name__")))
            frame = frame.f_back  # type: ignore[assignment]
        warning = warnings.WarningMessage(message, category, filename, lineno)
        seen.append((importing, warning_as_data(warning)))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = note
        for module in modules:
            try:
                importlib.import_module(module)
            except BaseException:  # noqa: S112  # the examples that import it meet the same error, and report it
                continue
    return seen


def make_room(slug: str) -> None:
    """Forget a module that another example imports and that has the name of this example's script.

    Whoever has imported such a module before keeps it.
    """
    if slug in AT_START:
        return
    for module in [module for module in sys.modules if module.partition(".")[0] == slug]:
        del sys.modules[module]


def tests_of(job: Job) -> list[str]:
    """The arguments of pytest that select the tests of a job."""
    file = str(Path(job["folder"]) / job["file"])
    return [f"{file}::{name}" for name in job["names"]] or [file]


def warm_up() -> None:
    """Serve one request, so that what FastAPI and its neighbours import on first use is there before an example."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from fastapi import FastAPI
            from fastapi.testclient import TestClient

            app = FastAPI()
            app.post("/{number}")(lambda number, body: {"number": number, "body": body})
            with TestClient(app) as client:
                client.post("/1?body=x", json={"key": "value"})
            app.openapi()
        except Exception:  # what does not work here is judged by the examples
            return


class InstalledPlugins:
    """The pytest plugins of the environment, loaded once here in place of pytest's search for them in every child."""

    def __init__(self) -> None:
        self.plugins: dict[str, Any] = {}
        for entry_point in importlib.metadata.entry_points(group="pytest11"):
            try:
                self.plugins[entry_point.name] = entry_point.load()
            except Exception:  # noqa: S112  # a plugin that does not load is the business of the example that needs it
                continue

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_parse(self, pluginmanager: Any) -> None:
        """Register each by the name of its entry point, by which an example may ask for it, before options are read."""
        for name, plugin in self.plugins.items():
            if not pluginmanager.has_plugin(name) and not pluginmanager.is_registered(plugin):
                pluginmanager.register(plugin, name)


def pytest_options(folder: str) -> list[str]:
    """The command line of pytest, for tests below a folder that has its settings."""
    options = ["--rootdir", folder, "--confcutdir", folder, "-c", f"{folder}/pytest.ini", "-s"]
    for name in ("terminal", "lfplugin", "nfplugin", "faulthandler", "pastebin", "stepwise"):
        options += ["-p", f"no:{name}"]
    return options


def keep_cache_in(folder: str, config: Any) -> None:
    """Have the `cache` fixture write into the folder of an example."""
    config.cache._cachedir = Path(folder) / ".pytest_cache"


def send(control: socket.socket, message: dict[str, Any]) -> None:
    """Tell the runner something, as one line of JSON."""
    control.sendall(json.dumps(message).encode() + b"\n")
