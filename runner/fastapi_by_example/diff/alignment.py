"""Align two runs of a project's own tests: match names with random parts, and omit tests that ran on one side only."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fastapi_by_example.diff.masking import masked
from fastapi_by_example.diff.outcomes import IMPORT
from fastapi_by_example.run.document import (
    BAD,
    Application,
    Body,
    ExampleResult,
    Observations,
    Outcome,
    Run,
    TestResult,
)

MOST_NAMED = 5
"""Most tests listed in a note."""
LEAST_ALIKE = 0.3
"""The smallest share of common paths at which two applications count as the same."""
TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{22,}")
"""A random token in a test's name, with whatever pytest joins to it."""
CONTENT = ("text", "bytes")
"""The parts of a WebSocket message that are its body."""


@dataclass
class Leftovers:
    """The tests that were not compared, by reason."""

    base_only: list[str] = field(default_factory=list)
    candidate_only: list[str] = field(default_factory=list)
    unsteady: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    reordered: bool = False

    def notes(self, base: str, candidate: str) -> Iterator[str]:
        """A note for each reason."""
        for names, words in (
            (self.base_only, f"only on {base}"),
            (self.candidate_only, f"only on {candidate}"),
            (self.unsteady, f"with another outcome in a second run of {base}, so not compared"),
            (self.skipped, f"skipped on {candidate} only"),
        ):
            if names:
                more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
                noun = "test" if len(names) == 1 else "tests"
                yield f"{len(names)} {noun} {words}: {', '.join(names[:MOST_NAMED])}{more}"
        if self.reordered:
            yield "the tests ran in another order on the two sides"


def align(base: Run, candidate: Run) -> tuple[Run, Run, list[str]]:
    """Both runs with the same tests under the same names in each file, and notes on what was omitted."""
    left = Leftovers()
    notes = []
    if base.suite and candidate.suite and not (base.suite.bodies and candidate.suite.bodies):
        base, candidate = _without_bodies(base), _without_bodies(candidate)
        notes = ["bodies were not recorded, so not compared"]
    after = {example.slug: example for example in candidate.examples}
    pairs = [_aligned(old, after[old.slug], left) for old in base.examples if old.slug in after]
    here, there = (
        ({example.slug: example for example in side} for side in zip(*pairs, strict=True)) if pairs else ({}, {})
    )
    serial = all(run.suite is not None and run.suite.workers == 1 for run in (base, candidate))
    order = [[slug for slug in run if slug in there] for run in (here, after)]
    left.reordered = serial and (left.reordered or order[0] != order[1])
    return (
        base.model_copy(update={"examples": [here.get(one.slug, one) for one in base.examples]}),
        candidate.model_copy(update={"examples": [there.get(one.slug, one) for one in candidate.examples]}),
        [*notes, *left.notes(base.target, candidate.target)],
    )


def _without_bodies(run: Run) -> Run:
    return run.model_copy(update={"examples": [_bodiless(example) for example in run.examples]})


def _bodiless(example: ExampleResult) -> ExampleResult:
    seen = [_headers_only(one) if one else None for one in (example.observations, example.repeated)]
    return example.model_copy(update={"observations": seen[0], "repeated": seen[1]})


def _headers_only(seen: Observations) -> Observations:
    """The observations without bodies, as `record --no-bodies` keeps them."""
    sessions = [
        one.model_copy(
            update={"messages": [{k: v for k, v in message.items() if k not in CONTENT} for message in one.messages]}
        )
        for one in seen.websockets
    ]
    exchanges = [one.model_copy(update={"body": Body(), "request_body": Body()}) for one in seen.exchanges]
    return seen.model_copy(update={"exchanges": exchanges, "websockets": sessions})


def with_repeat(base: Run, again: Run) -> Run:
    """A run with the observations of a second run of the same side. A test whose outcome differs counts as skipped."""
    second = {example.slug: example for example in again.examples}
    examples = []
    for first in base.examples:
        other = second.get(first.slug)
        if other is None:
            examples.append(first)
            continue
        renamed = _with_applications_of(first, _renamed(other, _matches(first, other)))
        outcomes = {test.name: test.outcome for test in renamed.tests}
        tests = [_steady(test, outcomes.get(test.name, test.outcome)) for test in first.tests]
        examples.append(first.model_copy(update={"tests": tests, "repeated": renamed.observations}))
    return base.model_copy(update={"examples": examples})


UNSTEADY = "its outcome differs in a second run"


def _steady(test: TestResult, again: Outcome) -> TestResult:
    if test.outcome is again:
        return test
    return test.model_copy(update={"outcome": Outcome.SKIPPED, "message": f"{UNSTEADY}: {test.outcome}, then {again}"})


def _aligned(old: ExampleResult, new: ExampleResult, left: Leftovers) -> tuple[ExampleResult, ExampleResult]:
    """One file on both sides. If it cannot be imported on one side, its observations are omitted on both."""
    if any(test.name == IMPORT for side in (old, new) for test in side.tests):
        nothing = {"observations": Observations(), "repeated": None}
        return old.model_copy(update=nothing), new.model_copy(update=nothing)
    new = _with_applications_of(old, _renamed(new, _matches(old, new)))
    before, after = ({test.name: test for test in side.tests} for side in (old, new))
    gone, come = ([name for name in one if name not in other] for one, other in ((before, after), (after, before)))
    left.base_only += [f"{old.slug}::{name}" for name in gone]
    left.candidate_only += [f"{old.slug}::{name}" for name in come]
    left.unsteady += [f"{old.slug}::{test.name}" for test in old.tests if test.message.startswith(UNSTEADY)]
    left.skipped += [
        f"{old.slug}::{name}"
        for name, test in after.items()
        if test.outcome is Outcome.SKIPPED and name in before and before[name].outcome is Outcome.PASSED
    ]
    left.reordered |= [name for name in before if name in after] != [name for name in after if name in before]
    return _without(old, {*gone, *come}), _without(new, {*gone, *come})


def _without(example: ExampleResult, names: set[str]) -> ExampleResult:
    if not names:
        return example
    kept = [test for test in example.tests if test.name not in names]
    bad = any(test.outcome in BAD for test in kept)
    outcome = example.outcome if bad or example.outcome not in BAD else Outcome.PASSED
    update = {"tests": kept, "outcome": outcome, "observations": _filtered(example.observations, names)}
    if example.repeated:
        update["repeated"] = _filtered(example.repeated, names)
    return example.model_copy(update=update)


def _filtered(seen: Observations, names: set[str]) -> Observations:
    return seen.model_copy(
        update={
            "exchanges": [one for one in seen.exchanges if one.test not in names],
            "websockets": [one for one in seen.websockets if one.test not in names],
        }
    )


def _matches(old: ExampleResult, new: ExampleResult) -> dict[str, str]:
    """The old names of the tests whose names differ in random parts only, first by strict form, then by loose form."""
    known, found = {test.name for test in old.tests}, {test.name for test in new.tests}
    lost = [test.name for test in old.tests if test.name not in found]
    fresh = [test.name for test in new.tests if test.name not in known]
    matches: dict[str, str] = {}
    for form in (masked, _loose):
        waiting = _by_form([name for name in lost if name not in matches.values()], form)
        for name in fresh:
            if name not in matches and (candidates := waiting.get(form(name))):
                matches[name] = candidates.pop(0)
    return matches


def _by_form(names: list[str], form: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(form(name), []).append(name)
    return found


def _loose(name: str) -> str:
    """The form of a name: the tokens in its parameter, its words that have digits, and its numbers, are masked."""
    test, bracket, parameter = name.partition("[")
    return test + bracket + re.sub(r"[\w.]*\d[\w.]*", "#", TOKEN.sub("#", masked(parameter)))


def _renamed(example: ExampleResult, names: Mapping[str, str]) -> ExampleResult:
    if not names:
        return example
    seen = example.observations
    observations = seen.model_copy(
        update={
            kind: [one.model_copy(update={"test": names.get(one.test, one.test)}) for one in getattr(seen, kind)]
            for kind in ("exchanges", "websockets")
        }
    )
    tests = [test.model_copy(update={"name": names.get(test.name, test.name)}) for test in example.tests]
    return example.model_copy(update={"tests": tests, "observations": observations})


def _with_applications_of(old: ExampleResult, new: ExampleResult) -> ExampleResult:
    """The new side with its applications renamed after the most similar ones of the old side, best pairs first."""
    before, after = old.observations.openapi, new.observations.openapi
    pairs = [(_likeness(one, other), i, j) for i, one in enumerate(before) for j, other in enumerate(after)]
    matches: dict[int, int] = {}
    for (paths, *_), i, j in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if paths >= LEAST_ALIKE and i not in matches and j not in matches.values():
            matches[i] = j
    found = [after[matches[i]].model_copy(update={"test": one.test}) for i, one in enumerate(before) if i in matches]
    return new.model_copy(update={"observations": new.observations.model_copy(update={"openapi": found})})


def _likeness(one: Application, other: Application) -> tuple[float, float, float, bool]:
    """How alike two applications with the same title are: by paths, then schemas, then routes, then all the rest."""
    if one.title != other.title:
        return 0.0, 0.0, 0.0, False
    routes = _share(one.routes, other.routes)
    same = one.document == other.document and one.middleware == other.middleware
    if one.document is None or other.document is None:
        return routes, 0.0, routes, same
    sides = one.document, other.document
    paths = [side.get("paths") or {} for side in sides]
    schemas = [(side.get("components") or {}).get("schemas") or {} for side in sides]
    return _share(*paths), _share(*schemas), routes, same


def _share(some: Iterable[str], others: Iterable[str]) -> float:
    """The share of names that are on both sides; 1 if there are none."""
    here, there = set(some), set(others)
    return len(here & there) / len(here | there) if here | there else 1.0
