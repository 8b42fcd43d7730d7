"""Prepare an interpreter for examples: their imports, the installed pytest plugins, and pytest's options."""

import importlib
import importlib.metadata
import io
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from _pytest import _io as pytest_io

from .plugin import warning_as_data
from .protocol import Job

AT_START = frozenset(sys.modules)
"""The modules that pytest itself has loaded; an example always finds them loaded."""
ImportWarnings = list[tuple[set[str], dict[str, Any]]]
"""Warnings during imports, each with the modules that were being imported."""


class Explaining:
    """A pytest plugin that replaces the terminal reporter.

    It provides the writer, which older pytest needs to explain an assertion, and the `--verbose` option."""

    def pytest_addoption(self, parser: Any) -> None:
        """Add the `--verbose` option."""
        parser.addoption("--verbose", action="count", default=0)

    def pytest_configure(self, config: Any) -> None:
        """Register as the terminal reporter unless there is one."""
        if not config.pluginmanager.has_plugin("terminalreporter"):
            config.pluginmanager.register(Explainer(), "terminalreporter")


class Explainer:
    """A terminal reporter that reports nothing and has a writer without colours."""

    def __init__(self) -> None:
        self._tw = pytest_io.TerminalWriter(io.StringIO())


def import_warm(modules: list[str]) -> ImportWarnings:
    """Import the modules of the examples; return the warnings, each with the modules that were being imported."""
    found: ImportWarnings = []

    def note(message: Any, category: Any, filename: str, lineno: int, *_: Any, **__: Any) -> None:
        importing, frame = set(), sys._getframe()
        while frame:
            if frame.f_code.co_name == "<module>":
                importing.add(str(frame.f_globals.get("__name__")))
            frame = frame.f_back  # type: ignore[assignment]
        warning = warnings.WarningMessage(message, category, filename, lineno)
        found.append((importing, warning_as_data(warning)))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = note
        for module in modules:
            try:
                importlib.import_module(module)
            except BaseException:  # noqa: S112  # the examples that import it report the same error
                continue
    return found


def make_room(slug: str) -> None:
    """Unload any module with the name of this example's script. Existing references to it stay valid."""
    if slug in AT_START:
        return
    for module in [module for module in sys.modules if module.partition(".")[0] == slug]:
        del sys.modules[module]


def tests_of(job: Job) -> list[str]:
    """The arguments for pytest that select the tests of a job."""
    file = str(Path(job["folder"]) / job["file"])
    return [f"{file}::{name}" for name in job["names"]] or [file]


def warm_up() -> None:
    """Handle one request, so that lazy imports of FastAPI and its dependencies happen before the fork."""
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
        except Exception:  # the examples will report it
            return


class InstalledPlugins:
    """The pytest plugins of the environment, loaded once instead of in every child."""

    def __init__(self) -> None:
        self.plugins: dict[str, Any] = {}
        for entry_point in importlib.metadata.entry_points(group="pytest11"):
            try:
                self.plugins[entry_point.name] = entry_point.load()
            except Exception:  # noqa: S112  # the example that needs the plugin reports the error
                continue

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_parse(self, pluginmanager: Any) -> None:
        """Register the plugins under their entry point names before options are parsed."""
        for name, plugin in self.plugins.items():
            if not pluginmanager.has_plugin(name) and not pluginmanager.is_registered(plugin):
                pluginmanager.register(plugin, name)


def run_pytest(folder: str, tests: list[str], plugins: list[object]) -> int:
    """Run pytest on tests below a folder with its settings, with these and the installed plugins; return its status."""
    options = ["--rootdir", folder, "--confcutdir", folder, "-c", f"{folder}/pytest.ini", "-s"]
    for name in ("terminal", "lfplugin", "nfplugin", "faulthandler", "pastebin", "stepwise"):
        options += ["-p", f"no:{name}"]
    return int(pytest.main([*options, *tests], plugins=[*plugins, InstalledPlugins()]))


def keep_cache_in(folder: str, config: Any) -> None:
    """Make the `cache` fixture write to the folder of an example."""
    config.cache._cachedir = Path(folder) / ".pytest_cache"
