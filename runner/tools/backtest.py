"""`nox -s backtest`: count how many real changes of past upgrades the corpus detects.

`tests/data/upgrades_seen.jsonl` holds changes, each with the exact versions before and after. For each, the examples
of its concepts (with `--all`, every example) run on both sides and are compared. Results are cached, so an interrupted
backtest resumes.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.diff.causes import causes_of, varied
from fastapi_by_example.diff.changes import Cause, Change, Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.errors import RunnerError
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.render.comparison import MOST_CAUSES
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import Target

SHOWN_AS = {
    "response_diff": (Kind.BROKEN, Kind.BEHAVIOUR),
    "exception": (Kind.BROKEN, Kind.BEHAVIOUR),
    "import_error": (Kind.BROKEN,),
    "openapi_diff": (Kind.OPENAPI,),
    "warning": (Kind.WARNING,),
    "resolver_failure": (Kind.UNRESOLVABLE,),
}
"""The kinds of cause that name a change, by how the data says it can be detected; any kind if not listed."""
DATA = Path(__file__).parents[2] / "tests" / "data" / "upgrades_seen.jsonl"


@dataclass(frozen=True)
class Upgrade:
    """A past change: the pins before and after, the affected concepts, and its exposure."""

    id: str
    kind: str
    exposure: str
    slugs: tuple[str, ...]
    detect: tuple[str, ...]
    what: str
    good: tuple[str, tuple[str, ...]]
    bad: tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Noticed:
    """The changes that the corpus detected for an upgrade; empty if the upgrade was missed.

    `first_screen` are the causes that the report shows without `--verbose`.
    """

    upgrade: Upgrade
    changes: tuple[Change, ...]
    problem: str = ""
    first_screen: tuple[Cause, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether the first screen has a cause of the upgrade's kind that counts as detected."""
        keys = {change.key for change in self.changes}
        wanted = {kind for name in self.upgrade.detect for kind in SHOWN_AS.get(name, tuple(Kind))}
        return any(cause.key in keys and cause.kind in wanted for cause in self.first_screen)


def read_upgrades(path: Path = DATA) -> list[Upgrade]:
    """The upgrades of the data file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Upgrade(
            id=row["id"],
            kind=row["kind"],
            exposure=row["exposure"],
            slugs=tuple(row["slugs"]),
            detect=tuple(row["detect"]),
            what=row["what"],
            good=(row["good"]["python"], tuple(row["good"]["requirements"])),
            bad=(row["bad"]["python"], tuple(row["bad"]["requirements"])),
        )
        for row in rows
    ]


class Backtest:
    """Runs upgrades, with one set of trials per Python."""

    def __init__(self, *, every: bool, jobs: int) -> None:
        self.corpus = discover()
        self.cache = default_cache()
        self.every = every
        self.options = Options(jobs=jobs)
        self.trials: dict[str, Trials] = {}

    def trials_on(self, python: str) -> Trials:
        """The trials on one Python. Raises NothingVerifiedError if it is not available."""
        if python not in self.trials:
            remembered = recall(self.cache, self.corpus.root)
            found = find_python(python, self.cache)
            self.trials[python] = Trials(Session(self.corpus, found, self.cache, remembered, self.options))
        return self.trials[python]

    def concepts(self, upgrade: Upgrade) -> list[Concept]:
        """The examples to run for an upgrade."""
        chosen = self.corpus.concepts
        return list(chosen.values()) if self.every else [chosen[slug] for slug in upgrade.slugs if slug in chosen]

    def judge(self, upgrade: Upgrade) -> Noticed:
        """Run both sides of an upgrade and compare them."""
        concepts = self.concepts(upgrade)
        try:
            old = self.trials_on(upgrade.good[0]).run(concepts, target_of(upgrade.id, upgrade.good[1]), twice=True)
            new = self.trials_on(upgrade.bad[0]).run(concepts, target_of(upgrade.id, upgrade.bad[1]))
        except RunnerError as error:
            return Noticed(upgrade, (), str(error))
        found = [change for slug in old for change in changes_of(old[slug], new[slug])]
        shown = [cause for cause in varied(causes_of(found)) if not cause.aspect.is_folded]
        counted = tuple(change for change in found if counts(change))
        return Noticed(upgrade, counted, first_screen=tuple(shown[:MOST_CAUSES]))


def target_of(name: str, requirements: Sequence[str]) -> Target:
    """One side of an upgrade as a target."""
    return Target(name, constraints=tuple(sorted(requirements)))


def counts(change: Change) -> bool:
    """Whether a change counts as detected; fixes and internal changes do not."""
    if change.kind in (Kind.STILL_FAILING, Kind.FIXED):
        return False
    return not (change.kind in (Kind.OPENAPI, Kind.WARNING) and change.aspect.is_folded)


def report(judged: Sequence[Noticed], console: Console) -> None:
    """Print the number of detected upgrades by exposure, kind and observer, and list the missed ones."""
    for label, key in (("exposure", "exposure"), ("kind", "kind")):
        total = Counter(getattr(one.upgrade, key) for one in judged)
        noticed = Counter(getattr(one.upgrade, key) for one in judged if one.changes)
        console.print(
            f"by {label}: " + ", ".join(f"{name} {noticed[name]} of {count}" for name, count in sorted(total.items()))
        )
    observers = Counter(kind for one in judged for kind in {change.kind for change in one.changes})
    console.print("by observer: " + ", ".join(f"{kind} {count}" for kind, count in observers.most_common()))
    for one in judged:
        if not one.changes:
            why = f" ({one.problem})" if one.problem else ""
            console.print(f"missed: {one.upgrade.exposure} {one.upgrade.id}: {one.upgrade.what}{why}")
        elif not one.is_named:
            console.print(f"not on the first screen: {one.upgrade.id}: {one.upgrade.what}")
    named = sum(one.is_named for one in judged)
    console.print(f"{sum(bool(one.changes) for one in judged)} of {len(judged)} upgrades detected")
    console.print(f"{named} of {len(judged)} named on the first screen, by a cause of their kind")


def main() -> int:
    """Run the backtest and print its report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", help="parts of the ids of upgrades; all by default")
    parser.add_argument("--all", action="store_true", help="run every example, not only those of the affected concepts")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="show the detected changes")
    arguments = parser.parse_args()
    upgrades = [u for u in read_upgrades() if not arguments.ids or any(part in u.id for part in arguments.ids)]
    console = Console(highlight=False, markup=False, soft_wrap=True)
    backtest = Backtest(every=arguments.all, jobs=arguments.jobs)
    judged = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("upgrades", total=len(upgrades))
        for upgrade in upgrades:
            progress.update(task, description=upgrade.id)
            judged.append(backtest.judge(upgrade))
            found = ", ".join(sorted({str(change.kind) for change in judged[-1].changes})) or "nothing"
            console.print(f"{upgrade.id} ({upgrade.exposure}): {found}")
            for change in judged[-1].changes[:8] if arguments.verbose else ():
                console.print(f"    {change.kind} {change.place.slug}: {change.summary[:200]}")
            progress.advance(task)
    report(judged, console)
    return 0


if __name__ == "__main__":
    sys.exit(main())
