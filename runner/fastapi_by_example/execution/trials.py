"""Run examples with one set of versions after another. Results are cached."""

import gzip
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from pydantic import ValidationError

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Resolution, UnresolvableError
from fastapi_by_example.execution.interpreter import not_run
from fastapi_by_example.execution.verify import Session, begun, verify
from fastapi_by_example.run.document import (
    SCHEMA_VERSION,
    EnvironmentResult,
    ExampleResult,
    Outcome,
    Run,
)
from fastapi_by_example.store.cache import write_whole
from fastapi_by_example.store.digest import digest
from fastapi_by_example.targets.target import Target

KEPT = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_APPLICABLE})
"""The outcomes that are cached on disk. Any other may be temporary and is tried again."""

MACHINE = re.compile(r"No space left on device|database or disk is full|Too many open files")
"""Messages of the system and of SQLite that come from the state of the machine, not from the example."""


@dataclass
class Trials:
    """Cached runs: a trial is identified by the example's files, the exact versions, the Python and the options.

    Passed, failed, skipped and not applicable results are cached on disk, others in memory.
    """

    session: Session
    runs: int = 0
    _fleeting: dict[str, ExampleResult] = field(default_factory=dict)
    _sources: dict[Target, Resolved] = field(default_factory=dict)

    def resolve(self, concept: Concept, target: Target) -> Resolution | None:
        """The versions of a target for an example; None if they cannot be resolved."""
        try:
            return self._choose(concept, target)
        except UnresolvableError:
            return None

    def run(self, concepts: Sequence[Concept], target: Target, *, twice: bool = False) -> dict[str, ExampleResult]:
        """The results of some examples on a target, by slug. Only uncached ones are run.

        With `twice`, each result includes the observations of a second run.
        """
        results = self._run(concepts, target, serial=0)
        if twice:
            repeatable = [one for one in concepts if results[one.slug].outcome in (Outcome.PASSED, Outcome.FAILED)]
            for slug, again in self._run(repeatable, target, serial=1).items():
                alike = again.outcome is results[slug].outcome
                repeated = again.observations if alike else None
                results[slug] = results[slug].model_copy(update={"repeated": repeated})
        return results

    def resolve_all(self, concepts: Sequence[Concept], target: Target) -> list[Resolution | None]:
        """The versions of a target for each example, all resolved at once; None if they cannot be resolved."""
        self.prepare(concepts, target)
        return [self.resolve(concept, target) for concept in concepts]

    def missing(self, concepts: Sequence[Concept], target: Target) -> list[Concept]:
        """The examples that have to be run on a target: those that can be resolved and have no cached result."""
        found = zip(concepts, self.resolve_all(concepts, target), strict=True)
        return [one for one, chosen in found if chosen and not self._is_cached(self._name_of(one, chosen, 0))]

    def as_run(self, concepts: Sequence[Concept], target: Target) -> Run:
        """The results of some examples on a target as a run document."""
        clock = time.monotonic()
        run = begun(self.session, target.spelled, target.as_of)
        results = self.run(concepts, target)
        run.duration = round(time.monotonic() - clock, 3)
        run.selected = [concept.slug for concept in concepts]
        run.environments = self._environments(concepts, target)
        run.examples = [results[concept.slug] for concept in concepts]
        return run

    def _environments(self, concepts: Sequence[Concept], target: Target) -> list[EnvironmentResult]:
        found: dict[str, EnvironmentResult] = {}
        for concept in concepts:
            dependencies = [name for names in concept.declared.key for name in names]
            label = digest(*dependencies)
            if label in found:
                continue
            try:
                chosen = self._choose(concept, target)
                found[label] = EnvironmentResult(
                    id=label, dependencies=dependencies, packages=chosen.packages, notes=list(chosen.notes)
                )
            except UnresolvableError as error:
                found[label] = EnvironmentResult(id=label, dependencies=dependencies, error=error.reason)
        return list(found.values())

    def _run(self, concepts: Sequence[Concept], target: Target, *, serial: int) -> dict[str, ExampleResult]:
        names: dict[str, str] = {}
        results: dict[str, ExampleResult] = {}
        self.prepare(concepts, target)
        for concept in concepts:
            try:
                chosen = self._choose(concept, target)
            except UnresolvableError as error:
                results[concept.slug] = not_run(concept, self.session.corpus.root, Outcome.UNRESOLVABLE, error.reason)
                continue
            names[concept.slug] = self._name_of(concept, chosen, serial)
            known = self._cached(names[concept.slug])
            if known:
                results[concept.slug] = known
        missing = [concept for concept in concepts if concept.slug not in results]
        if missing:
            run = verify(self.session, missing, self.source(target))
            if run.interrupted:
                raise KeyboardInterrupt
            self.runs += len(run.examples)
            for example in run.examples:
                self._remember(names[example.slug], example)
                results[example.slug] = example
        return results

    def prepare(self, concepts: Sequence[Concept], target: Target) -> None:
        """Resolve the dependency sets of some examples."""
        self.source(target).prepare(list(dict.fromkeys(concept.declared.key for concept in concepts)))

    def source(self, target: Target) -> Resolved:
        """The environments of a target, which is resolved once."""
        parts = target, self.session.python, self.session.cache, self.session.options.offline
        return self._sources.setdefault(target, Resolved(*parts))

    def _choose(self, concept: Concept, target: Target) -> Resolution:
        return self.source(target).resolve(*concept.declared.key)

    def _is_cached(self, name: str) -> bool:
        return name in self._fleeting or self._file(name).exists()

    def _cached(self, name: str) -> ExampleResult | None:
        return self._fleeting.get(name) or _read_result(self._file(name))

    def _remember(self, name: str, result: ExampleResult) -> None:
        if result.outcome in KEPT and not machine_failure(result):
            write_whole(self._file(name), gzip.compress(result.model_dump_json().encode(), compresslevel=1))
        else:
            self._fleeting[name] = result

    def _file(self, name: str) -> Path:
        return self.session.cache.root / "runs" / f"{name}.json.gz"

    def _name_of(self, concept: Concept, chosen: Resolution, serial: int) -> str:
        version, limits = metadata.version("fastapi-by-example"), str(self.session.options.limits)
        how = (self.session.python.identity, limits, version, str(SCHEMA_VERSION), str(serial))
        return digest(*concept.contents(), "", *chosen.identity, "", *how)


def machine_failure(result: ExampleResult) -> str:
    """The message of a full disk or of too many open files in a result, which may not last; empty if there is none."""
    found = MACHINE.search(result.model_dump_json())
    return found[0] if found else ""


def _read_result(file: Path) -> ExampleResult | None:
    """A cached result; None if it is missing or damaged."""
    try:
        return ExampleResult.model_validate(json.loads(gzip.decompress(file.read_bytes())))
    except (OSError, EOFError, ValueError, ValidationError, RecursionError):
        return None
