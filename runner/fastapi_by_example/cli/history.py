"""`history update`: run the releases and keep what they did."""

import time
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import CorpusOption, JobsOption, OfflineOption, complete_slug
from fastapi_by_example.cli.session import live_session
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.history.keeper import Keeper, own_cache
from fastapi_by_example.history.store import default_store
from fastapi_by_example.history.sweep import Sweep
from fastapi_by_example.history.update import Progress, read_timeline
from fastapi_by_example.history.update import update as carry_out
from fastapi_by_example.render.console import console_for

history_commands = typer.Typer(help="Keep what every release did.", no_args_is_help=True)
FIRST = "0.100.0"
"""The first release with Pydantic 2, where the history begins."""
PYTHON = "3.11"
"""The newest Python for which the oldest releases of pydantic-core have wheels."""


@history_commands.command("update")
def update(
    concepts: Annotated[
        list[str] | None,
        typer.Argument(metavar="CONCEPT", help="Only these slugs, tables or paths.", autocompletion=complete_slug),
    ] = None,
    since: Annotated[str, typer.Option("--from", metavar="VERSION", help="The oldest release of FastAPI.")] = FIRST,
    python: Annotated[str, typer.Option("--python", "-p", metavar="VERSION", help="The interpreter.")] = PYTHON,
    minutes: Annotated[
        float, typer.Option(min=0, metavar="N", help="Start nothing new after N minutes; 0 for no limit.")
    ] = 0,
    stores: Annotated[
        list[Path] | None, typer.Option("--add", metavar="FILE", help="Take over the runs of another store first.")
    ] = None,
    jobs: JobsOption = 0,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Time limit per example.")] = 60.0,
    offline: OfflineOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Run the releases of FastAPI that are not in the store yet, and find the release of each change.

    It can be stopped with Ctrl-C and goes on where it was.
    """
    console = console_for(stderr=True)
    store = default_store()
    store.add(stores or [])
    options = Options(jobs, Limits(timeout), offline)
    with live_session(corpus, python, options, quiet=True) as (session, _):
        keeper = Keeper(own_cache(session), store)
        sweep = Sweep(keeper, read_timeline(since), select(session.corpus, concepts or []))
        began = time.monotonic()

        def report(step: Progress) -> None:
            elapsed = (time.monotonic() - began) / 60
            console.print(
                f"{elapsed:5.1f} min  {step.state.name}: {step.ran} ran in {step.seconds:.0f} s ({step.task.why});"
                f" {step.left}",
                style="dim",
            )

        done = carry_out(sweep, keeper, report, minutes)
    console.print("everything is known" if done else "stopped; the next update goes on here")
