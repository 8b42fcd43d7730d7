"""`verify` and `services`: run the examples against a target and report."""

import os
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import (
    CorpusOption,
    JobsOption,
    JsonOption,
    MemoryOption,
    OfflineOption,
    PythonOption,
    TimeoutOption,
    complete_slug,
    parse_shard,
    parse_size,
)
from fastapi_by_example.cli.session import check_pins, say_notes
from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.diff.comparison import pins_without_use
from fastapi_by_example.environments.build import EnvironmentSource, Resolved
from fastapi_by_example.environments.installed import read_installed
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.execution.verify import verify as verify_concepts
from fastapi_by_example.render.console import Progress, console_for, live
from fastapi_by_example.render.emit import Outputs, emit_run
from fastapi_by_example.run.document import Outcome
from fastapi_by_example.run.remembered import Remembered, recall
from fastapi_by_example.run.shards import shard
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import parse_target


def verify(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CONCEPT",
            help="Slugs, table numbers, parts of table titles, or paths. [default: all]",
            autocompletion=complete_slug,
            show_default=False,
        ),
    ] = None,
    target: Annotated[
        str, typer.Option("--target", "-t", help="The versions to verify against; `targets` explains the spellings.")
    ] = "known-good",
    python: PythonOption = None,
    jobs: JobsOption = 0,
    timeout: TimeoutOption = 60.0,
    memory: MemoryOption = "2G",
    python_env: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Verify an existing environment instead of resolving one."),
    ] = None,
    part: Annotated[str, typer.Option("--shard", metavar="N/M", help="Run one of M parts of equal duration.")] = "",
    failed: Annotated[bool, typer.Option("--failed", help="Run only the examples that failed last time.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", "-x", help="Stop after the first failure.")] = False,
    twice: Annotated[
        bool, typer.Option("--twice", help="Run each example twice to detect nondeterminism for `compare`.")
    ] = False,
    require_all: Annotated[
        bool, typer.Option("--require-all", help="Exit 1 if an example is skipped or not applicable.")
    ] = False,
    offline: OfflineOption = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Save the run as JSON.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a JUnit report.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a Markdown report.")] = None,
    as_json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only failures and the summary.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show each example, all output and all versions.")
    ] = False,
    corpus: CorpusOption = None,
) -> None:
    """Run the examples against a target, isolated and in parallel, and report pass or fail per table.

    Exits 0 if every example passes, 1 if one fails, 2 if the command line or a file is invalid, and 3 if nothing
    could be verified.
    """
    if quiet and verbose:
        raise UsageError("--quiet and --verbose cannot be used together")
    found = discover(corpus)
    cache = default_cache()
    remembered = recall(cache, found.root)
    concepts = chosen(found, words or [], remembered, failed=failed)
    selected = [concept.slug for concept in concepts]
    if part:
        concepts = shard(concepts, *parse_shard(part))
    options = Options(jobs, Limits(timeout, parse_size(memory)), offline, fail_fast, twice, selected)
    outputs = Outputs(output, {"junit": junit, "markdown": markdown}, as_json, quiet, verbose)
    outputs.check()
    if python_env and (python or target != "known-good"):
        raise UsageError("--python-env cannot be used with --target or --python")
    existing = read_installed(python_env) if python_env else None
    interpreter = find_python(str(existing.found.python) if existing else python, cache, offline=offline)
    source: EnvironmentSource
    if existing:
        source = existing
    else:
        source = Resolved(parse_target(target, found.root), interpreter, cache, offline)
        say_notes(source.target, interpreter)
        check_pins(source)
    console = console_for(stderr=as_json)
    progress = Progress(console, len(concepts), verbose=verbose)
    with live(console, progress, quiet=quiet):
        session = Session(found, interpreter, cache, remembered, options, progress)
        run = verify_concepts(session, concepts, source)
    emit_run(run, found.root, outputs, os.environ)
    for name in pins_without_use(run):
        console_for(stderr=True).print(f"note: no example uses {name}, which the target pins", style="yellow")
    incomplete = require_all and run.counts().keys() & {Outcome.SKIPPED, Outcome.NOT_APPLICABLE}
    raise typer.Exit(run.exit_code or int(bool(incomplete)))


def chosen(corpus: Corpus, words: list[str], remembered: Remembered, *, failed: bool) -> list[Concept]:
    """The concepts to verify. Raises UsageError if none is left."""
    concepts = select(corpus, words)
    if failed:
        concepts = [concept for concept in concepts if concept.slug in remembered.failed]
        if not concepts:
            raise UsageError("no selected example failed last time", hint="run without --failed")
    return concepts


def services(
    target: Annotated[str, typer.Option("--target", "-t", help="The versions to verify against.")] = "known-good",
    python: PythonOption = None,
    jobs: JobsOption = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Save the run as JSON.")] = None,
    corpus: CorpusOption = None,
) -> None:
    """Verify the examples that can use a real service, with the services that DATABASE_URL and REDIS_URL name.

    Exits 3 if neither is set.
    """
    found = discover(corpus)
    console = console_for()
    chosen_slugs = []
    for variable in sorted({name for concept in found.concepts.values() for name in concept.declared.services}):
        users = [concept.slug for concept in found.concepts.values() if variable in concept.declared.services]
        given = bool(os.environ.get(variable))
        chosen_slugs += users if given else []
        console.print(f"{variable} is {'set, verifying' if given else 'not set, skipping'}: {', '.join(users)}")
    if not chosen_slugs:
        raise NothingVerifiedError("no service to verify with", hint="set DATABASE_URL or REDIS_URL")
    verify(list(dict.fromkeys(chosen_slugs)), target=target, python=python, jobs=jobs, output=output, corpus=corpus)
