"""The two sides of a comparison: saved runs, or targets to verify."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import UnresolvableError
from fastapi_by_example.environments.uv import UvInterruptedError
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.run.document import ExampleResult, Run
from fastapi_by_example.targets.target import Target


@dataclass
class Sides:
    """Gets both runs of a comparison. Examples that differ are run again to detect nondeterminism."""

    trials: Trials
    concepts: Sequence[Concept]
    report: Callable[[str, int], None] = lambda _side, _examples: None

    def runs(self, base: Run | Target, candidate: Run | Target) -> tuple[Run, Run]:
        """The runs of both sides. The candidate's environments are built while the base runs."""
        if isinstance(base, Target):
            self.trials.resolve_all(self.concepts, base)  # first, since its examples run first
        building = threading.Thread(target=self._build, args=[candidate], daemon=True)
        building.start()
        before = self._once(base)
        building.join()
        after = self._once(candidate)
        differing = _differing(before, after)
        return self._again(base, before, differing), self._again(candidate, after, differing)

    def _once(self, side: Run | Target) -> Run:
        if isinstance(side, Run):
            return side
        self.report(side.spelled, len(self.concepts))
        return self.trials.as_run(self.concepts, side)

    def _again(self, side: Run | Target, run: Run, slugs: set[str]) -> Run:
        if isinstance(side, Run) or not slugs:
            return run
        concepts = [concept for concept in self.concepts if concept.slug in slugs]
        self.report(f"{side.spelled} again", len(concepts))
        repeated = self.trials.run(concepts, side, twice=True)
        return run.model_copy(update={"examples": [repeated.get(one.slug, one) for one in run.examples]})

    def _build(self, side: Run | Target) -> None:
        """Build the environments that a side needs, the most used one first, since others may be copied from it."""
        if isinstance(side, Run):
            return
        uses = Counter(concept.declared.key for concept in self.trials.missing(self.concepts, side))
        keys = [key for key, _ in uses.most_common()]
        source = self.trials.source(side)
        for key in keys[:1]:
            _build_one(source, *key)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda key: _build_one(source, *key), keys[1:]))


def _build_one(source: Resolved, dependencies: tuple[str, ...], instruments: tuple[str, ...]) -> None:
    """Build an environment ahead of time. Errors are reported by the run that needs it."""
    with suppress(UnresolvableError, UvInterruptedError), source.environment(dependencies, instruments):
        pass


def _differing(base: Run, candidate: Run) -> set[str]:
    """The examples with a difference that a report shows by itself, including one that looks random."""
    after = {example.slug: example for example in candidate.examples}
    return {old.slug for old in base.examples if old.slug in after and _differ(old, after[old.slug])}


def _differ(old: ExampleResult, new: ExampleResult) -> bool:
    # With an equal second run, values that look random are not masked.
    exact = old.model_copy(update={"repeated": old.observations})
    return any(not change.aspect.is_folded for change in changes_of(exact, new))
