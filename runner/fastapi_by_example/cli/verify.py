"""`verify` and `services`: run the examples against a target and report."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.cli.options import (
    CorpusOption,
    JobsOption,
    JsonOption,
    JunitOption,
    MarkdownOption,
    MemoryOption,
    OfflineOption,
    OutputOption,
    PythonOption,
    QuietOption,
    TargetOption,
    TimeoutOption,
    complete_slug,
    limits_of,
    parse_shard,
)
from fastapi_by_example.cli.session import check_pins, print_notes, progress_for
from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import matching, select
from fastapi_by_example.diff.comparison import pins_without_use
from fastapi_by_example.environments.build import EnvironmentSource, Resolved
from fastapi_by_example.environments.installed import read_installed
from fastapi_by_example.environments.resolution import Python, find_python
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.execution.verify import verify as verify_concepts
from fastapi_by_example.render.console import console_for, live
from fastapi_by_example.render.emit import Outputs, emit_run
from fastapi_by_example.run.document import Outcome, Run
from fastapi_by_example.run.remembered import Remembered, recall
from fastapi_by_example.run.shards import shard
from fastapi_by_example.store.cache import Cache, default_cache
from fastapi_by_example.targets.target import parse_target

WordsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CONCEPT",
        help="Slugs or parts of them, table numbers, parts of table titles, or paths. [default: all]",
        autocompletion=complete_slug,
        show_default=False,
    ),
]
ExpressionOption = Annotated[
    str, typer.Option("-k", metavar="EXPRESSION", help="Run only what matches, such as `jwt and not create`.")
]
PythonEnvOption = Annotated[
    Path | None,
    typer.Option("--python-env", metavar="FOLDER", help="Verify an existing environment instead of resolving one."),
]
ShardOption = Annotated[str, typer.Option("--shard", metavar="N/M", help="Run one of M parts of equal cost.")]
FailedOption = Annotated[bool, typer.Option("--failed", help="Run only the examples that failed last time.")]
FailFastOption = Annotated[bool, typer.Option("--fail-fast", "-x", help="Stop after the first failure.")]
TwiceOption = Annotated[
    bool, typer.Option("--twice", help="Run each example twice to detect nondeterminism for `compare`.")
]
NoWatchesOption = Annotated[bool, typer.Option("--no-watches", help="Run only the promises.")]
RequireAllOption = Annotated[
    bool, typer.Option("--require-all", help="Exit 1 if an example is skipped or not applicable.")
]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show each example, all output and all versions.")]


def verify(
    words: WordsArgument = None,
    expression: ExpressionOption = "",
    target: TargetOption = "known-good",
    python: PythonOption = None,
    jobs: JobsOption = 0,
    timeout: TimeoutOption = 60.0,
    memory: MemoryOption = "2G",
    python_env: PythonEnvOption = None,
    part: ShardOption = "",
    failed: FailedOption = False,
    fail_fast: FailFastOption = False,
    twice: TwiceOption = False,
    no_watches: NoWatchesOption = False,
    require_all: RequireAllOption = False,
    offline: OfflineOption = False,
    output: OutputOption = None,
    junit: JunitOption = None,
    markdown: MarkdownOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Run the examples against a target, isolated and in parallel, and report pass or fail per table.

    Exits 0 if every example passes, 1 if one fails, 2 if the command line or a file is invalid, and 3 if nothing
    could be verified.
    """
    outputs = Outputs(output, {"junit": junit, "markdown": markdown}, as_json, quiet, verbose)
    limits = limits_of(timeout, memory)
    options = Options(jobs, replace(limits, watch_timeout=0) if no_watches else limits, offline, fail_fast, twice)
    versions = _Versions(target, python, python_env, offline)
    run = _Selection(discover(corpus), words or [], expression, part, failed).verify(versions, options, outputs)
    incomplete = require_all and run.counts().keys() & {Outcome.SKIPPED, Outcome.NOT_APPLICABLE}
    raise typer.Exit(run.exit_code or int(bool(incomplete)))


@dataclass(frozen=True)
class _Versions:
    """What to verify against: a target on a Python, or an existing environment."""

    target: str
    python: str | None
    existing: Path | None
    offline: bool

    def source(self, root: Path, cache: Cache) -> tuple[EnvironmentSource, Python]:
        """The environments and their interpreter. Raises UsageError and NothingVerifiedError."""
        if self.existing:
            if self.python or self.target != "known-good":
                raise UsageError("--python-env cannot be used with --target or --python")
            installed = read_installed(self.existing)
            return installed, find_python(str(installed.found.python), cache, offline=self.offline)
        target = parse_target(self.target, root)
        interpreter = find_python(self.python, cache, offline=self.offline)
        source = Resolved(target, interpreter, cache, self.offline)
        print_notes(target, interpreter)
        check_pins(source)
        return source, interpreter


@dataclass(frozen=True)
class _Selection:
    """The examples to verify, as selected on the command line."""

    corpus: Corpus
    words: Sequence[str]
    expression: str
    part: str
    failed: bool

    def chosen(self, remembered: Remembered) -> list[Concept]:
        """The examples of all shards. Raises UsageError if there are none."""
        concepts = select(self.corpus, self.words)
        if self.expression:
            concepts = matching(self.corpus, concepts, self.expression)
            if not concepts:
                raise UsageError(f"no selected example matches {self.expression!r}")
        if self.failed:
            concepts = [concept for concept in concepts if concept.slug in remembered.failed]
            if not concepts:
                raise UsageError("no selected example failed last time", hint="run it without --failed")
        return concepts

    def verify(self, versions: _Versions, options: Options, outputs: Outputs) -> Run:
        """Verify the examples and report."""
        outputs.check()
        cache = default_cache()
        remembered = recall(cache, self.corpus.root)
        whole = self.chosen(remembered)
        concepts = shard(whole, *parse_shard(self.part)) if self.part else whole
        source, interpreter = versions.source(self.corpus.root, cache)
        progress = progress_for(concepts, console_for(stderr=outputs.json), verbose=outputs.verbose)
        with live(progress.console, progress, quiet=outputs.quiet):
            options = replace(options, selected=[concept.slug for concept in whole])
            session = Session(self.corpus, interpreter, cache, remembered, options, progress)
            run = verify_concepts(session, concepts, source)
        emit_run(run, self.corpus.root, outputs, os.environ)
        for name in pins_without_use(run):
            console_for(stderr=True).print(f"note: the target pins {name}, which no example uses", style="yellow")
        return run


def services(
    target: TargetOption = "known-good",
    python: PythonOption = None,
    jobs: JobsOption = 0,
    output: OutputOption = None,
    corpus: CorpusOption = None,
) -> None:
    """Verify the examples that can use a real service, with the services given by environment variables.

    The variables are DATABASE_URL, REDIS_URL and MONGODB_URL. Exits 3 if none of them is set.
    """
    found = discover(corpus)
    console = console_for()
    chosen_slugs = []
    variables = sorted({name for concept in found.concepts.values() for name in concept.declared.services})
    for variable in variables:
        users = [concept.slug for concept in found.concepts.values() if variable in concept.declared.services]
        given = bool(os.environ.get(variable))
        chosen_slugs += users if given else []
        console.print(f"{variable} is {'set, verifying' if given else 'not set, skipping'}: {', '.join(users)}")
    if not chosen_slugs:
        hint = f"set {' or '.join(variables)}" if variables else "no example of this corpus uses a service"
        raise NothingVerifiedError("no service to verify with", hint=hint)
    verify(list(dict.fromkeys(chosen_slugs)), target=target, python=python, jobs=jobs, output=output, corpus=corpus)
