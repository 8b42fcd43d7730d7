"""Run examples in a state only once: anything in the store is never resolved or run again."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from fastapi_by_example import diff
from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.changes import Change
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.environments.build import DependencyKey, trim
from fastapi_by_example.environments.build import Resolved as Source
from fastapi_by_example.environments.resolution import UnresolvableError
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.interpreter import not_run
from fastapi_by_example.execution.trials import machine_failure
from fastapi_by_example.execution.verify import Session, verify
from fastapi_by_example.history.store import Resolved, Store
from fastapi_by_example.history.timeline import State
from fastapi_by_example.run.document import ExampleResult, Outcome, Run
from fastapi_by_example.run.events import Event
from fastapi_by_example.store.digest import digest

LASTING = re.compile("No solution found|[Ff]ailed to build|source distribution or wheel")
"""uv's messages about packages. Any other, such as that of a failed network or disk, says nothing about a release."""
RETRIED = frozenset({Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.CRASHED})
"""Outcomes that may be due to a busy machine: examples with these are retried once."""
FEW_ENVIRONMENTS = 8
"""Number of environments to keep after each state: a later one rarely needs the same."""
GO_ON = "run the command again to go on; completed runs are kept"
Place = tuple[State, int]
"""A state and the serial number of a run in it."""


@dataclass
class Keeper:
    """The results of a corpus on one Python, from the store or from new runs."""

    session: Session
    store: Store
    _contents: dict[str, str] = field(default_factory=dict)
    _resolutions: dict[tuple[DependencyKey, str], Resolved | None] = field(default_factory=dict)

    @cached_property
    def python(self) -> str:
        """The Python without its patch version and path, which do not affect what an example does."""
        implementation, version, system, machine = self.session.python.identity.split()[:4]
        return f"{implementation} {'.'.join(version.split('.')[:2])} {system} {machine}"

    def resolution(self, concept: Concept, state: State) -> Resolved | None:
        """The versions for an example in a state, if they are known."""
        place = concept.declared.key, state.name
        if place not in self._resolutions:
            self._resolutions[place] = self.store.resolution(self._asked(concept.declared.key, state))
        return self._resolutions[place]

    def _asked(self, key: DependencyKey, state: State) -> str:
        return digest(*key[0], "", *key[1], "", state.target.spelled, self.python)

    def is_known(self, concept: Concept, state: State, serial: int = 0) -> bool:
        """Whether the outcome of an example in a state is known without running it."""
        found = self.resolution(concept, state)
        if found is None:
            return False
        return bool(self._not_run(concept, found)) or self.store.has(self._name(concept, found, serial))

    def was_run(self, concept: Concept, state: State, serial: int) -> bool:
        """Whether the store has a run of an example in a state."""
        found = self.resolution(concept, state)
        return found is not None and self.store.has(self._name(concept, found, serial))

    def result(self, concept: Concept, state: State, serial: int = 0) -> ExampleResult | None:
        """The result of an example in a state, if it is known."""
        found = self.resolution(concept, state)
        if found is None:
            return None
        if left_out := self._not_run(concept, found):
            return left_out
        return self.store.result(self._name(concept, found, serial))

    def changes(self, concept: Concept, old: Place, new: Place) -> list[Change]:
        """The changes between two runs of an example, without folded ones; kept in the store."""
        names = [self._name_of(concept, *one) for one in (old, new)]
        if names[0] == names[1]:
            return []
        name = digest(*names, _version_of_diff())
        found = self.store.changes(name)
        if found is None:
            before, after = self.result(concept, *old), self.result(concept, *new)
            every = changes_of(before, after) if before and after else iter(())
            found = [one for one in every if not one.aspect.is_folded]
            self.store.keep_changes(name, found)
        return found

    def _name_of(self, concept: Concept, state: State, serial: int) -> str:
        """The name of a run, or of the reason why it cannot be run."""
        found = self.resolution(concept, state)
        if found is None:
            return ""
        left_out = self._not_run(concept, found)
        return f"{left_out.outcome}: {left_out.message}" if left_out else self._name(concept, found, serial)

    def outcome(self, concept: Concept, state: State) -> tuple[Outcome, str] | None:
        """The outcome of an example in a state and its message, if they are known."""
        found = self.resolution(concept, state)
        if found and (left_out := self._not_run(concept, found)):
            return left_out.outcome, left_out.message
        return self.store.outcome(self._name(concept, found, 0)) if found else None

    def missing(self, state: State, concepts: Sequence[Concept], serial: int = 0) -> list[Concept]:
        """The examples that have to be run in a state; this resolves their dependency sets."""
        self._resolve(state, concepts)
        return [concept for concept in concepts if not self.is_known(concept, state, serial)]

    def run(self, state: State, concepts: Sequence[Concept], serial: int = 0) -> int:
        """Run the examples that are not known in a state; return how many were run.

        Raises KeyboardInterrupt after Ctrl-C; results up to then are kept.
        """
        missing = {concept.slug: concept for concept in self.missing(state, concepts, serial)}
        if missing:
            run_patiently(
                self.session,
                list(missing.values()),
                self._source(state),
                lambda result: self.take(missing[result.slug], state, serial, result),
            )
        return len(missing)

    def take(self, concept: Concept, state: State, serial: int, result: ExampleResult) -> None:
        """Store the result of an example that `missing` returned.

        Raises NothingVerifiedError if its environment could not be built, or it failed, for a reason that may pass.
        """
        if reason := machine_failure(result):
            raise NothingVerifiedError(
                f"{concept.slug} in {state.name}: {reason}", hint=f"free some space or close programs, then {GO_ON}"
            )
        found = self.resolution(concept, state)
        if result.outcome is Outcome.UNRESOLVABLE:  # it was resolved, but a package cannot be installed
            _check_lasting(state, result.message)
            self._keep(concept.declared.key, state, Resolved({}, result.message))
        elif found:
            self.store.keep_result(self._name(concept, found, serial), result)

    def _source(self, state: State) -> Source:
        return Source(state.target, self.session.python, self.session.cache, self.session.options.offline)

    def _resolve(self, state: State, concepts: Iterable[Concept]) -> None:
        """Resolve the dependency sets that are not known in a state.

        Raises NothingVerifiedError if uv fails for a reason that may pass.
        """
        keys = {one.declared.key for one in concepts if self.resolution(one, state) is None}
        source = self._source(state)

        def resolved(key: DependencyKey) -> Resolved:
            try:
                return Resolved(source.resolve(*key).packages)
            except UnresolvableError as error:
                _check_lasting(state, error.reason)
                return Resolved({}, error.reason)

        source.prepare(keys)
        for key in keys:
            self._keep(key, state, resolved(key))

    def _keep(self, key: DependencyKey, state: State, found: Resolved) -> None:
        self.store.keep_resolution(self._asked(key, state), found)
        self._resolutions[key, state.name] = found

    def _not_run(self, concept: Concept, found: Resolved) -> ExampleResult | None:
        """The result of an example that cannot be run with some versions; None if it can."""
        if not found.packages:
            return not_run(concept, self.session.corpus.root, Outcome.UNRESOLVABLE, found.reason)
        if not concept.admits(self.session.python.version):
            reason = f"needs Python {concept.declared.requires_python}"
            return not_run(concept, self.session.corpus.root, Outcome.NOT_APPLICABLE, reason)
        if unmet := concept.declared.unmet(found.packages):
            return not_run(concept, self.session.corpus.root, Outcome.NOT_APPLICABLE, unmet)
        return None

    def _name(self, concept: Concept, found: Resolved, serial: int) -> str:
        """The name of a result: a digest of the example's files, the versions, the Python, and the serial number."""
        if concept.slug not in self._contents:
            self._contents[concept.slug] = digest(*concept.contents())
        versions = (f"{name}=={version}" for name, version in sorted(found.packages.items()))
        return digest(self._contents[concept.slug], *versions, "", self.python, str(serial))


def _check_lasting(state: State, reason: str) -> None:
    if not LASTING.search(reason):
        raise NothingVerifiedError(f"cannot resolve {state.name}: {reason}", hint=GO_ON)


def run_patiently(
    session: Session, concepts: Sequence[Concept], source: Source, keep: Callable[[ExampleResult], None]
) -> Run:
    """Run some examples, and retry those whose result may be due to a busy machine.

    Each result is passed to `keep` as soon as it is final. Raises KeyboardInterrupt after Ctrl-C.
    """
    kept: set[str] = set()

    def take(event: Event) -> None:
        if event.result and not _may_be_busy(event.result):
            kept.add(event.name)
            keep(event.result)

    run = verify(replace(session, watch=take), concepts, source)
    left = [concept for concept in concepts if concept.slug not in kept]
    if left and not run.interrupted:
        again = verify(session, left, source)
        for result in again.examples:
            keep(result)
        later = {one.slug: one for one in again.examples}
        run = run.model_copy(update={"examples": [later.get(one.slug, one) for one in run.examples]})
    trim(session.cache, FEW_ENVIRONMENTS)
    if run.interrupted:
        raise KeyboardInterrupt
    return run


def _may_be_busy(result: ExampleResult) -> bool:
    """Whether a busy machine may be the reason for an outcome, or for a watch that did not end."""
    return result.outcome in RETRIED or any(one.how == "timeout" for one in result.observations.watches)


@cache
def _version_of_diff() -> str:
    """A digest of the code that compares runs: stored changes are not used if the code has changed since."""
    return digest(*(path.read_text(encoding="utf-8") for path in sorted(Path(diff.__file__).parent.glob("*.py"))))


def own_cache(session: Session) -> Session:
    """The session with its own cache, whose environments can be deleted after each state."""
    own = replace(session.cache, root=session.cache.root / "history")
    own.prepare()
    return replace(session, cache=own)
