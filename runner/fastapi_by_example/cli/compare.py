"""`compare` and `bisect`: what an upgrade breaks or changes, and which release did it."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer

from fastapi_by_example.bisect.blame import blame
from fastapi_by_example.bisect.search import Finding, Progress, bisect
from fastapi_by_example.cli.options import (
    CompareTimeoutOption,
    CorpusOption,
    JobsOption,
    JsonOption,
    MemoryOption,
    OfflineOption,
    PythonOption,
    TimeoutOption,
    complete_slug,
    complete_target,
    limits_of,
)
from fastapi_by_example.cli.project import AllOption, GroupOption, OwnProject, ProjectOption, UsesOption, after_dashes
from fastapi_by_example.cli.session import live_session, print_notes
from fastapi_by_example.cli.uses import relevant
from fastapi_by_example.corpus.selection import one, select
from fastapi_by_example.diff.acceptance import accept, read_acceptances
from fastapi_by_example.diff.changes import Acceptance, Cause, Comparison, Kind
from fastapi_by_example.diff.comparison import compare as compare_runs
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.sides import Sides
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.history.ask import date_causes
from fastapi_by_example.history.document import SHIPPED
from fastapi_by_example.history.document import load as load_history
from fastapi_by_example.render.comparison import comparison_annotations, print_comparison, sentence, since
from fastapi_by_example.render.console import console_for
from fastapi_by_example.render.emit import Outputs, append_summary, print_json, write
from fastapi_by_example.render.escape import one_line
from fastapi_by_example.render.github import commands_stopped
from fastapi_by_example.render.markdown import comparison_markdown
from fastapi_by_example.run.document import FORMAT, Run, load, save
from fastapi_by_example.targets.target import Target, parse_target, recorded_target

FAIL_ON = ("status", "security", "behaviour", "openapi", "warning")
ConceptsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="CONCEPT", help="Compare only these slugs, tables or paths.", autocompletion=complete_slug
    ),
]
BaseArgument = Annotated[
    str,
    typer.Argument(
        metavar="BASE",
        help="A target, or a run saved by `verify --output` or `record`.",
        autocompletion=complete_target,
    ),
]
CandidateArgument = Annotated[
    str | None,
    typer.Argument(metavar="CANDIDATE", help="The target or run to upgrade to.", autocompletion=complete_target),
]
ToOption = Annotated[
    str | None,
    typer.Option("--to", metavar="TARGET", help="The candidate, as an option.", autocompletion=complete_target),
]
FailOnOption = Annotated[
    str, typer.Option(metavar="KINDS", help=f"Also exit 1 for these kinds, separated by commas: {', '.join(FAIL_ON)}.")
]
BlameOption = Annotated[bool, typer.Option("--blame", help="Find the release behind each cause.")]
AcceptOption = Annotated[
    Path | None,
    typer.Option("--accept", metavar="FILE", help="Accepted differences: TOML with cause, reason and expires."),
]
SaveOption = Annotated[
    Path | None, typer.Option("--save", metavar="FOLDER", help="Save both runs as base.json and candidate.json.")
]
MarkdownOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the report as Markdown.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Show all causes with their details.")]


def compare(
    context: typer.Context,
    base: BaseArgument,
    candidate: CandidateArgument = None,
    to: ToOption = None,
    project: ProjectOption = None,
    group: GroupOption = None,
    uses: UsesOption = None,
    everything: AllOption = False,
    only: ConceptsOption = None,
    fail_on: FailOnOption = "",
    find_release: BlameOption = False,
    accepted: AcceptOption = None,
    python: PythonOption = None,
    jobs: JobsOption = 0,
    timeout: CompareTimeoutOption = None,
    memory: MemoryOption = "2G",
    offline: OfflineOption = False,
    save_runs: SaveOption = None,
    markdown: MarkdownOption = None,
    as_json: JsonOption = False,
    verbose: VerboseOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Show what changes between two targets: in the examples, or with --project in a project's own tests.

    Arguments after -- go to pytest. Exits 1 if something breaks or no longer resolves, 3 if nothing was compared.
    """
    kinds = _parse_kinds(fail_on)
    own = OwnProject(project, tuple(group or ()), after_dashes(context), python, offline, timeout)
    own.check(only=bool(only), find_release=find_release)
    asked = _Asked(_sides_of(base, candidate or "", to or ""), corpus, only or [], find_release, accepted, save_runs)
    Outputs(reports={"markdown": markdown}).check()
    if project:
        found = asked.compared(*own.tests(asked.keep_base).runs(*asked.read()))
    else:
        found = _compare_examples(
            asked, Options(jobs, limits_of(timeout or Limits.timeout, memory), offline), python, quiet=as_json
        )
        found = found if everything else relevant(found, uses, corpus)
    report(found, markdown, as_json=as_json, verbose=verbose)
    raise typer.Exit(exit_code(found, kinds))


@dataclass(frozen=True)
class _Asked:
    """The two sides of a comparison, and what to do with their runs.

    `only` selects the examples of the corpus; all if it is empty.
    """

    sides: tuple[str, str]
    corpus: Path | None
    only: Sequence[str]
    find_release: bool
    accepted: Path | None
    save_runs: Path | None

    @cached_property
    def acceptances(self) -> list[Acceptance]:
        return read_acceptances(self.accepted) if self.accepted else []

    def read(self) -> list[Run | Target]:
        """Read all input before anything is run."""
        found = [_read_side(text, self.corpus) for text in self.sides]
        _ = self.acceptances
        if self.save_runs:
            _make_folder(self.save_runs)
        return found

    def keep_base(self, run: Run) -> None:
        """Save the run of the base, if that was asked for."""
        if self.save_runs:
            save(run, self.save_runs / "base.json")

    def compared(self, before: Run, after: Run) -> Comparison:
        """The comparison of two runs without accepted causes; the runs are saved if requested."""
        if bool(before.suite) is not bool(after.suite):
            raise UsageError("one run is of a project's own tests, the other of the examples")
        if before.suite and self.find_release:
            raise UsageError(
                "--blame cannot be used with recordings of a project's own tests",
                hint="it runs the examples: give two targets",
            )
        self.keep_base(before)
        if self.save_runs:
            save(after, self.save_runs / "candidate.json")
        found = accept(compare_runs(before, after), self.acceptances, datetime.now(UTC).date())
        return found if found.compared else found.model_copy(update={"reason": _first_reason(before, after)})


def _sides_of(base: str, candidate: str, to: str) -> tuple[str, str]:
    if candidate and to:
        raise UsageError("the candidate is given twice, as an argument and with --to")
    if not candidate and not to:
        raise UsageError(
            "no candidate to compare with",
            hint="give two targets or runs: `compare known-good latest`, `compare uv.lock --to latest`",
        )
    return base, candidate or to


def _compare_examples(asked: _Asked, options: Options, python: str | None, *, quiet: bool) -> Comparison:
    """The comparison of the examples on both sides."""
    sides = asked.read()
    if all(isinstance(side, Run) for side in sides) and not asked.find_release:
        return _dated(asked, asked.compared(*(side for side in sides if isinstance(side, Run))))
    with live_session(asked.corpus, python, options, asked.only, quiet=quiet) as (session, progress):
        trials = Trials(session)
        for side in sides:
            if isinstance(side, Target):
                print_notes(side, session.python)
        before, after = Sides(trials, select(session.corpus, asked.only), progress.begin).runs(*sides)
    found = _dated(asked, asked.compared(before, after))
    if asked.find_release and found.causes:
        ends = _target_of(sides[0], before), _target_of(sides[1], after)
        console = console_for(stderr=True)
        found = blame(trials, found, ends, lambda line: console.print(line, style="dim"))
    return found


def _dated(asked: _Asked, found: Comparison) -> Comparison:
    """The comparison, dated from the history, which covers only the runner's own corpus."""
    known = asked.corpus is None and not found.own and SHIPPED.exists()
    return date_causes(load_history(), found) if known and found.causes else found


def _read_side(text: str, corpus: Path | None) -> Run | Target:
    """One side of a comparison: a saved run or a target. Raises UsageError for anything else."""
    return load(Path(text)) if _is_saved(text) else parse_target(text, corpus)


def _is_saved(text: str) -> bool:
    path = Path(text)
    try:
        if not path.is_file():  # opening a pipe would wait for its writer
            return False
        with path.open("rb") as file:
            return path.suffix == ".json" or FORMAT.encode() in file.read(200)
    except (OSError, ValueError):
        return False


def _target_of(side: Run | Target, run: Run) -> Target:
    """The target of a side; for a saved run, made from the recorded versions."""
    if isinstance(side, Target):
        return side
    packages = (package for environment in run.environments for package in environment.packages.items())
    return recorded_target(run.target, run.resolved_as_of or run.started, packages)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot create the folder {path}: {error.strerror}") from error


def _first_reason(*runs: Run) -> str:
    """The first reason why a side could not run."""
    reasons = (example.message for run in runs for example in run.examples if example.message and not example.tests)
    return f": {reason}" if (reason := next(reasons, "")) else ""


def _parse_kinds(text: str) -> set[str]:
    """The kinds in `--fail-on`. Raises UsageError for an unknown kind."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in FAIL_ON]
    if unknown:
        raise UsageError(f"unknown kind {unknown[0]!r} in --fail-on", hint=f"the kinds are {', '.join(FAIL_ON)}")
    return set(words)


def exit_code(found: Comparison, kinds: set[str]) -> int:
    """1 if something breaks, or if a change of one of these kinds is found; folded causes never count.

    Raises NothingVerifiedError if nothing was compared.
    """
    if not found.compared:
        raise NothingVerifiedError(f"nothing was compared: no example ran on both sides{found.reason}")
    return int(any(_counts(cause, kinds) for cause in found.causes))


def _counts(cause: Cause, kinds: set[str]) -> bool:
    if cause.kind in (Kind.BROKEN, Kind.UNRESOLVABLE):
        return True
    if cause.aspect.is_folded or cause.kind in (Kind.FIXED, Kind.STILL_FAILING):
        return False
    return str(cause.kind) in kinds or ("status" in kinds and cause.status) or ("security" in kinds and cause.security)


def report(found: Comparison, markdown: Path | None, *, as_json: bool, verbose: bool) -> None:
    """Print a comparison and write it as Markdown, and to the job summary under GitHub Actions."""
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


def bisect_command(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The concept.", autocompletion=complete_slug)],
    base: Annotated[str, typer.Argument(metavar="BASE", help="The older target.", autocompletion=complete_target)],
    candidate: Annotated[
        str, typer.Argument(metavar="CANDIDATE", help="The newer target.", autocompletion=complete_target)
    ] = "latest",
    cause: Annotated[
        str, typer.Option(metavar="TEXT|N", help="Search for one cause only: its number or part of its text.")
    ] = "",
    python: PythonOption = None,
    jobs: JobsOption = 1,
    timeout: TimeoutOption = 60.0,
    memory: MemoryOption = "2G",
    offline: OfflineOption = False,
    as_json: JsonOption = False,
    corpus: CorpusOption = None,
) -> None:
    """Find the releases that change a concept between two targets, and list the changes by release.

    Results are cached, so an interrupted search resumes. Exits 1 if a change was found.
    """
    options = Options(jobs, limits_of(timeout, memory), offline)
    console = console_for(stderr=True)
    with live_session(corpus, python, options, [slug], quiet=as_json) as (session, _):
        concept = one(session.corpus, slug)
        ends = _earlier_first(base, candidate, session.corpus.root)
        trials = Trials(session)
        wanted = _Wanted(cause)
        findings = bisect(trials, concept, ends, wanted, lambda step: console.print(_progress_line(step), style="dim"))
    if cause and not findings:
        raise UsageError(
            f"no cause of {concept.slug} matches {cause!r}",
            hint=f"its causes are: {'; '.join(wanted.known)}" if wanted.known else "it has no causes",
        )
    _print_findings(findings, concept.slug, trials.runs, as_json=as_json)
    raise typer.Exit(1 if findings else 0)


def _earlier_first(base: str, candidate: str, root: Path) -> tuple[Target, Target]:
    """The targets to search between; they are swapped, with a note, if the base has the later date."""
    old, new = parse_target(base, root), parse_target(candidate, root)
    if not (old.as_of and new.as_of and old.as_of > new.as_of):
        return old, new
    note = f"note: {base} is later than {candidate}; searching from {candidate} to {base}"
    console_for(stderr=True).print(note, style="yellow")
    return new, old


class _Wanted:
    """Selects the causes for `--cause`: all, the one with the number, or those that contain the text."""

    def __init__(self, text: str) -> None:
        self.text = text.casefold()
        self.known: list[str] = []

    def __call__(self, cause: Cause) -> bool:
        self.known.append(f"{len(self.known) + 1}. {sentence(cause)}")
        if self.text.isdecimal():
            return len(self.known) == int(self.text)
        return self.text in f"{sentence(cause)} {cause.key}".casefold()


def _progress_line(step: Progress) -> str:
    changed = f"{step.changed} changed" if step.changed else "no change"
    return f"{step.state}: {changed}; at most {step.left} more runs" if step.left else f"{step.state}: {changed}"


def _print_findings(findings: Sequence[Finding], slug: str, runs: int, *, as_json: bool) -> None:
    if as_json:
        found = [
            {"blame": one.blame().model_dump(), "causes": [cause.model_dump() for cause in one.causes]}
            for one in findings
        ]
        sys.stdout.write(json.dumps({"changed": bool(findings), "findings": found}, indent=1) + "\n")
        return
    console = console_for()
    if not findings:
        console.print(f"{slug} is the same on both sides")
    with commands_stopped(os.environ, sys.stdout):
        for finding in findings:
            dated = finding.causes[0].model_copy(update={"blame": finding.blame()})
            console.print(one_line(since(dated), 600), style="bold")
            for cause in finding.causes:
                console.print(f"  {cause.kind}: {one_line(sentence(cause), 300)}")
    console.print(f"{runs} runs", style="dim")
