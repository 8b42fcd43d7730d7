"""Annotations for GitHub Actions: one `::error` at the line of each failed example."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fastapi_by_example.render.escape import for_annotation, for_annotation_property
from fastapi_by_example.run.document import BAD, Run

MOST_ANNOTATIONS = 50
"""GitHub shows no more for a step."""


def annotations(run: Run, root: Path | None = None) -> Iterator[str]:
    """A workflow command for each bad example, with untrusted text escaped.

    GitHub expects paths relative to the repository; the corpus at `root` may be a folder in it.
    """
    above = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    folder = root.relative_to(above) if root and root.is_relative_to(above) else Path()
    bad = [example for example in run.examples if example.outcome in BAD]
    for example in bad[:MOST_ANNOTATIONS]:
        title = for_annotation_property(f"{example.slug} {example.outcome}")
        file = for_annotation_property(str(folder / example.file))
        yield f"::error file={file},line={example.line},title={title}::{for_annotation(example.message)}"


@contextmanager
def commands_stopped(environ: Mapping[str, str], stream: TextIO) -> Iterator[None]:
    """Stop GitHub Actions from interpreting output of the block as commands, since examples may have written it."""
    if environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    token = secrets.token_hex(16)
    stream.write(f"::stop-commands::{token}\n")
    try:
        yield
    finally:
        stream.write(f"::{token}::\n")
