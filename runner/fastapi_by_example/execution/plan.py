"""The remaining work of a run, shared by the threads that build environments and those that run examples."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Environment
from fastapi_by_example.execution.interpreter import IMPORT_PATIENCE, Interpreter
from fastapi_by_example.run.document import EnvironmentResult, ExampleResult
from fastapi_by_example.run.remembered import Remembered


@dataclass
class Family:
    """Environments that have files in common, so that an example in one of them can damage the others.

    `active` are the tasks that are running in them. After `damage`, no other task starts in any of them.
    """

    active: list["Task"] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether another task may start in them."""
        return not self.damage and not any(task.alone for task in self.active)


@dataclass
class Shared:
    """An environment that is ready, shared by all sets that resolve to the same packages. `held` keeps it locked."""

    made: Environment
    held: contextlib.ExitStack
    family: Family

    @property
    def files(self) -> Path:
        """The folder of its files, which other environments may be links to."""
        return (self.made.folder, *self.made.bases)[-1]


@dataclass
class DependencySet:
    """The examples with the same dependencies, and their environment once it is built.

    `repeats` are the examples to run a second time, each with its first result. They run last, so that results that
    depend on the time are detected as nondeterministic. `suspects` are tasks of which one has damaged the environment;
    each is run again alone.
    """

    dependencies: tuple[str, ...]
    instruments: tuple[str, ...]
    waiting: list[Concept]
    imports: list[str]
    repeats: list[tuple[Concept, ExampleResult]] = field(default_factory=list)
    suspects: list["Task"] = field(default_factory=list)
    shared: Shared | None = None
    record: EnvironmentResult | None = None

    @property
    def name(self) -> str:
        """The name in the progress display."""
        return ", ".join((*self.dependencies, *self.instruments)) or "no dependencies"


@dataclass(frozen=True)
class Task:
    """An example to run.

    In a second run, `first` is the result of the first run. If `alone`, no other task runs in its environment.
    """

    chosen: DependencySet
    concept: Concept
    first: ExampleResult | None = None
    alone: bool = False


class Blame(Enum):
    """Whether a task has damaged its environment. A suspect is one of several tasks that could have."""

    NONE = "none"
    SUSPECT = "suspect"
    CULPRIT = "culprit"


@dataclass
class Plan:
    """The remaining work, under one lock."""

    sets: list[DependencySet]
    durations: dict[str, float]
    to_build: list[DependencySet] = field(default_factory=list)
    building: int = 0
    stopped: bool = False
    aborted: bool = False
    running: set[Interpreter] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def seconds(self, concept: Concept) -> float:
        """The expected duration of an example: the last one, or what its table declares."""
        return self.durations.get(concept.slug, concept.cost)

    def next_to_build(self) -> DependencySet | None:
        """The next dependency set to build. The first one is built alone, since others may be copied from it."""
        with self._changed:
            while not self.stopped and self.to_build and self.building and not any(one.record for one in self.sets):
                self._changed.wait()
            if self.stopped or not self.to_build:
                return None
            self.building += 1
            return self.to_build.pop(0)

    def built(self) -> None:
        """Notify the waiting threads that an environment was built or has failed."""
        with self._changed:
            self.building -= 1
            self._changed.notify_all()

    def adopt(self, one: DependencySet, made: Environment, held: contextlib.ExitStack) -> bool:
        """Give a set its environment. An environment that another set already has is shared, and locked once.

        Returns False if an example has damaged its files since it was built: it is unlocked, and has to be built again.
        """
        with self._changed:
            ready = [s.shared for s in self.sets if s.shared]
            same = next((shared for shared in ready if shared.made.folder == made.folder), None)
            damaged = not same and bool(made.damage())
            if same or damaged:
                held.close()
            if damaged:
                return False
            new = Shared(made, held, Family())
            new.family = next((shared.family for shared in ready if shared.files == new.files), new.family)
            one.shared = same or new
            return True

    def release(self) -> None:
        """Unlock the environments, so that others can use or delete them."""
        for one in self.sets:
            if one.shared:
                one.shared.held.close()

    def give_up(self, chosen: DependencySet) -> list[Concept]:
        """Remove the examples of a set without an environment from the plan, and return them."""
        with self._changed:
            given_up = [*chosen.waiting, *(task.concept for task in chosen.suspects)]
            chosen.waiting, chosen.suspects = [], []
            return given_up

    def withdraw(self, chosen: DependencySet, concepts: Sequence[Concept]) -> None:
        """Remove some examples of a set from the plan."""
        with self._changed:
            chosen.waiting = [concept for concept in chosen.waiting if concept not in concepts]

    def repeat(self, task: Task, result: ExampleResult) -> None:
        """Schedule a second run of an example, and keep its first result."""
        with self._changed:
            task.chosen.repeats.append((task.concept, result))

    def next_to_run(self, current: DependencySet | None) -> Task | None:
        """The next example, longest first, preferably from the current set, whose interpreter is already running."""
        with self._changed:
            while not self.stopped:
                task = self._choose(current)
                if task and task.chosen.shared:
                    task.chosen.shared.family.active.append(task)
                    return task
                if not self.building and not any((s.waiting or s.suspects or s.repeats) for s in self.sets):
                    return None
                self._changed.wait()
            return None

    def _choose(self, current: DependencySet | None) -> Task | None:
        usable = [one for one in self.sets if one.shared and one.shared.family.is_open]
        suspected = [one for one in usable if one.suspects]
        for one in suspected:
            if one.shared and not one.shared.family.active:
                return one.suspects.pop(0)
        kept_free = [id(one.shared.family) for one in suspected if one.shared]
        ready = [one for one in usable if one.waiting and one.shared and id(one.shared.family) not in kept_free]
        if current in ready:
            return Task(current, current.waiting.pop(0))
        if ready:
            shared = current.shared if current else None
            # An interpreter takes longer to start than most examples: no second one before the others are used.
            served = {id(task.chosen.shared) for one in usable if one.shared for task in one.shared.family.active}
            chosen = max(
                ready,
                key=lambda one: (one.shared is shared, id(one.shared) not in served, self.seconds(one.waiting[0])),
            )
            return Task(chosen, chosen.waiting.pop(0))
        if self.to_build or self.building or any(one.waiting or one.suspects for one in self.sets):
            return None
        again = [one for one in (current, *usable) if one in usable and one.repeats]
        return Task(again[0], *again[0].repeats.pop(0)) if again else None

    def finish(self, task: Task, damage: list[str]) -> tuple[Blame, list[DependencySet]]:
        """End a task, after which its environment may be damaged.

        Returns whether the task caused the damage and, once nothing runs in the damaged environments, the sets for
        which they have to be rebuilt; `built` has to be called for each.
        """
        with self._changed:
            assert task.chosen.shared
            family = task.chosen.shared.family
            only = not family.damage and family.active == [task]
            family.active.remove(task)
            family.damage = family.damage or damage
            blame = Blame.NONE if not family.damage else Blame.CULPRIT if only else Blame.SUSPECT
            if blame is Blame.SUSPECT:
                task.chosen.suspects.append(replace(task, alone=True))
            lost: list[DependencySet] = []
            if family.damage and not family.active:
                lost = [one for one in self.sets if one.shared and one.shared.family is family]
                for one in lost:
                    if one.shared:
                        one.shared.held.close()
                    one.shared = None
                self.building += len(lost)
            self._changed.notify_all()
            return blame, lost

    def start(self, chosen: DependencySet, tools: Path, folder: Path, timeout: float) -> Interpreter:
        """Start an interpreter in a set's environment. Raises BrokenEnvironmentError.

        If an import hangs or crashes it, the examples of the set import their modules themselves from then on.
        """
        assert chosen.shared
        interpreter = Interpreter(chosen.shared.made, tools, folder)
        with self._changed:
            self.running.add(interpreter)
            if self.aborted:
                interpreter.hang_up()
        try:
            if not interpreter.start(chosen.imports, max(timeout, IMPORT_PATIENCE)):
                chosen.imports = []
        except BaseException:
            self.end(interpreter)
            raise
        return interpreter

    def end(self, interpreter: Interpreter) -> None:
        """End an interpreter. Any files that it leaves are removed with the run's folder."""
        with self._changed:
            self.running.discard(interpreter)
        with contextlib.suppress(Exception):
            interpreter.close()

    def stop(self) -> None:
        """Start nothing new."""
        with self._changed:
            self.stopped = True
            self._changed.notify_all()

    def abort(self) -> None:
        """Stop, and end the running examples."""
        self.stop()
        with self._changed:
            self.aborted = True
            for interpreter in self.running:
                interpreter.hang_up()


def make_plan(concepts: Sequence[Concept], remembered: Remembered) -> Plan:
    """Group the concepts by dependency set; sets and their examples are ordered longest first."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Concept]] = defaultdict(list)
    for concept in concepts:
        groups[concept.declared.key].append(concept)
    plan = Plan([], remembered.durations)
    for (dependencies, instruments), members in groups.items():
        imports = list(dict.fromkeys(module for concept in members for module in concept.imports))
        ordered = sorted(members, key=plan.seconds, reverse=True)
        plan.sets.append(DependencySet(dependencies, instruments, ordered, imports))
    largest = max(plan.sets, key=lambda one: (len(one.waiting), plan.seconds(one.waiting[0])), default=None)
    plan.to_build = sorted(plan.sets, key=lambda one: (one is largest, plan.seconds(one.waiting[0])), reverse=True)
    return plan
