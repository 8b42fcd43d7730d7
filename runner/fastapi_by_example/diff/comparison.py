"""Compare two runs: outcomes, responses, OpenAPI documents and warnings."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from packaging.utils import canonicalize_name

from fastapi_by_example.diff.alignment import align
from fastapi_by_example.diff.causes import causes_of
from fastapi_by_example.diff.changes import Aspect, Change, Comparison, Kind, OwnTests, PackageChange, Place, Side
from fastapi_by_example.diff.difference import Difference
from fastapi_by_example.diff.observed import compare_observations, unknown_watches
from fastapi_by_example.diff.outcomes import IMPORT, Turn, failure_details, turns
from fastapi_by_example.diff.structure import StructureChange, document_changes, route_changes, warning_changes
from fastapi_by_example.diff.text import (
    NOTHING,
    contrast,
    short,
    situation_of,
    spoken_part,
    spoken_test,
    steady_part,
    template,
)
from fastapi_by_example.diff.touched import touched
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome, Run
from fastapi_by_example.targets.pins import pinned_names

MOST_DETAILS = 40
"""Most lines of details per change."""
NOT_RUN = frozenset({Outcome.NOT_APPLICABLE, Outcome.UNRESOLVABLE})
"""The outcomes of an example that was not run: nothing was observed, so nothing can have changed."""
MOST_NAMED = 10
"""Most examples listed in a note."""
OWN_KEYS = re.compile(r"(body|result) \$\.?(detail|errors|message|loc|msg|type|input|ctx|url|\[#\]|\.)*$")
"""Places in a JSON document whose keys belong to FastAPI and Pydantic. All other names are the example's own."""
GENERIC = frozenset({"", "Not Found", "Method Not Allowed"})
"""Error messages that many causes share."""


def compare(base: Run, candidate: Run) -> Comparison:
    """Compare two runs. Examples in only one of them are listed in the notes.

    A project's own tests that ran on one side only are omitted, and listed too.
    """
    aligned: list[str] = []
    if base.suite and candidate.suite:
        base, candidate, aligned = align(base, candidate)
    before = {example.slug: example for example in base.examples}
    after = {example.slug: example for example in candidate.examples}
    both = [slug for slug in before if slug in after]
    compared = [slug for slug in both if _is_comparable(before[slug], after[slug])]
    changes = [change for slug in both for change in changes_of(before[slug], after[slug])]
    return Comparison(
        compared=len(compared),
        base=_side(base),
        candidate=_side(candidate),
        packages=package_changes(base, candidate),
        causes=causes_of(changes),
        notes=[*aligned, *_notes(base, candidate, before, after)],
        own=_own_tests(base, candidate, compared),
    )


def _own_tests(base: Run, candidate: Run, compared: Sequence[str]) -> OwnTests | None:
    if not base.suite or not candidate.suite:
        return None
    before, after = (
        [test for example in run.examples if example.slug in compared for test in example.tests]
        for run in (base, candidate)
    )
    return OwnTests(
        project=candidate.suite.project,
        tests=len(before),
        files=sum(bool(example.tests) for example in base.examples if example.slug in compared),
        failed_before=sum(test.outcome in BAD for test in before),
        failed_after=sum(test.outcome in BAD for test in after),
        touched=touched(base),
    )


def _is_comparable(old: ExampleResult, new: ExampleResult) -> bool:
    """Whether an example can be compared. One that no longer resolves can."""
    if Outcome.UNRESOLVABLE in (old.outcome, new.outcome):
        return old.outcome is not Outcome.UNRESOLVABLE
    return Outcome.NOT_APPLICABLE not in (old.outcome, new.outcome)


def changes_of(old: ExampleResult, new: ExampleResult) -> Iterator[Change]:
    """All changes of one example: first the outcomes of its tests, then the observations."""
    found = list(turns(old, new))
    if {old.outcome, new.outcome} & NOT_RUN:
        yield from (_of_turn(turn, old, new) for turn in found)
        return
    differences = compare_observations(old.observations, new.observations, old.repeated, new.repeated)
    turned = {turn.test for turn in found if turn.kind is not Kind.STILL_FAILING}
    # A test that fails early does not send its later requests.
    differences = [one for one in differences if not (one.part == "request" and one.test in turned)]
    answers = {test: one for test in turned if (one := _answer_that_turned(test, differences))}
    reported: set[tuple[str, str]] = set()
    for turn in found:
        answer = answers.get(turn.test)
        if answer is None:
            yield _of_turn(turn, old, new)
        elif turn.kind is Kind.BROKEN:
            reported.add((turn.test, _key(answer, new.slug)))
            change = _of_difference(answer, new)
            details = [f"{turn.test} fails: {turn.message}", *change.details]
            yield change.model_copy(update={"kind": Kind.BROKEN, "aspect": Aspect.BROKEN, "details": details})
    raised = {(one.test, one.request) for one in answers.values() if one.aspect is Aspect.EXCEPTION}
    for one in differences:
        explained = one.is_status and one.new is None and (one.test, one.request) in raised
        if not explained and (one.test, _key(one, new.slug)) not in reported:
            yield _of_difference(one, new)
    if {old.outcome, new.outcome} <= {Outcome.PASSED, Outcome.FAILED}:
        yield from (_of_difference(one, new) for one in _import_of_watches(old, new))
    for structural in _structural(old, new):
        yield _of_structure(structural, new)


def _import_of_watches(old: ExampleResult, new: ExampleResult) -> Iterator[Difference]:
    """The reason why the watches could be imported on one side only, such as a name that a package lacks."""
    was, now = (None if one.observations.watches else next(iter(one.watch_problems), None) for one in (old, new))
    if (was is None) != (now is None):
        yield Difference(Aspect.EXCEPTION, "", "import of the watches", "exception", was, now)


def _answer_that_turned(test: str, differences: Iterable[Difference]) -> Difference | None:
    """The worst difference among the responses to a test; an exception is more informative than a missing response."""
    answers = [one for one in differences if one.test == test and not one.aspect.is_folded]
    return min(answers, key=lambda one: (one.is_status and one.new is None, one.aspect.rank), default=None)


def _structural(old: ExampleResult, new: ExampleResult) -> Iterator[StructureChange]:
    yield from document_changes(old.observations, new.observations, old.repeated)
    yield from route_changes(old.observations, new.observations)
    yield from warning_changes(old.observations, new.observations, old.repeated)


def _place(example: ExampleResult, test: str = "", request: str = "") -> Place:
    failing = next((one for one in example.tests if one.name == test and one.file), None)
    file, line = (failing.file, failing.line) if failing else (example.file, example.line)
    return Place(
        slug=example.slug,
        table=example.table,
        title=example.title,
        test=test,
        request=request,
        file=file,
        line=line,
    )


def _of_turn(turn: Turn, old: ExampleResult, new: ExampleResult) -> Change:
    bad = old if turn.kind is Kind.FIXED else new
    what = spoken_test(turn.test) if turn.test and turn.test != IMPORT else f"{bad.slug} as a whole"
    verb = {Kind.FIXED: "failed before", Kind.STILL_FAILING: "fails on both sides"}.get(turn.kind, "fails")
    return Change(
        kind=turn.kind,
        aspect=Aspect(turn.kind.value),
        key=f"{turn.kind}: {turn.key}" if turn.kind in (Kind.FIXED, Kind.STILL_FAILING) else turn.key,
        what=f"{what} {verb}: {turn.message}",
        details=failure_details([turn.failure] if turn.failure else [])[:MOST_DETAILS],
        place=_place(bad, turn.test),
    )


def _of_difference(one: Difference, example: ExampleResult) -> Change:
    old, new = contrast(one.old, one.new)
    situation = spoken_test(one.test) or one.request
    part = spoken_part(one.part)
    if one.aspect in (Aspect.STATUS, Aspect.EXCEPTION):
        what = situation_of(one.test, one.request)
    else:
        what = f"{situation}: {part}" if situation != part else part
    if one.signature:
        old, new = (f"{old} ({one.signature})", new) if old > new else (old, f"{new} ({one.signature})")
    return Change(
        kind=Kind.BEHAVIOUR,
        aspect=Aspect.ADDITION if one.added else one.aspect,
        key=_key(one, example.slug),
        what=f"{one.added} is new" if one.added else what,
        old=old,
        new=new,
        details=[f"{one.test}: {one.request}" if one.request else one.test][:MOST_DETAILS],
        status=one.is_status and not one.added,
        security=one.is_security,
        place=_place(example, one.test, one.request),
    )


def _of_structure(one: StructureChange, example: ExampleResult) -> Change:
    old, new = contrast(one.old or None, one.new or None)
    return Change(
        kind=one.kind,
        aspect=one.aspect,
        key=one.key,
        what=one.what,
        old="" if old == NOTHING and one.kind is Kind.WARNING else old,
        new="" if new == NOTHING and one.kind is Kind.WARNING else new,
        place=_place(example, one.test),
    )


def _key(one: Difference, slug: str) -> str:
    """The key that a difference shares with others of the same cause."""
    old, new = template(one.old), template(one.new)
    if one.added:
        return f"addition: {one.added}"
    if one.is_status:
        where = f" in {slug}" if one.signature in GENERIC else ""
        return f"status: {old} → {new}: {one.signature}{where}"
    part = steady_part(one.part)
    if part.startswith(("body ", "result")) and not OWN_KEYS.match(part):
        part = part.partition(" ")[0]
    if _is_page(one):
        return f"page of {part.partition(' ')[0]}"
    where = "" if _says_something(old) or _says_something(new) else f" in {slug}::{one.test.partition('[')[0]}"
    label = "answer" if one.aspect in (Aspect.BODY, Aspect.ERROR) else str(one.aspect)
    return f"{label}: {part}: {short(old)} → {short(new)}{where}"


def _is_page(one: Difference) -> bool:
    return one.aspect is Aspect.INSIDE and one.part.startswith("body line")


def _says_something(text: str) -> bool:
    """Whether a value contains a word other than true, false or null, so that equal values have one cause."""
    words = re.findall(r"[A-Za-z_-]{4,}", text)
    return bool([word for word in words if word not in ("true", "false", "null", NOTHING)])


def _side(run: Run) -> Side:
    return Side(target=run.target, python=run.python, started=run.started, examples=len(run.examples))


def _notes(
    base: Run, candidate: Run, before: dict[str, ExampleResult], after: dict[str, ExampleResult]
) -> Iterator[str]:
    for have, lack, run in ((before, after, base), (after, before, candidate)):
        missing = [slug for slug in have if slug not in lack]
        if missing:
            yield f"only {run.target} has {_listed(missing)}"
    for suite in (base.suite, candidate.suite):
        yield from suite.notes if suite else ()
    once = [slug for slug, old in before.items() if old.outcome is Outcome.PASSED and old.repeated is None]
    if once and any(old.repeated for old in before.values()) is False:
        again = "`record --twice` runs the tests" if base.suite else "`verify --twice` runs each example"
        yield f"{base.target} ran once, so nondeterminism is only detected by form; {again} again"
    for run in (base, candidate):
        dropped = [example.slug for example in run.examples if example.observations.dropped]
        if dropped:
            yield f"not all observations on {run.target} were kept: {_listed(dropped)}"
        if run.interrupted:
            yield f"{run.target} was interrupted: {len(run.examples)} of {len(run.selected)} ran"
        yield from (f"no example uses {name}, which {run.target} pins" for name in pins_without_use(run))
        left_out = [one.slug for one in run.examples if one.outcome is Outcome.NOT_APPLICABLE]
        if left_out:
            yield f"not applicable on {run.target}: {_listed(left_out)}"
    unknown = [
        f"{slug}::{name}"
        for slug in before
        if slug in after and Outcome.NOT_APPLICABLE not in (before[slug].outcome, after[slug].outcome)
        for name in unknown_watches(before[slug].observations, after[slug].observations)
    ]
    if unknown:
        yield f"{len(unknown)} watches ran on one side only and were not compared: {_listed(unknown)}"
    if base.python != candidate.python:
        yield f"{base.target} ran on Python {base.python}, {candidate.target} on {candidate.python}"


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")


def pins_without_use(run: Run) -> list[str]:
    """The packages that a run's target pins but no environment has: possible misspellings."""
    there = {canonicalize_name(name) for environment in run.environments for name in environment.packages}
    return [name for name in pinned_names(run.target) if there and name not in there]


def package_changes(base: Run, candidate: Run) -> list[PackageChange]:
    """The packages whose versions differ between the environments of both runs."""

    def versions(run: Run) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for environment in run.environments:
            for name, version in environment.packages.items():
                found[name].add(version)
        return found

    old, new = versions(base), versions(candidate)
    pairs = (
        (name, ", ".join(sorted(old.get(name, ()))), ", ".join(sorted(new.get(name, ()))))
        for name in sorted(old.keys() | new.keys())
    )
    return [PackageChange(name=name, old=before, new=after) for name, before, after in pairs if before != after]
