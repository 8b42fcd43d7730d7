"""`report`, `merge`, `cache`, `known-good`, `targets` and `schema`: saved runs and housekeeping."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as Grid
from rich.text import Text

from fastapi_by_example.cli.options import (
    CorpusOption,
    JobsOption,
    JsonOption,
    JunitOption,
    MarkdownOption,
    OutputOption,
    PythonOption,
    QuietOption,
)
from fastapi_by_example.cli.session import live_session
from fastapi_by_example.corpus.discovery import default_root
from fastapi_by_example.environments.build import Resolved, prune
from fastapi_by_example.errors import UsageError
from fastapi_by_example.execution.verify import Options, verify
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.emit import Outputs, emit_run
from fastapi_by_example.run.document import Run, load
from fastapi_by_example.run.shards import merge_runs
from fastapi_by_example.store.cache import default_cache, size_of
from fastapi_by_example.targets.known_good import known_good_date, known_good_file, move_known_good
from fastapi_by_example.targets.target import parse_target

cache_commands = typer.Typer(help="Manage the cache of environments and resolutions.", no_args_is_help=True)
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="A run saved by `verify --output`.")]


def report(
    run: RunArgument,
    junit: JunitOption = None,
    markdown: MarkdownOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show all output and all versions.")] = False,
) -> None:
    """Print the report of a saved run, in any format. Exits with the run's exit code."""
    outputs = Outputs(None, {"junit": junit, "markdown": markdown}, as_json, quiet, verbose)
    outputs.check()
    loaded = load(run)
    emit_run(loaded, None, outputs, os.environ)
    raise typer.Exit(loaded.exit_code)


def merge(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="The saved runs of all shards.")],
    output: OutputOption = None,
    junit: JunitOption = None,
    markdown: MarkdownOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Merge the runs of several shards into one."""
    outputs = Outputs(output, {"junit": junit, "markdown": markdown}, as_json, quiet)
    outputs.check()
    merged = merge_runs([load(path) for path in runs])
    emit_run(merged, None, outputs, os.environ)
    raise typer.Exit(merged.exit_code)


def schema() -> None:
    """Print the JSON Schema of a run file."""
    typer.echo(json.dumps(Run.model_json_schema(), indent=1))


def targets() -> None:
    """Explain the spellings of a target."""
    console, grid = console_for(), Grid.grid(padding=(0, 2))
    for spelled, meaning in (
        ("known-good", f"every package as of {known_good_date()}, the date in pyproject.toml"),
        ("latest", "the newest releases"),
        ("latest+pre", "the same, with pre-releases"),
        ("2025-06-01", "every package as of that day; a timestamp such as 2025-06-01T12:00:00Z works too"),
        ("fastapi==0.150.0,starlette<1", "pins on top of latest; with a date among them, on top of that day"),
        ("requirements.txt, uv.lock, poetry.lock, pylock.toml", "the locked versions of a project"),
        ("./fastapi, a .whl file, git+https://...", "an unreleased FastAPI, or another package by its own name"),
    ):
        grid.add_row(Text(spelled, "cyan"), meaning)
    console.print(grid)


@cache_commands.command("prune")
def cache_prune() -> None:
    """Delete all cached resolutions and all environments that no run uses."""
    freed = prune(default_cache())
    console_for().print(f"freed {freed / 2**20:.1f} MiB")


@cache_commands.command("dir")
def cache_dir() -> None:
    """Print the cache folder, and its size on standard error."""
    cache = default_cache()
    typer.echo(cache.root)
    console_for(stderr=True).print(f"{size_of(cache.root) / 2**20:.1f} MiB", style="dim")


def known_good(
    moved_to: Annotated[
        str | None,
        typer.Option("--set", metavar="DATE", help="Verify every example as of this date, and if all pass, set it."),
    ] = None,
    python: PythonOption = None,
    jobs: JobsOption = 0,
    corpus: CorpusOption = None,
) -> None:
    """Show the known-good date, or move it to a date at which every example passes."""
    console, root = console_for(), (corpus or default_root()).absolute()
    if not root.is_dir():
        raise UsageError(f"no corpus at {root}")
    if moved_to is None:
        console.print(known_good_date(root))
        return
    day, file = _past_day(moved_to), known_good_file(root)
    if file.parent != root:
        raise UsageError(
            f"{root} has no known-good date of its own; it uses the one in {file}",
            hint='add known-good = "..." to [tool.fastapi-by-example] in its pyproject.toml',
        )
    with live_session(corpus, python, Options(jobs=jobs)) as (session, _):
        source = Resolved(parse_target(str(day)), session.python, session.cache)
        done = verify(session, list(session.corpus.concepts.values()), source)
    emit_run(done, root, Outputs(), os.environ)
    if done.exit_code:
        console_for(stderr=True).print(
            f"the known-good date is still {known_good_date(root)}: not every example passes as of {day}"
        )
        raise typer.Exit(done.exit_code)
    move_known_good(file, day)
    console.print(f"the known-good date is now {day}")


def _past_day(text: str) -> date:
    """A day in the past. Raises UsageError for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date: {error}", hint="write it like 2026-11-20") from error
    if day >= datetime.now(UTC).date():
        raise UsageError(f"{day} is not over yet (UTC)", hint="choose a past date, on which nothing more is released")
    return day
