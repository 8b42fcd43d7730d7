"""Verify concepts against a target. Examples run as soon as their environment is built."""

import contextlib
import logging
import os
import queue
import re
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.environments.build import Environment, EnvironmentSource, instrument, trim
from fastapi_by_example.environments.resolution import NotApplicableError, Python, UnresolvableError
from fastapi_by_example.environments.uv import UvInterruptedError, interrupt_uv
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.interpreter import Limits, not_run, platform_name
from fastapi_by_example.execution.plan import DependencySet, Plan, Task, make_plan
from fastapi_by_example.execution.pytest_copy import PytestCopy
from fastapi_by_example.execution.run_folder import run_folder
from fastapi_by_example.execution.worker import DAMAGING, Worker
from fastapi_by_example.run.document import BAD, EnvironmentResult, ExampleResult, Outcome, Run, TableResult
from fastapi_by_example.run.events import Event
from fastapi_by_example.run.remembered import Remembered
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.store.digest import digest

logger = logging.getLogger(__name__)

LACKING = re.compile(
    r"No module named '([\w.]+)'|requires \"?([\w-]+)\"? to be installed|[`']?([\w-]+)[`']? must be installed"
    r"|([\w-]+) is not installed"
)
"""The messages of Python, FastAPI, Starlette and Pydantic about a missing package."""


@dataclass(frozen=True)
class Options:
    """Options of a run.

    `twice` runs each example a second time to detect nondeterminism. `selected` are the slugs before sharding.
    """

    jobs: int = 0
    limits: Limits = Limits()
    offline: bool = False
    fail_fast: bool = False
    twice: bool = False
    selected: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Session:
    """What the runs of one command share: the corpus, the Python, the cache and the options."""

    corpus: Corpus
    python: Python
    cache: Cache
    remembered: Remembered
    options: Options = Options()
    watch: Callable[[Event], None] = lambda _: None


def verify(session: Session, concepts: Sequence[Concept], source: EnvironmentSource) -> Run:
    """Run concepts in the environments of a source; after Ctrl-C, the run has the results so far.

    Raises NothingVerifiedError if pytest cannot be installed.
    """
    clock = time.monotonic()
    run = begun(session, source.spelled, source.as_of)
    verification = Verification(session, concepts, source)
    examples, interrupted = verification.carry_out()
    order = {slug: number for number, slug in enumerate(session.corpus.concepts)}
    run.duration = round(time.monotonic() - clock, 3)
    run.interrupted = interrupted
    run.selected = session.options.selected or [concept.slug for concept in concepts]
    run.environments = verification.environments()
    run.examples = sorted(examples, key=lambda example: order.get(example.slug, len(order)))
    session.remembered.update(run)
    trim(session.cache)
    return run


def begun(session: Session, target: str, as_of: str) -> Run:
    """A run against a target that starts now, with the corpus's tables and no results yet."""
    return Run(
        runner_version=metadata.version("fastapi-by-example"),
        target=target,
        resolved_as_of=as_of,
        python=session.python.version,
        platform=platform_name(),
        started=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        duration=0.0,
        selected=[],
        tables=[
            TableResult(
                number=table.number,
                title=table.title,
                concepts=[concept.slug for concept in table.concepts],
                addition=table.addition,
            )
            for table in session.corpus.tables
        ],
        environments=[],
        examples=[],
    )


class Verification:
    """A run in progress: its plan, its threads, and the queue of their results."""

    def __init__(self, session: Session, concepts: Sequence[Concept], source: EnvironmentSource) -> None:
        self.session = session
        self.options = session.options
        self.root = session.corpus.root
        self.source = source
        self.concepts = concepts
        self.results: queue.Queue[ExampleResult | Event | None] = queue.Queue()
        self.prepared = threading.Event()
        self.plan: Plan = make_plan(list(self._admitted()), session.remembered)

    def environments(self) -> list[EnvironmentResult]:
        """The environments of the run, including those that could not be built."""
        return list({one.record.id: one.record for one in self.plan.sets if one.record}.values())

    def carry_out(self) -> tuple[list[ExampleResult], bool]:
        """Carry out the plan with two build threads and one thread per job.

        Returns the results, and whether the run was interrupted. If collecting the results fails, for example with a
        broken pipe, the threads are stopped before the clean-up.
        """
        with _usable_instrument(self.session) as tools, contextlib.ExitStack() as held:
            held.callback(self.plan.release)
            threads = [threading.Thread(target=self._build_all) for _ in range(2)]
            threads += [
                threading.Thread(target=self._run_all, args=[tools, held.enter_context(run_folder())])
                for _ in range(self.options.jobs or available_cores() + 1)  # examples wait a quarter of their time
            ]
            threading.Thread(target=self._prepare_all, daemon=True).start()
            try:
                for thread in threads:
                    thread.start()
                threading.Thread(target=self._announce_end, args=[threads], daemon=True).start()
                examples, interrupted = self._collect()
            except BaseException:
                self.plan.abort()
                raise
            finally:
                for thread in threads:
                    if thread.ident:  # it was started
                        thread.join()
        return examples + self._missing(examples), interrupted

    def _admitted(self) -> Iterator[Concept]:
        for concept in self.concepts:
            version = self.session.python.version
            if concept.admits(version):
                yield concept
            else:
                reason = f"needs Python {concept.declared.requires_python}, this is {version}"
                self.results.put(not_run(concept, self.root, Outcome.NOT_APPLICABLE, reason))

    def _missing(self, handed_in: Sequence[ExampleResult]) -> list[ExampleResult]:
        """Results that are still missing: first results of examples whose second run did not happen.

        In a run that was not stopped, an example without a result is an error, so a missing result never counts as a
        pass.
        """
        firsts = [first for one in self.plan.sets for _, first in one.repeats]
        if self.plan.stopped:
            return firsts
        known = {example.slug for example in (*handed_in, *firsts)}
        reason = "the runner failed: the thread that ran this example ended without a result"
        lost = [concept for concept in self.concepts if concept.slug not in known]
        return firsts + [not_run(concept, self.root, Outcome.ERROR, reason) for concept in lost]

    def _prepare_all(self) -> None:
        try:
            self.source.prepare([(one.dependencies, one.instruments) for one in self.plan.sets])
        finally:
            self.prepared.set()

    def _build_all(self) -> None:
        """Build the environments one by one."""
        self.prepared.wait()
        while one := self.plan.next_to_build():
            self._build(one)

    def _build(self, one: DependencySet) -> None:
        """Build an environment. If that fails, only its own examples are unresolvable."""
        self.results.put(Event("building", one.name))
        end = Event("ready", one.name)
        try:
            while not (made := self._adopted(one)):
                pass
            end = Event("built" if made.fresh else "ready", one.name)
        except UvInterruptedError:  # by Ctrl-C, which is not the fault of its examples
            self.plan.stop()
        except Exception as error:
            self._give_up(one, error)
        finally:
            self.results.put(end)
            self.plan.built()

    def _adopted(self, one: DependencySet) -> Environment | None:
        """Get a set its environment; None if it was damaged meanwhile."""
        started = time.monotonic()
        held = contextlib.ExitStack()
        made = held.enter_context(self.source.environment(one.dependencies, one.instruments))
        one.record = EnvironmentResult(
            id=digest(made.id, *one.dependencies, *one.instruments),
            dependencies=[*one.dependencies, *one.instruments],
            packages=made.packages,
            notes=list(made.notes),
        )
        logger.debug("%.2f s: environment of %s in %s", time.monotonic() - started, one.name, made.folder)
        self._leave_out_unmet(one, made.packages)
        return made if self.plan.adopt(one, made, held) else None

    def _leave_out_unmet(self, one: DependencySet, packages: dict[str, str]) -> None:
        """Report the examples whose lower bounds the environment does not meet as not applicable."""
        unmet = {concept: reason for concept in one.waiting if (reason := concept.declared.unmet(packages))}
        self.plan.withdraw(one, list(unmet))
        for concept, reason in unmet.items():
            result = not_run(concept, self.root, Outcome.NOT_APPLICABLE, reason)
            self.results.put(result.model_copy(update={"environment": one.record.id if one.record else ""}))

    def _give_up(self, one: DependencySet, error: Exception) -> None:
        """Report all examples of a set without an environment, with the same reason."""
        reason = error.reason if isinstance(error, UnresolvableError) else f"{type(error).__name__}: {error}"
        outcome = Outcome.NOT_APPLICABLE if isinstance(error, NotApplicableError) else Outcome.UNRESOLVABLE
        label = f"none-{digest(*one.dependencies, *one.instruments)}"
        one.record = EnvironmentResult(id=label, dependencies=[*one.dependencies, *one.instruments], error=reason)
        if self.options.fail_fast and outcome in BAD:
            self.plan.stop()
        for concept in self.plan.give_up(one):
            result = not_run(concept, self.root, outcome, reason)
            self.results.put(result.model_copy(update={"environment": label}))

    def _run_all(self, tools: Path, folder: Path) -> None:
        """Run the examples one by one."""
        worker = Worker(self.plan, PytestCopy(tools, folder / "tools"), folder, self.options.limits, self.root)
        while task := self.plan.next_to_run(worker.current):
            self.results.put(Event("started", task.concept.slug))
            result, damaged = worker.run(task)
            if result:
                self._hand_in(task, self._applicable(task, result))
            elif self.plan.aborted and task.first:
                self.plan.repeat(task, task.first)
            for one in damaged:
                self._build(one)
        worker.close()

    def _applicable(self, task: Task, result: ExampleResult) -> ExampleResult:
        """The result, which is not applicable if the example failed because the user's versions lack a package."""
        packages = task.chosen.record.packages if task.chosen.record else {}
        name = _lacking(result, packages) if self.source.given else ""
        if not name:
            return result
        return not_run(
            task.concept, self.root, Outcome.NOT_APPLICABLE, f"needs {name}, which {self.source.spelled} does not have"
        )

    def _hand_in(self, task: Task, result: ExampleResult) -> None:
        """Pass on a result, or keep it until the example's second run."""
        result = result.model_copy(update={"environment": task.chosen.record.id if task.chosen.record else ""})
        if task.first and not result.message.startswith(DAMAGING):
            alike = result.outcome is task.first.outcome
            result = task.first.model_copy(update={"repeated": result.observations if alike else None})
        elif self.options.fail_fast and result.outcome in BAD:
            self.plan.stop()
        elif self.options.twice and result.outcome in (Outcome.PASSED, Outcome.FAILED):
            self.plan.repeat(task, result)
            return
        self.results.put(result)

    def _announce_end(self, threads: Iterable[threading.Thread]) -> None:
        for thread in threads:
            thread.join()
        self.results.put(None)

    def _collect(self) -> tuple[list[ExampleResult], bool]:
        """Collect the results as they come. After Ctrl-C, keep the results so far and start nothing new."""
        examples: list[ExampleResult] = []
        interrupted = False
        while True:
            try:
                item = self.results.get()
                if item is None:
                    return examples, interrupted
                if isinstance(item, ExampleResult):
                    examples.append(item)
                    self.session.watch(Event("finished", item.slug, item))
                else:
                    self.session.watch(item)
            except KeyboardInterrupt:
                interrupted = True
                self.plan.abort()
                interrupt_uv()


def _lacking(result: ExampleResult, packages: Mapping[str, str]) -> str:
    """The missing package that made an example fail; empty if it failed for another reason."""
    if result.outcome not in (Outcome.FAILED, Outcome.ERROR):
        return ""
    texts = [result.message, *(test.details for test in result.tests if test.outcome in BAD)]
    for found in (match for text in texts for match in LACKING.finditer(text)):
        name = canonicalize_name(next(filter(None, found.groups())).partition(".")[0])
        if name not in packages and name != result.slug:
            return str(name)
    return ""


@contextlib.contextmanager
def _usable_instrument(session: Session) -> Iterator[Path]:
    try:
        with instrument(session.python, session.cache, offline=session.options.offline) as tools:
            yield tools
    except UnresolvableError as error:
        raise NothingVerifiedError(
            f"cannot install pytest for Python {session.python.version}: {error.reason}"
        ) from error


def available_cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
