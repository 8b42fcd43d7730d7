"""`compare` and `bisect`: what an upgrade breaks or changes, and since which release."""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.bisect.search import Finding, bisect, judge_of
from fastapi_by_example.cli.options import (
    CorpusOption,
    JobsOption,
    JsonOption,
    OfflineOption,
    PythonOption,
    TimeoutOption,
    complete_slug,
)
from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import one, select
from fastapi_by_example.diff.acceptance import accept, read_acceptances
from fastapi_by_example.diff.changes import Comparison, Kind
from fastapi_by_example.diff.comparison import compare as compare_runs
from fastapi_by_example.diff.openapi import Impact
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python, find_python
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Options, Session, verify
from fastapi_by_example.render.comparison import comparison_annotations, print_comparison
from fastapi_by_example.render.console import Progress, console_for, live
from fastapi_by_example.render.emit import Outputs, append_summary, print_json, write
from fastapi_by_example.render.escape import one_line
from fastapi_by_example.render.github import commands_stopped
from fastapi_by_example.render.markdown import comparison_markdown
from fastapi_by_example.run.document import FORMAT, Run, load, save
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import Cache, default_cache
from fastapi_by_example.targets.target import Target, parse_target, recorded_target

FAILING = {"behaviour": Kind.BEHAVIOUR, "openapi": Kind.OPENAPI, "warning": Kind.WARNING}
ConceptsOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="CONCEPT", help="Only these slugs, tables or paths.", autocompletion=complete_slug),
]


def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="A target, or a run saved by `verify --output`.")],
    candidate: Annotated[
        str | None, typer.Argument(metavar="CANDIDATE", help="The same, for after the upgrade.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="TARGET", help="Another way to give the candidate.")] = None,
    only: ConceptsOption = None,
    fail_on: Annotated[
        str, typer.Option(metavar="KINDS", help="Exit 1 for these too: behaviour, openapi, warning, with commas.")
    ] = "",
    blame: Annotated[bool, typer.Option("--blame", help="Find the release with which each group came.")] = False,
    accepted: Annotated[
        Path | None,
        typer.Option(
            "--accept",
            metavar="FILE",
            help="Known differences: TOML with cause, reason, expires and, for some alone, concepts.",
        ),
    ] = None,
    python: PythonOption = None,
    jobs: JobsOption = 0,
    offline: OfflineOption = False,
    save_runs: Annotated[
        Path | None, typer.Option("--save", metavar="FOLDER", help="Keep both runs, as base.json and candidate.json.")
    ] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as Markdown.")] = None,
    as_json: JsonOption = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="All details, cosmetic differences and versions.")
    ] = False,
    corpus: CorpusOption = None,
) -> None:
    """Say what changes between two targets: what breaks, behaves, documents itself or warns differently.

    Exits 1 where something is broken or does not resolve any more, and 3 where nothing could be compared.
    """
    kinds = parse_kinds(fail_on)
    second = candidate or to
    if not second or (candidate and to):
        raise UsageError(
            "Give two targets or runs to compare: `compare known-good latest`, `compare uv.lock --to latest`."
        )
    acceptances = read_acceptances(accepted) if accepted else []
    Outputs(markdown=markdown).check()
    runs = Runs(corpus, python, Options(jobs=jobs, offline=offline), only or [], quiet=as_json)
    sides = [runs.read(base), runs.read(second)]
    if save_runs:
        make_folder(save_runs)
    before = runs.get(sides[0], twice=True)
    if save_runs:
        save(before, save_runs / "base.json")
    after = runs.get(sides[1], twice=False)
    if save_runs:
        save(after, save_runs / "candidate.json")
    found = accept(compare_runs(before, after), acceptances, datetime.now(UTC).date())
    if blame:
        found = runs.blamed(found, runs.target(base, before), runs.target(second, after))
    report(found, markdown, as_json=as_json, verbose=verbose)
    if not found.compared or before.exit_code == NothingVerifiedError.exit_code:
        raise NothingVerifiedError(f"Nothing was compared: no example that could be run on {before.target} is in both.")
    raise typer.Exit(exit_code(found, kinds))


def make_folder(path: Path) -> None:
    """Make a folder where there is none. Raises UsageError where that is not possible."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot make the folder {path}: {error.strerror}.") from error


def parse_kinds(text: str) -> set[Kind]:
    """The kinds of `--fail-on`. Raises UsageError for another word."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in FAILING]
    if unknown:
        raise UsageError(f"--fail-on takes {', '.join(FAILING)}, with commas; not {unknown[0]!r}.")
    return {FAILING[word] for word in words}


def exit_code(found: Comparison, kinds: set[Kind]) -> int:
    """1 where something is broken, or changed in a way that was asked to count."""
    counting = kinds | {Kind.BROKEN, Kind.UNRESOLVABLE}
    return int(any(group.kind in counting and group.impact != Impact.COSMETIC for group in found.groups))


def report(found: Comparison, markdown: Path | None, *, as_json: bool, verbose: bool) -> None:
    """Print a comparison and write it where it is wanted; under GitHub Actions into the job too."""
    if markdown:
        write(markdown, comparison_markdown(found))
    if as_json:
        print_json(found)
    else:
        with commands_stopped(os.environ, sys.stdout):
            print_comparison(console_for(), found, verbose=verbose)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in comparison_annotations(found):
            (sys.stderr if as_json else sys.stdout).write(line + "\n")
        append_summary(os.environ, comparison_markdown(found))


def is_saved(text: str) -> bool:
    """Whether a side of a comparison is the file of a run, by its name or by how it begins."""
    path = Path(text)
    try:
        with path.open("rb") as file:
            return path.suffix == ".json" or FORMAT.encode() in file.read(200)
    except (OSError, ValueError):
        return False


class Runs:
    """Gets the two runs of a comparison, from files or by verifying, and what they were made with."""

    def __init__(
        self, corpus: Path | None, python: str | None, options: Options, only: list[str], *, quiet: bool
    ) -> None:
        self.corpus_root = corpus
        self.wanted_python = python
        self.options = options
        self.only = only
        self.quiet = quiet
        self.cache: Cache = default_cache()

    def read(self, text: str) -> Run | Target:
        """A side of a comparison: a saved run, or a target. Raises UsageError for what is neither."""
        return load(Path(text)) if is_saved(text) else parse_target(text, self.corpus_root)

    def get(self, chosen: Run | Target, *, twice: bool) -> Run:
        """A saved run, or a new one of the chosen concepts against a target."""
        if isinstance(chosen, Run):
            return chosen
        corpus, python = discover(self.corpus_root), self.python()
        concepts = select(corpus, self.only)
        progress = Progress(console_for(stderr=True), len(concepts))
        with live(progress.console, progress, quiet=self.quiet):
            options = replace(self.options, twice=twice)
            session = Session(corpus, python, self.cache, recall(self.cache, corpus.root), options, progress)
            run = verify(session, concepts, Resolved(chosen, python, self.cache, options.offline))
        if run.interrupted:
            raise KeyboardInterrupt
        return run

    def target(self, text: str, run: Run) -> Target:
        """What a run of a comparison was verified against."""
        if not is_saved(text):
            return parse_target(text, self.corpus_root)
        packages = (package for environment in run.environments for package in environment.packages.items())
        return recorded_target(run.target, run.resolved_as_of or run.started, packages)

    def python(self) -> Python:
        """The interpreter of both runs."""
        return find_python(self.wanted_python, self.cache, offline=self.options.offline)

    def trials(self) -> Trials:
        """What bisections run their examples with."""
        corpus = discover(self.corpus_root)
        remembered = recall(self.cache, corpus.root)
        return Trials(Session(corpus, self.python(), self.cache, remembered, self.options))

    def blamed(self, found: Comparison, base: Target, candidate: Target) -> Comparison:
        """The comparison with the release for each group that broke or changed; all of them share their trials."""
        trials = self.trials()
        console = console_for(stderr=True)
        groups = []
        for group in found.groups:
            concept = trials.session.corpus.concepts.get(group.places[0].slug)
            if concept and group.kind in (Kind.BROKEN, Kind.UNRESOLVABLE, Kind.BEHAVIOUR, Kind.WARNING):
                console.print(f"looking for the release behind: {group.kind} in {concept.slug}", style="dim")
                first = trials.run([concept], base, twice=True)[concept.slug]
                last = trials.run([concept], candidate, twice=False)[concept.slug]
                finding = bisect(trials, concept, base, candidate, judge_of(group, first, last))
                groups.append(group.model_copy(update={"blame": finding.blame() if finding else None}))
            else:
                groups.append(group)
        return found.model_copy(update={"groups": groups})


def bisect_command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The concept to watch.", autocompletion=complete_slug)],
    base: Annotated[str, typer.Argument(metavar="BASE", help="The target that is as it should be.")],
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE", help="The target that is not.")] = "latest",
    python: PythonOption = None,
    offline: OfflineOption = False,
    timeout: TimeoutOption = 60.0,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Find the release with which a concept's outcome or behaviour changes between two targets.

    What was tried is remembered: an interrupted search goes on where it was. Exits 1 where a change was found.
    """
    runs = Runs(corpus, python, Options(jobs=1, limits=Limits(timeout=timeout), offline=offline), [], quiet=as_json)
    trials = runs.trials()
    concept: Concept = one(trials.session.corpus, slug)
    console = console_for(stderr=True)
    first, last = (parse_target(text, trials.session.corpus.root) for text in (base, candidate))
    finding = bisect(trials, concept, first, last, tell=lambda line: console.print(line, style="dim"))
    tell_finding(finding, trials, concept, as_json=as_json)
    raise typer.Exit(1 if finding else 0)


def tell_finding(finding: Finding | None, trials: Trials, concept: Concept, *, as_json: bool) -> None:
    """Print what a bisection found."""
    console = console_for()
    if finding is None:
        sys.stdout.write('{"changed": false}\n') if as_json else console.print(
            f"{concept.slug} is the same on both sides."
        )
        return
    blame = finding.blame()
    if as_json:
        changes = "[" + ", ".join(change.model_dump_json() for change in finding.changes) + "]"
        sys.stdout.write(f'{{"changed": true, "blame": {blame.model_dump_json()}, "changes": {changes}}}\n')
        return
    released = f", released {blame.released}" if blame.released else ""
    remark = f" ({blame.remark})" if blame.remark else ""
    console.print(
        f"{concept.slug} changes with {', '.join(blame.packages) or 'no package'}{released}{remark}", style="bold"
    )
    with commands_stopped(os.environ, sys.stdout):
        for change in finding.changes[:10]:
            console.print(f"  {change.kind}: {one_line(change.summary, 600)}")
    console.print(f"{trials.runs} runs, {len(finding.tried)} states judged", style="dim")
