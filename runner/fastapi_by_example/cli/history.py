"""`history update` and `history check`: run the releases and keep the results, and guard those at known-good."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import (
    CorpusOption,
    JobsOption,
    OfflineOption,
    PythonOption,
    complete_slug,
    parse_shard,
)
from fastapi_by_example.cli.session import live_session
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.diff.changes import Comparison
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options, Session, verify
from fastapi_by_example.history.derive import commit_of, derive
from fastapi_by_example.history.document import SHIPPED, save
from fastapi_by_example.history.guard import COMMITTED, difference, guard_of
from fastapi_by_example.history.guard import load as load_guard
from fastapi_by_example.history.guard import save as save_guard
from fastapi_by_example.history.keeper import Keeper, own_cache
from fastapi_by_example.history.store import default_store
from fastapi_by_example.history.sweep import Sweep
from fastapi_by_example.history.update import Progress, read_timeline
from fastapi_by_example.history.update import update as carry_out
from fastapi_by_example.render.comparison import plural, print_comparison
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.emit import Outputs
from fastapi_by_example.run.document import KNOWN_GOOD, Run, load
from fastapi_by_example.run.shards import shard
from fastapi_by_example.targets.target import parse_target

history_commands = typer.Typer(help="Run every release and keep the results.", no_args_is_help=True)
FIRST = "0.100.0"
"""The first release with Pydantic 2, where the history begins."""
MORE_RUNS = 3
"""Most additional runs of an example that differs from the guard. Concurrent requests rarely vary in all of them."""
PYTHON = "3.11"
"""The newest Python for which the oldest releases of pydantic-core have wheels."""
ConceptsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="CONCEPT", help="Run only these slugs, tables or paths.", autocompletion=complete_slug),
]
SinceOption = Annotated[str, typer.Option("--from", metavar="VERSION", help="The oldest release of FastAPI.")]
PartOption = Annotated[str, typer.Option("--shard", metavar="N/M", help="Run one of M parts of equal cost.")]
MinutesOption = Annotated[
    float, typer.Option(min=0, metavar="N", help="Start nothing new after N minutes; 0 for no limit.")
]
StoresOption = Annotated[
    list[Path] | None, typer.Option("--add", metavar="FILE", help="First import the runs of another store; repeatable.")
]
DaskOption = Annotated[str, typer.Option(metavar="ADDRESS", help="Run on this Dask cluster; `local` starts one here.")]
GuardOption = Annotated[Path, typer.Option("--guard", metavar="FILE", help="Use another guard.")]


@history_commands.command("update")
def update(
    concepts: ConceptsArgument = None,
    since: SinceOption = FIRST,
    python: Annotated[str, typer.Option("--python", "-p", metavar="VERSION", help="The interpreter.")] = PYTHON,
    part: PartOption = "1/1",
    minutes: MinutesOption = 0,
    stores: StoresOption = None,
    dask: DaskOption = "",
    known_good: Annotated[bool, typer.Option("--known-good", help="Only rewrite the guard; run no releases.")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Write the history there.")] = SHIPPED,
    guard: GuardOption = COMMITTED,
    jobs: JobsOption = 0,
    timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="Time limit per example.")] = 60.0,
    offline: OfflineOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Run the releases of FastAPI that are not in the store yet, and find the release of each change.

    Stop it with Ctrl-C at any time; the next update resumes. What is known by then is written to history.json.
    """
    Outputs(reports={"history": output, "guard": guard}).check()
    options = Options(jobs, Limits(timeout), offline)
    console = console_for(stderr=True)
    with live_session(corpus, python, options, quiet=True) as (session, _):
        if known_good:
            _rewrite_guard(session, guard)
            return
        store = default_store()
        store.add(stores or [])
        keeper = Keeper(own_cache(session), store)
        chosen = shard(select(session.corpus, concepts or []), *parse_shard(part))
        sweep = Sweep(keeper, read_timeline(since), chosen)
        done = False
        with suppress(KeyboardInterrupt):
            done = carry_out(sweep, lambda step: console.print(_line(step), style="dim"), minutes, dask)
        made = derive(sweep, commit_of(session.corpus.root))
        save(made, output)
    size = output.stat().st_size / 2**20
    console.print(f"{output}: {plural(len(made.causes), 'cause')}, {size:.1f} MiB")
    console.print("the history is complete" if done else "stopped; the next update resumes from here")


def _line(step: Progress) -> str:
    return f"{step.seconds / 60:5.1f} min  {step.state.name}: {step.ran} ran ({step.task.why}); {step.left}"


def _rewrite_guard(session: Session, path: Path) -> None:
    """Run the corpus twice at known-good, and write the guard if anything differs."""
    made = guard_of(_at_known_good(replace(session, options=replace(session.options, twice=True))))
    if path.exists():
        found = difference(load_guard(path), made)
        if found is None:
            console_for().print(f"{path} is up to date")
            return
        print_comparison(console_for(), found, verbose=True)
    save_guard(made, path)
    console_for().print(f"{path}: {plural(len(made.examples), 'example')}, {path.stat().st_size / 2**20:.1f} MiB")


def _at_known_good(session: Session, slugs: Collection[str] = ()) -> Run:
    """Run some examples at known-good; all by default."""
    target = parse_target(KNOWN_GOOD, session.corpus.root)
    concepts = [one for slug, one in session.corpus.concepts.items() if not slugs or slug in slugs]
    done = verify(session, concepts, Resolved(target, session.python, session.cache))
    if done.interrupted:
        raise KeyboardInterrupt
    return done


def _with_another_run(session: Session, run: Run, found: Comparison) -> Run:
    """The run with new results of the examples that differ. Their previous observations show what varies."""
    slugs = {slug for cause in found.causes for slug in cause.concepts if slug in session.corpus.concepts}
    again = {one.slug: one for one in _at_known_good(session, slugs).examples} if slugs else {}
    examples = [
        again[one.slug].model_copy(update={"repeated": one.observations}) if one.slug in again else one
        for one in run.examples
    ]
    return run.model_copy(update={"examples": examples})


@history_commands.command("check")
def check(
    run: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="A saved run at known-good. [default: run the examples]")
    ] = None,
    python: PythonOption = PYTHON,
    jobs: JobsOption = 0,
    guard: GuardOption = COMMITTED,
    corpus: CorpusOption = None,
) -> None:
    """Compare what every example does at known-good with the committed guard. Exits 1 on any difference.

    Examples that differ run up to three more times, so that what varies from run to run does not count.
    """
    committed = load_guard(guard)
    with live_session(corpus, python, Options(jobs), quiet=True) as (session, _):
        done = load(run) if run else _at_known_good(session)
        found = difference(committed, done)
        for _ in range(MORE_RUNS):
            if found:
                done = _with_another_run(session, done, found)
                found = difference(committed, done)
    if found is None:
        console_for().print(f"nothing changed in {plural(len(done.examples), 'example')}")
        return
    print_comparison(console_for(), found, verbose=True)
    console_for(stderr=True).print(
        "hint: if intended, update the guard with `history update --known-good`", style="yellow"
    )
    raise typer.Exit(1)
