"""What is still to do in a run: shared by the threads that build environments and those that run examples."""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from runner.catalog import Concept
from runner.environments import Environment
from runner.execution import Template
from runner.memory import Memory
from runner.results import EnvironmentResult, ExampleResult

UNKNOWN_DURATION = 1.0
"""Seconds that an example is taken to need before it was ever run."""


@dataclass
class DependencySet:
    """The examples that share an environment, and that environment once there is one.

    `repeats` are those to run a second time, each with its first result: when nothing else is left, so that clocks
    have moved on and what depends on them is seen to vary.
    """

    dependencies: tuple[str, ...]
    waiting: list[Concept]
    imports: list[str]
    repeats: list[tuple[Concept, ExampleResult]] = field(default_factory=list)
    environment: Environment | None = None
    record: EnvironmentResult | None = None


Task = tuple[DependencySet, Concept, ExampleResult | None]
"""An example to run, and its first result where it is the second time."""


@dataclass
class Plan:
    """What is still to do, shared by the threads that build and those that run, under one lock."""

    sets: list[DependencySet]
    durations: dict[str, float]
    changed: threading.Condition = field(default_factory=threading.Condition)
    to_build: list[DependencySet] = field(default_factory=list)
    building: int = 0
    stopped: bool = False
    aborted: bool = False
    running: set[Template] = field(default_factory=set)

    def seconds(self, concept: Concept) -> float:
        """How long an example is expected to take."""
        return self.durations.get(concept.slug, UNKNOWN_DURATION)

    def next_to_build(self) -> DependencySet | None:
        """The dependency set with the longest example that nobody builds yet."""
        with self.changed:
            if self.stopped or not self.to_build:
                return None
            self.building += 1
            return self.to_build.pop(0)

    def built(self) -> None:
        """Tell the waiting threads that an environment is ready, or never will be."""
        with self.changed:
            self.building -= 1
            self.changed.notify_all()

    def next_to_run(self, current: DependencySet | None) -> Task | None:
        """The next example, the longest first: of the current set while it has any, so that its interpreter stays."""
        with self.changed:
            while not self.stopped:
                if current and current.waiting:
                    return current, current.waiting.pop(0), None
                ready = [one for one in self.sets if one.environment and one.waiting]
                if ready:
                    chosen = max(ready, key=lambda one: self.seconds(one.waiting[0]))
                    return chosen, chosen.waiting.pop(0), None
                if not self.to_build and not self.building:
                    again = [one for one in (current, *self.sets) if one and one.repeats]
                    return (again[0], *again[0].repeats.pop(0)) if again else None
                self.changed.wait()
            return None

    def start(self, chosen: DependencySet, tools: Path, folder: Path) -> Template:
        """Start an interpreter of a dependency set's environment. Raises BrokenEnvironmentError."""
        assert chosen.environment
        template = Template(chosen.environment, tools, folder, chosen.imports)
        with self.changed:
            self.running.add(template)
            if self.aborted:
                template.hang_up()
        return template

    def end(self, template: Template) -> None:
        """End an interpreter; what cannot be cleared up behind it is removed with the run's folder."""
        with self.changed:
            self.running.discard(template)
        with contextlib.suppress(Exception):
            template.close()

    def stop(self) -> None:
        """Have no thread start anything new."""
        with self.changed:
            self.stopped = True
            self.changed.notify_all()

    def abort(self) -> None:
        """Stop, and end the examples that run."""
        self.stop()
        with self.changed:
            self.aborted = True
            for template in self.running:
                template.hang_up()


def make_plan(concepts: Sequence[Concept], memory: Memory) -> Plan:
    """Group the concepts by what they declare, the longest first within a set and among the sets."""
    groups: dict[tuple[str, ...], list[Concept]] = defaultdict(list)
    for concept in concepts:
        groups[concept.dependencies].append(concept)
    plan = Plan([], memory.durations)
    for dependencies, members in groups.items():
        imports = list(dict.fromkeys(module for concept in members for module in concept.imports))
        plan.sets.append(DependencySet(dependencies, sorted(members, key=plan.seconds, reverse=True), imports))
    plan.to_build = sorted(plan.sets, key=lambda one: plan.seconds(one.waiting[0]), reverse=True)
    return plan
