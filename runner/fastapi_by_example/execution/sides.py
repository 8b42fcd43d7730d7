"""The two sides of a comparison: saved runs, or targets to verify."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.diff.observed import same_in
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import UnresolvableError
from fastapi_by_example.environments.uv import UvInterruptedError
from fastapi_by_example.execution.trials import REPEATABLE, Trials, repeated
from fastapi_by_example.run.document import Run
from fastapi_by_example.targets.target import Target


@dataclass
class Sides:
    """Gets both runs of a comparison. What differs is run again to detect nondeterminism."""

    trials: Trials
    concepts: Sequence[Concept]
    report: Callable[[str, int], None] = lambda _side, _examples: None

    def runs(self, base: Run | Target, candidate: Run | Target) -> tuple[Run, Run]:
        """The runs of both sides. The candidate's environments are built while the base runs."""
        if isinstance(base, Target):
            self.trials.missing(self.concepts, base)  # resolved first, as it is run first
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

    def _again(self, side: Run | Target, run: Run, differing: Mapping[str, Sequence[str]]) -> Run:
        """A run with second observations of the examples that differ.

        Tests and watches that observe the same when they run alone are steady. If they do not, the whole example is run
        again, since they may depend on those before them.
        """
        if isinstance(side, Run) or not differing:
            return run
        first = {example.slug: example for example in run.examples if example.outcome in REPEATABLE}
        concepts = [concept for concept in self.concepts if concept.slug in differing and concept.slug in first]
        self.report(f"{side.spelled} again", len(concepts))
        again = self.trials.again(concepts, side, differing)
        steady = {
            slug
            for slug, names in differing.items()
            if slug in again and names and same_in(names, first[slug].observations, again[slug].observations)
        }
        unlike = [concept for concept in concepts if differing[concept.slug] and concept.slug not in steady]
        if unlike:
            self.report(f"{side.spelled} again", len(unlike))
            again |= self.trials.again(unlike, side)
        for slug in again:
            first[slug] = repeated(first[slug], first[slug] if slug in steady else again[slug])
        return run.model_copy(update={"examples": [first.get(one.slug, one) for one in run.examples]})

    def _build(self, side: Run | Target) -> None:
        """Build the environments that a side needs, the most used one first, since others may be copied from it."""
        if isinstance(side, Run):
            return
        keys = Counter(concept.declared.key for concept in self.trials.missing(self.concepts, side))
        source = self.trials.source(side)
        with ThreadPoolExecutor(2) as pool:
            for number, (key, _) in enumerate(keys.most_common()):
                building = pool.submit(_build_one, source, *key)
                if number == 0:
                    building.result()


def _build_one(source: Resolved, dependencies: tuple[str, ...], instruments: tuple[str, ...]) -> None:
    """Build an environment ahead of time. Errors are reported by the run that needs it."""
    with suppress(UnresolvableError, UvInterruptedError), source.environment(dependencies, instruments):
        pass


def _differing(base: Run, candidate: Run) -> dict[str, list[str]]:
    """The examples with a difference that a report shows by itself, including one that looks random.

    Each has the names of the tests and watches that differ; none if anything else differs as well.
    """
    after = {example.slug: example for example in candidate.examples}
    found: dict[str, list[str]] = {}
    for old in base.examples:
        # With an equal second run, values that look random are not masked.
        exact = old.model_copy(update={"repeated": old.observations})
        changes = list(changes_of(exact, after[old.slug])) if old.slug in after else []
        if any(not change.aspect.is_folded for change in changes):
            # A folded change that belongs to no test is only counted: a log record, a route.
            names = {change.place.test for change in changes if change.place.test or not change.aspect.is_folded}
            known = [one.name for one in (*old.tests, *old.observations.watches)]
            found[old.slug] = [name for name in known if name in names] if names <= set(known) else []
    return found
