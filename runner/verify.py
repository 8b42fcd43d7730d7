"""Verify concepts against a target: environments are built while examples run in those that are ready."""

import contextlib
import itertools
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from runner.cache import Cache
from runner.catalog import Concept, Corpus
from runner.environments import environment_for, instrument
from runner.errors import NothingVerifiedError
from runner.execution import BrokenEnvironmentError, Limits, Template, not_run, platform_name
from runner.installed import Installed, NotApplicableError, installed_for
from runner.memory import Memory
from runner.plan import DependencySet, Plan, Task, make_plan
from runner.resolution import Python, UnresolvableError, digest
from runner.results import BAD, EnvironmentResult, ExampleResult, Outcome, Run, TableResult
from runner.run_folder import run_folder
from runner.target import Target


@dataclass(frozen=True)
class Event:
    """Something that a watcher may want to show: `building`, `built`, `started` or `finished`."""

    kind: str
    name: str
    result: ExampleResult | None = None


Results = queue.Queue[ExampleResult | Event | None]
"""What the threads have to say, and None when they have said everything."""


@dataclass(frozen=True)
class Options:
    """How to verify. `twice` runs each example a second time, so that what differs by itself is known.

    `selected` are the slugs that were chosen before they were split into shards, where they were.
    """

    jobs: int = 0
    limits: Limits = Limits()
    offline: bool = False
    fail_fast: bool = False
    twice: bool = False
    selected: list[str] = field(default_factory=list)


def verify(
    corpus: Corpus,
    concepts: Sequence[Concept],
    target: Target | Installed,
    python: Python,
    cache: Cache,
    memory: Memory,
    options: Options | None = None,
    watch: Callable[[Event], None] = lambda _: None,
) -> Run:
    """Run all concepts against a target and return what came of it; on Ctrl-C, what had come of it by then.

    Raises NothingVerifiedError where pytest itself cannot be installed.
    """
    options = options or Options()
    started, clock = datetime.now(UTC), time.monotonic()
    results: Results = queue.Queue()
    plan = make_plan(admitted(concepts, corpus.root, python, results), memory)
    examples, interrupted = carry_out(plan, corpus, target, python, cache, options, results, watch)
    examples += unsaid(concepts, examples, plan, corpus.root)
    order = {slug: number for number, slug in enumerate(corpus.concepts)}
    run = Run(
        runner_version=metadata.version("fastapi-by-example"),
        target=target.spelled,
        resolved_as_of=target.as_of,
        python=python.version,
        platform=platform_name(),
        started=f"{started:%Y-%m-%dT%H:%M:%SZ}",
        duration=round(time.monotonic() - clock, 3),
        interrupted=interrupted,
        selected=options.selected or [concept.slug for concept in concepts],
        tables=[
            TableResult(number=table.number, title=table.title, concepts=[concept.slug for concept in table.concepts])
            for table in corpus.tables
        ],
        environments=list({one.record.id: one.record for one in plan.sets if one.record}.values()),
        examples=sorted(examples, key=lambda example: order.get(example.slug, len(order))),
    )
    memory.learn(run)
    return run


def admitted(concepts: Sequence[Concept], root: Path, python: Python, results: Results) -> list[Concept]:
    """The concepts whose headers allow this Python; the others are skipped."""
    chosen = []
    for concept in concepts:
        if concept.admits(python.version):
            chosen.append(concept)
        else:
            reason = f"not applicable: it requires Python {concept.requires_python}, and this is {python.version}"
            results.put(not_run(concept, root, Outcome.SKIPPED, reason))
    return chosen


def carry_out(
    plan: Plan,
    corpus: Corpus,
    target: Target | Installed,
    python: Python,
    cache: Cache,
    options: Options,
    results: Results,
    watch: Callable[[Event], None],
) -> tuple[list[ExampleResult], bool]:
    """Do what is planned, with two threads that build and one for each job; return as `collect` does.

    Whatever stops the collecting, such as a reader who has gone away, stops the threads before anything is cleared up.
    """
    with contextlib.ExitStack() as held:
        tools = held.enter_context(usable_instrument(python, cache, offline=options.offline))
        folder = held.enter_context(run_folder())
        environments = held.enter_context(contextlib.ExitStack())
        build = (plan, corpus.root, target, python, cache, options, environments, results)
        threads = [threading.Thread(target=build_all, args=build) for _ in range(2)]
        for number in range(options.jobs or available_cores()):
            run = (plan, corpus.root, tools, folder / f"worker-{number}", options, results)
            threads.append(threading.Thread(target=run_all, args=run))
        try:
            for thread in threads:
                thread.start()
            threading.Thread(target=announce_end, args=(threads, results), daemon=True).start()
            return collect(results, plan, watch)
        except BaseException:
            plan.abort()
            raise
        finally:
            for thread in threads:
                if thread.ident:  # it was started
                    thread.join()


def unsaid(concepts: Sequence[Concept], told: Sequence[ExampleResult], plan: Plan, root: Path) -> list[ExampleResult]:
    """The results that nobody has handed in: the first ones of examples that were to run again, and then an error for
    each example that has none though nothing stopped the run, so that none is taken for good because it is missing.
    """
    firsts = [first for one in plan.sets for _, first in one.repeats]
    if plan.stopped:
        return firsts
    known = {example.slug for example in (*told, *firsts)}
    reason = "the runner failed on it: the thread that had it ended without a result"
    lost = [not_run(concept, root, Outcome.ERROR, reason) for concept in concepts if concept.slug not in known]
    return firsts + lost


def build_all(
    plan: Plan,
    root: Path,
    target: Target | Installed,
    python: Python,
    cache: Cache,
    options: Options,
    held: contextlib.ExitStack,
    results: Results,
) -> None:
    """Build one environment after the other; a set that cannot be had makes only its own examples unresolvable."""
    while one := plan.next_to_build():
        name = ", ".join(one.dependencies) or "no dependencies"
        results.put(Event("building", name))
        try:
            if isinstance(target, Installed):
                made = held.enter_context(installed_for(one.dependencies, target))
            else:
                wanted = environment_for(one.dependencies, target, python, cache, offline=options.offline)
                made = held.enter_context(wanted)
            one.record = EnvironmentResult(
                id=digest(made.id, *one.dependencies),
                dependencies=list(one.dependencies),
                packages=made.packages,
                notes=list(made.notes),
            )
            one.environment = made
        except Exception as error:
            give_up(plan, one, root, error, options, results)
        finally:
            results.put(Event("built", name))
            plan.built()


def give_up(plan: Plan, one: DependencySet, root: Path, error: Exception, options: Options, results: Results) -> None:
    """Give up a dependency set: its examples have no environment, all for the same reason."""
    reason = error.reason if isinstance(error, UnresolvableError) else f"{type(error).__name__}: {error}"
    outcome = Outcome.SKIPPED if isinstance(error, NotApplicableError) else Outcome.UNRESOLVABLE
    label = f"none-{digest(*one.dependencies)}"
    one.record = EnvironmentResult(id=label, dependencies=list(one.dependencies), error=reason)
    with plan.changed:
        given_up, one.waiting = one.waiting, []
    if options.fail_fast and outcome in BAD:
        plan.stop()
    for concept in given_up:
        results.put(not_run(concept, root, outcome, reason).model_copy(update={"environment": label}))


def run_all(
    plan: Plan,
    root: Path,
    tools: Path,
    folder: Path,
    options: Options,
    results: Results,
) -> None:
    """Run one example after the other, in the interpreter of its environment, until there is none left."""
    current: DependencySet | None = None
    template: Template | None = None
    serials = itertools.count()
    while task := plan.next_to_run(current):
        chosen, concept, first = task
        if template and chosen is not current:
            plan.end(template)
            template = None
        current = chosen
        results.put(Event("started", concept.slug))
        try:
            template = template or plan.start(chosen, tools, folder / str(next(serials)))
            result = template.run(concept, options.limits, root)
        except Exception as error:
            if plan.aborted and isinstance(error, BrokenEnvironmentError):
                if first:
                    chosen.repeats.append((concept, first))
                break
            result = not_run(concept, root, Outcome.ERROR, reason_of(error))
            if template:
                plan.end(template)
            template = None
        hand_in(plan, task, result, options, results)
    if template:
        plan.end(template)


def hand_in(plan: Plan, task: Task, result: ExampleResult, options: Options, results: Results) -> None:
    """Pass a result on, or keep it until its example has run a second time."""
    chosen, concept, first = task
    result = result.model_copy(update={"environment": chosen.record.id if chosen.record else ""})
    if first:
        alike = result.outcome is first.outcome
        result = first.model_copy(update={"repeated": result.observations if alike else None})
    elif options.fail_fast and result.outcome in BAD:
        plan.stop()
    elif options.twice and result.outcome in (Outcome.PASSED, Outcome.FAILED):
        with plan.changed:
            chosen.repeats.append((concept, result))
        return
    results.put(result)


def reason_of(error: Exception) -> str:
    """Why an example got no verdict of its own: the environment's fault, or the runner's."""
    if isinstance(error, BrokenEnvironmentError):
        return str(error)
    return f"the runner failed on it: {type(error).__name__}: {error}"


def announce_end(threads: Iterable[threading.Thread], results: Results) -> None:
    """Put the mark of the end behind everything that the threads have to say."""
    for thread in threads:
        thread.join()
    results.put(None)


def collect(results: Results, plan: Plan, watch: Callable[[Event], None]) -> tuple[list[ExampleResult], bool]:
    """Gather the results as they come; Ctrl-C stops what has not begun and keeps what is there."""
    examples: list[ExampleResult] = []
    interrupted = False
    while True:
        try:
            item = results.get()
            if item is None:
                return examples, interrupted
            if isinstance(item, ExampleResult):
                examples.append(item)
                watch(Event("finished", item.slug, item))
            else:
                watch(item)
        except KeyboardInterrupt:
            interrupted = True
            plan.abort()


@contextlib.contextmanager
def usable_instrument(python: Python, cache: Cache, *, offline: bool) -> Iterator[Path]:
    """pytest's folder. Raises NothingVerifiedError where it cannot be had."""
    try:
        with instrument(python, cache, offline=offline) as tools:
            yield tools
    except UnresolvableError as error:
        raise NothingVerifiedError(
            f"pytest could not be installed for Python {python.version}: {error.reason}"
        ) from error


def available_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
