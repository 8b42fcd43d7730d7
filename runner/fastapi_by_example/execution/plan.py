"""The remaining work of a run, shared by the threads that build environments and those that run examples."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Environment
from fastapi_by_example.execution.interpreter import Interpreter
from fastapi_by_example.run.document import EnvironmentResult, ExampleResult
from fastapi_by_example.run.remembered import UNKNOWN_DURATION, Remembered


@dataclass
class DependencySet:
    """The examples that share an environment, and the environment once it is built.

    `repeats` are the examples to run a second time, each with its first result. They run last, so that results that
    depend on the time are found to be nondeterministic.
    """

    dependencies: tuple[str, ...]
    instruments: tuple[str, ...]
    waiting: list[Concept]
    imports: list[str]
    repeats: list[tuple[Concept, ExampleResult]] = field(default_factory=list)
    environment: Environment | None = None
    record: EnvironmentResult | None = None

    @property
    def name(self) -> str:
        """The name in the progress display."""
        return ", ".join((*self.dependencies, *self.instruments)) or "no dependencies"


@dataclass(frozen=True)
class Task:
    """An example to run; in a second run, `first` is the result of the first."""

    chosen: DependencySet
    concept: Concept
    first: ExampleResult | None = None


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
        """The expected duration of an example."""
        return self.durations.get(concept.slug, UNKNOWN_DURATION)

    def next_to_build(self) -> DependencySet | None:
        """The unbuilt dependency set with the longest example."""
        with self._changed:
            if self.stopped or not self.to_build:
                return None
            self.building += 1
            return self.to_build.pop(0)

    def built(self) -> None:
        """Notify the waiting threads that an environment was built or has failed."""
        with self._changed:
            self.building -= 1
            self._changed.notify_all()

    def give_up(self, chosen: DependencySet) -> list[Concept]:
        """Remove the examples of a set without an environment from the plan, and return them."""
        with self._changed:
            given_up, chosen.waiting = chosen.waiting, []
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
        """The next example, longest first, preferably of the current set, whose interpreter is running."""
        with self._changed:
            while not self.stopped:
                if current and current.waiting:
                    return Task(current, current.waiting.pop(0))
                ready = [one for one in self.sets if one.environment and one.waiting]
                if ready:
                    chosen = max(ready, key=lambda one: self.seconds(one.waiting[0]))
                    return Task(chosen, chosen.waiting.pop(0))
                if not self.to_build and not self.building:
                    again = [one for one in (current, *self.sets) if one and one.repeats]
                    return Task(again[0], *again[0].repeats.pop(0)) if again else None
                self._changed.wait()
            return None

    def start(self, chosen: DependencySet, tools: Path, folder: Path) -> Interpreter:
        """Start an interpreter of a set's environment. Raises BrokenEnvironmentError."""
        assert chosen.environment
        interpreter = Interpreter(chosen.environment, tools, folder, chosen.imports)
        with self._changed:
            self.running.add(interpreter)
            if self.aborted:
                interpreter.hang_up()
        return interpreter

    def end(self, interpreter: Interpreter) -> None:
        """End an interpreter. Anything it leaves is removed with the run's folder."""
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
    plan.to_build = sorted(plan.sets, key=lambda one: plan.seconds(one.waiting[0]), reverse=True)
    return plan
