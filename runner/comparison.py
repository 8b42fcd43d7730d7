"""Compare two runs: what broke, what behaves differently, what documents itself differently, what begins to warn."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from runner.changes import Change, Comparison, Group, Kind, PackageChange, Place, Side
from runner.masking import AS_WRITTEN, NOT_OF_THE_ANSWER, Leaves, leaves_of, settled, volatile_places
from runner.openapi_diff import Impact, compare_openapi
from runner.results import BAD, ExampleResult, Observations, Outcome, Run, TestResult

BY_TEST = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED})
"""The outcomes that an example has from its tests."""
MOST_DETAILS = 40
"""Lines of a group's details that are kept."""


def classify(old: Outcome, new: Outcome) -> Kind | None:
    """The class of a change of outcome; None where the verdict is the same good one."""
    match old, new:
        case Outcome.UNRESOLVABLE, Outcome.UNRESOLVABLE:
            return Kind.STILL_FAILING
        case _, Outcome.UNRESOLVABLE:
            return Kind.UNRESOLVABLE
        case Outcome.PASSED, Outcome.PASSED:
            return None
        case Outcome.PASSED, _:
            return Kind.BROKEN
        case Outcome.SKIPPED, _ if new in BAD:
            return Kind.BROKEN
        case Outcome.SKIPPED, _:
            return None
        case _, Outcome.PASSED:
            return Kind.FIXED
        case _:
            return Kind.STILL_FAILING


def compare(base: Run, candidate: Run) -> Comparison:
    """Compare two runs. Examples that only one of them has are named in the notes."""
    before = {example.slug: example for example in base.examples}
    after = {example.slug: example for example in candidate.examples}
    changes = [change for slug, old in before.items() if slug in after for change in changes_of(old, after[slug])]
    notes = []
    for have, lack, run in ((before, after, base), (after, before, candidate)):
        missing = [slug for slug in have if slug not in lack]
        if missing:
            notes.append(
                f"only {run.target} has {', '.join(missing[:10])}"
                + (f" and {len(missing) - 10} more" * (len(missing) > 10))
            )
    once = [slug for slug, old in before.items() if old.outcome is Outcome.PASSED and old.repeated is None]
    if once:
        notes.append(
            f"{len(once)} examples ran once on {base.target}: what varies by itself is told by its form only there;"
            " `verify --twice` finds it out"
        )
    return Comparison(
        base=side(base),
        candidate=side(candidate),
        packages=package_changes(base, candidate),
        groups=grouped(changes),
        notes=notes,
    )


def side(run: Run) -> Side:
    """What a comparison says of a run."""
    return Side(target=run.target, python=run.python, started=run.started, examples=len(run.examples))


def package_changes(base: Run, candidate: Run) -> list[PackageChange]:
    """The packages whose versions differ, over all environments that both runs have."""

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


def changes_of(old: ExampleResult, new: ExampleResult) -> Iterator[Change]:
    """Everything that changed in one example: the verdicts of its tests, then what was seen while they ran."""

    def change(kind: Kind, cause: str, summary: str, details: Iterable[str] = (), impact: str = "") -> Change:
        return Change(
            kind=kind,
            slug=new.slug,
            table=new.table,
            title=new.title,
            cause=cause,
            summary=summary,
            details=list(details)[:MOST_DETAILS],
            impact=impact,
            file=new.file,
            line=new.line,
        )

    judged_by_test = bool(old.tests and new.tests) and {old.outcome, new.outcome} <= BY_TEST
    verdicts = list(test_changes(old, new) if judged_by_test else example_changes(old, new))
    for kind, cause, summary, details in verdicts:
        yield change(kind, f"{kind}: {cause}", summary, details)
    if not judged_by_test and old.outcome is not new.outcome:
        return
    turned = {test.name for test in old.tests} ^ {test.name for test in new.tests}
    verdict_of = {test.name: test.outcome for test in old.tests}
    turned |= {test.name for test in new.tests if verdict_of.get(test.name, test.outcome) is not test.outcome}
    for cause, summary, details in behaviour_changes(old, new, turned):
        yield change(Kind.BEHAVIOUR, cause, summary, details)
    for summary in structure_changes(old.observations, new.observations):
        yield change(Kind.BEHAVIOUR, f"behaviour: {summary}", summary)
    for cause, summary, impact in openapi_changes(old.observations, new.observations, old.repeated):
        yield change(Kind.OPENAPI, cause, summary, impact=impact)
    for cause, summary in warning_changes(old, new):
        yield change(Kind.WARNING, cause, summary)


Verdict = tuple[Kind, str, str, list[str]]


def example_changes(old: ExampleResult, new: ExampleResult) -> Iterator[Verdict]:
    """The change of an example's verdict, where it is not its tests that give it."""
    kind = classify(old.outcome, new.outcome)
    if kind is not None:
        told = old if kind is Kind.FIXED else new
        yield (
            kind,
            example_cause(told),
            f"{told.outcome}: {first_line(told.message)}",
            failure_details(told.tests, told.message),
        )


def test_changes(old: ExampleResult, new: ExampleResult) -> Iterator[Verdict]:
    """The changes of the verdicts of single tests: also of an example that fails on both sides, for another reason."""
    before = {test.name: test for test in old.tests}
    for test in new.tests:
        was = before.get(test.name) or before.get("import")
        kind = classify(was.outcome if was else old.outcome, test.outcome)
        if kind is None:
            continue
        told = was if was and kind is Kind.FIXED else test
        cause, summary = test_cause(new.slug, told), f"{told.name}: {first_line(told.message)}"
        if was and kind is Kind.STILL_FAILING and test_cause(old.slug, was) != cause:
            turn = f"{shorten(first_line(was.message))} → {shorten(first_line(test.message))}"
            details = failure_details([test], test.message)
            yield Kind.BEHAVIOUR, f"fails differently: {cause}", f"{test.name} fails differently: {turn}", details
        else:
            yield kind, cause, summary, failure_details([told], told.message)
    there = {test.name for test in new.tests}
    gone = [name for name, was in before.items() if was.outcome is Outcome.PASSED and name not in there]
    if gone and new.outcome in BAD and not any(test.name != "import" for test in new.tests):
        return
    for name in gone:
        yield Kind.BROKEN, f"{new.slug}: {name} is gone", f"{name} is not run any more", []


def first_line(text: str) -> str:
    """The first line of a text."""
    return text.strip().partition("\n")[0]


def example_cause(example: ExampleResult) -> str:
    """What the verdict of an example has in common with others of the same reason."""
    if example.outcome is Outcome.UNRESOLVABLE:
        return settled(example.message)
    bad = next((test for test in example.tests if test.outcome in BAD), None)
    return (
        test_cause(example.slug, bad)
        if bad
        else f"{example.outcome}: {numberless(settled(first_line(example.message)))}"
    )


def test_cause(slug: str, test: TestResult) -> str:
    """What a failure has in common with others of the same reason: an exception its text, an assertion its test."""
    first = settled(first_line(test.message))
    if re.match(r"(AssertionError: )?assert |Failed: DID NOT", first):
        return f"{slug}::{test.name}: {first[:300]}"
    return numberless(first)[:300]


def numberless(text: str) -> str:
    """A text with every number replaced."""
    return re.sub(r"\d+", "#", text)


def failure_details(tests: Iterable[TestResult], message: str) -> list[str]:
    """The lines of a failure's text that say what was expected and what came."""
    text = next((test.details for test in tests if test.outcome in BAD and test.details), "")
    said = [line for line in text.splitlines() if line.startswith(("E ", "> "))]
    return said or message.splitlines()[1:]


def behaviour_changes(old: ExampleResult, new: ExampleResult, turned: set[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Differences of answers, messages and logs, one for each part that changed, without what varies by itself.

    `turned` are the tests whose verdict is another one: what they did up to there is told with that.
    """
    unsteady = volatile_places(old.observations, old.repeated) if old.repeated else set()
    before, after = leaves_of(old.observations), leaves_of(new.observations)
    found: dict[str, list[str]] = {}
    summaries: dict[str, str] = {}
    for place in steady_differences(before, after, unsteady):
        kind, test, request, *_, part = place
        if test in turned:
            continue
        was, now = before.get(place, ""), after.get(place, "")
        steady_part = re.sub(r"\d+", "#", part)
        label = f"{steady_part}: {shorten(was) or 'nothing'} → {shorten(now) or 'nothing'}"
        found.setdefault(label, []).append(f"{test or kind}: {request}")
        summaries[label] = f"{part}: {shorten(was, 300) or 'nothing'} → {shorten(now, 300) or 'nothing'}"
    for label, requests in found.items():
        yield f"behaviour: {settled(label)}", summaries[label], list(dict.fromkeys(requests))


def steady_differences(before: Leaves, after: Leaves, unsteady: set[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The places whose values differ and are not known to vary, without what only follows from another difference."""
    moved = exchanges_of(before) ^ exchanges_of(after)
    differing = []
    for place in [*before, *(place for place in after if place not in before)]:
        was, now = before.get(place), after.get(place)
        same = was == now or (was is not None and now is not None and settled(was) == settled(now))
        if not same and place not in unsteady:
            differing.append(place)
    written = {place[:-1] for place in differing if place[-1].startswith("body ")}
    changed = {place[:-1] for place in differing if place[-1].startswith("body ") and place[-1] != AS_WRITTEN}
    varying = {place[:-1] for place in unsteady}
    for place in differing:
        if place[-1] == AS_WRITTEN and place[:-1] in changed | varying:
            continue
        if place[-1].removeprefix("header ") in NOT_OF_THE_ANSWER and place[:-1] in written | varying:
            continue
        if place[:-1] in moved and place[-1] not in ("status", "log record") and not place[-1].startswith("message"):
            continue
        yield place


def exchanges_of(leaves: Leaves) -> set[tuple[str, ...]]:
    """The requests, connections and records that there were."""
    return {place[:-1] for place in leaves}


def shorten(text: str, most: int = 120) -> str:
    """A text cut to a bearable length."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def structure_changes(old: Observations, new: Observations) -> Iterator[str]:
    """What was added to or taken from the routes and the middleware of the applications, by class."""
    found: dict[str, None] = {}
    for before, after in zip(old.openapi, new.openapi, strict=False):
        for label, was, now in (
            ("app.routes", before.routes, after.routes),
            ("middleware", before.middleware, after.middleware),
        ):
            if was and now:
                found.update(dict.fromkeys(f"{label}: {name} is gone" for name in was if name not in now))
                found.update(dict.fromkeys(f"{label}: {name} is new" for name in now if name not in was))
    yield from found


def openapi_changes(
    old: Observations, new: Observations, repeated: Observations | None
) -> Iterator[tuple[str, str, str]]:
    """Differences of the OpenAPI documents, application by application in the order in which they were made.

    Where two runs of the same target differ, nothing is told.
    """
    seen = set()
    once_more = repeated.openapi if repeated else []
    again = [*once_more, *old.openapi[len(once_more) :]]
    for before, after, same in zip(old.openapi, new.openapi, again, strict=False):
        if before.error != after.error:
            yield (
                f"openapi error: {settled(after.error or before.error)}",
                f"error: {before.error or 'none'} → {after.error or 'none'}",
                Impact.BREAKING,
            )
        unsteady = {found.place for found in compare_openapi(before.document or {}, same.document or {})}
        for found in compare_openapi(before.document or {}, after.document or {}):
            if found.place in unsteady:
                continue
            words = f"{found.old or 'nothing'} → {found.new or 'nothing'}"
            summary = f"{found.place}: {words}"
            if summary not in seen:
                seen.add(summary)
                yield (
                    f"openapi {found.impact}: {' › '.join(found.place.split(' › ')[-2:])}: {words}",
                    summary,
                    found.impact,
                )


def warning_changes(old: ExampleResult, new: ExampleResult) -> Iterator[tuple[str, str]]:
    """Warnings that begin and warnings that end."""

    def told(seen: Observations) -> dict[str, str]:
        return {
            f"{w.category}: {numberless(settled(w.text))}": f"{w.category}: {w.text.partition(chr(10))[0]}"
            for w in seen.warnings
        }

    before, after = told(old.observations), told(new.observations)
    varying = before.keys() ^ told(old.repeated).keys() if old.repeated else set()
    for key in after.keys() - before.keys() - varying:
        yield f"warning begins: {key}", f"begins: {after[key]}"
    for key in before.keys() - after.keys() - varying:
        yield f"warning ends: {key}", f"ends: {before[key]}"


def grouped(changes: Iterable[Change]) -> list[Group]:
    """Put changes with the same cause together; the worst kind first, then the most widespread."""
    groups: dict[tuple[Kind, str], Group] = {}
    for change in changes:
        place = Place(slug=change.slug, table=change.table, title=change.title, file=change.file, line=change.line)
        group = groups.get((change.kind, change.cause))
        if group is None:
            groups[change.kind, change.cause] = Group(
                kind=change.kind,
                cause=change.cause,
                summary=change.summary,
                details=change.details,
                impact=change.impact,
                places=[place],
            )
        elif all(known.slug != place.slug for known in group.places):
            group.places.append(place)
    order = {kind: number for number, kind in enumerate(Kind)}
    impacts = {impact.value: number for number, impact in enumerate(Impact)}
    return sorted(groups.values(), key=lambda g: (order[g.kind], impacts.get(g.impact, 0), -len(g.places), g.cause))
