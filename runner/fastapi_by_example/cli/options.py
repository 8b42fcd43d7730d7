"""Options that several commands share, with their parsers and shell completion."""

import re
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.errors import RunnerError, UsageError
from fastapi_by_example.execution.interpreter import Limits

UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "requirements.txt")
LEAST = 2**28
"""Smallest memory limit in bytes: an interpreter that imports FastAPI and starts a few threads needs about that."""
LARGEST = 2**62
"""Largest memory limit in bytes, near the end of the system's own range."""
LONGEST = 24 * 60 * 60.0
"""Longest time limit per example, in seconds."""

CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus",
        metavar="PATH",
        help="Use another corpus: a folder that contains examples/*/table.toml.",
        envvar="FASTAPI_BY_EXAMPLE_CORPUS",
    ),
]
PythonOption = Annotated[
    str | None,
    typer.Option(
        "--python",
        "-p",
        metavar="VERSION",
        help="The Python interpreter, as a version or a path. [default: the current one]",
    ),
]
OfflineOption = Annotated[bool, typer.Option("--offline", help="Use cached data only.")]
JobsOption = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        metavar="N",
        show_default=False,
        help="How many examples to run at once. [default: one more than the cores]",
    ),
]
TimeoutOption = Annotated[
    float,
    typer.Option("--timeout", min=0.1, max=LONGEST, metavar="SECONDS", help="Time limit per example."),
]
CompareTimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        min=0.1,
        max=LONGEST,
        metavar="SECONDS",
        show_default=False,
        help="Time limit per example or, with --project, per test. [default: 60, or 600 with --project]",
    ),
]
MemoryOption = Annotated[
    str, typer.Option("--memory", metavar="SIZE", help="Memory limit per process of an example; 0 for none.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Save the run as JSON.")]
JunitOption = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write a JUnit report.")]
MarkdownOption = Annotated[Path | None, typer.Option("--markdown", metavar="FILE", help="Write a Markdown report.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Show only failures and the summary.")]


def complete_slug(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The slugs, table numbers and table names that start with the incomplete word, each with its title."""
    try:
        corpus = discover(context.params.get("corpus"))
    except RunnerError:
        return []
    named = {**{slug: concept.title for slug, concept in corpus.concepts.items()}}
    for table in corpus.tables:
        for name in (str(table.number), table.folder.name.partition("_")[2]):
            named.setdefault(name, table.title)
    return [(name, title) for name, title in named.items() if name.startswith(incomplete)]


def complete_target(incomplete: str) -> list[tuple[str, str]]:
    """The spellings of a target that start with the incomplete word."""
    meanings = {
        "known-good": "every package as of the date in pyproject.toml",
        "latest": "the newest releases",
        "latest+pre": "the newest releases, with pre-releases",
    }
    meanings |= {name: "the versions in this file" for name in LOCK_FILES if Path(name).is_file()}
    return [(name, meaning) for name, meaning in meanings.items() if name.startswith(incomplete)]


def parse_size(text: str) -> int:
    """The bytes in a size such as 512M or 2G; 0 means no limit. Raises UsageError for an invalid or huge size."""
    found = re.fullmatch(r"(\d{1,100})\s*([KMG]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if not found:
        raise UsageError(f"{text!r} is not a size", hint="write it like 512M or 2G; 0 means no limit")
    size = int(found[1]) * UNITS[found[2].upper()]
    if 0 < size < LEAST:
        raise UsageError(
            f"the memory limit {text} is too small to start anything", hint="give at least 256M; 0 means no limit"
        )
    if size > LARGEST:
        raise UsageError(f"the memory limit {text} is too large", hint="0 means no limit")
    return size


def limits_of(timeout: float, memory: str) -> Limits:
    """The limits per example of `--timeout` and `--memory`. Raises UsageError for an invalid size."""
    return Limits(timeout, parse_size(memory))


def parse_shard(text: str) -> tuple[int, int]:
    """The number of a shard and the number of shards, from `2/5`. Raises UsageError."""
    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text.strip())
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise UsageError(f"{text!r} is not a shard", hint="write it like 2/5, the second of five")
    return int(found[1]), int(found[2])


TargetOption = Annotated[
    str,
    typer.Option(
        "--target",
        "-t",
        help="The versions to verify against; `targets` explains the spellings.",
        autocompletion=complete_target,
    ),
]
