"""Annotations for GitHub Actions: one `::error` at the line of each failed example."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fastapi_by_example.render.escape import for_annotation, for_annotation_property, one_line
from fastapi_by_example.run.document import BAD, Run

MOST_ANNOTATIONS = 50
"""GitHub shows no more than this per step."""


def annotations(run: Run, root: Path | None = None) -> Iterator[str]:
    """A workflow command for each bad example, with untrusted text escaped.

    GitHub expects paths relative to the repository. The corpus at `root` may be a subfolder of it; a file outside of
    the repository is omitted.
    """
    bad = [example for example in run.examples if example.outcome in BAD]
    for example in bad[:MOST_ANNOTATIONS]:
        title = for_annotation_property(f"{example.slug} {example.outcome}")
        place = _place(root, example.file, example.line)
        yield f"::error {place}title={title}::{for_annotation(example.message)}"


def _place(root: Path | None, file: str, line: int) -> str:
    """The properties that name a line of a file; empty if the file is not in the repository."""
    repository = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    path = Path(os.path.normpath((root or repository) / one_line(file, 1000)))
    try:
        known = path.is_relative_to(repository) and path.is_file()
    except (OSError, ValueError):  # too long for a path, or with a null character
        known = False
    return f"file={for_annotation_property(str(path.relative_to(repository)))},line={line}," if known else ""


@contextmanager
def commands_stopped(environ: Mapping[str, str], stream: TextIO) -> Iterator[None]:
    """Stop GitHub Actions from interpreting output in the block as commands, since examples may have written it."""
    if environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    stream.write(f"::stop-commands::{token}\n")
    try:
        yield
    finally:
        stream.write(f"::{token}::\n")
