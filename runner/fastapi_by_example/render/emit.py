"""Write reports to the terminal, to files, and to the job summary of GitHub Actions."""

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi_by_example.errors import UsageError
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.github import annotations, commands_stopped
from fastapi_by_example.render.junit import junit_xml
from fastapi_by_example.render.markdown import run_markdown
from fastapi_by_example.render.terminal import print_run
from fastapi_by_example.run.document import Record, Run, save

FORMATS: dict[str, Callable[[Run], str]] = {"junit": junit_xml, "markdown": run_markdown}
"""The formats of report files. A new format is one module and one line here."""


@dataclass(frozen=True)
class Outputs:
    """The files for a run and its reports by format, and how much is printed."""

    run: Path | None = None
    reports: Mapping[str, Path | None] = field(default_factory=dict)
    json: bool = False
    quiet: bool = False
    verbose: bool = False

    def check(self) -> None:
        """Raise UsageError if a file cannot be written or options contradict each other, before anything runs."""
        if self.quiet and self.verbose:
            raise UsageError("--quiet and --verbose cannot be used together")
        for path in (self.run, *self.reports.values()):
            if path and (obstacle := _obstacle_to(path)):
                raise UsageError(f"cannot write {path}: {obstacle}")


def _obstacle_to(path: Path) -> str:
    """Why a file cannot be written, as far as can be checked in advance; empty if it can."""
    try:
        if path.is_dir():
            return "it is a folder"
        folder = Path(os.path.realpath(path)).parent
        if not path.exists() and not folder.is_dir():
            return "its folder does not exist"
        return "" if os.access(path if path.exists() else folder, os.W_OK) else "permission denied"
    except OSError as error:
        return f"{error.strerror}"


def emit_run(run: Run, root: Path | None, outputs: Outputs, environ: Mapping[str, str]) -> None:
    """Print and write a run in every requested format, with annotations and a job summary under GitHub Actions.

    It is printed first, so that a write error does not lose the results.
    """
    if outputs.json:
        print_json(run)
    else:
        with commands_stopped(environ, sys.stdout):
            print_run(console_for(), run, root, quiet=outputs.quiet, verbose=outputs.verbose)
    if environ.get("GITHUB_ACTIONS") == "true":
        for line in annotations(run, root):
            (sys.stderr if outputs.json else sys.stdout).write(line + "\n")
        append_summary(environ, run_markdown(run))
    if outputs.run:
        save(run, outputs.run)
    for name, path in outputs.reports.items():
        if path:
            write(path, FORMATS[name](run))


def print_json(document: Record) -> None:
    """Print a document as JSON. GitHub's workflow commands and unencodable characters are escaped."""
    text = document.model_dump_json(indent=1).replace("##[", "#\\u0023[")
    if sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
        text = re.sub(r"[^\x00-\x7f]+", lambda found: json.dumps(found[0])[1:-1], text)
    sys.stdout.write(text + "\n")


def append_summary(environ: Mapping[str, str], text: str) -> None:
    """Append Markdown to the job summary if GitHub Actions names a file for it."""
    summary = environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"cannot write the job summary to {summary}: {error.strerror}") from error


def write(path: Path, text: str) -> None:
    """Write a report. Raises UsageError if that fails."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
