"""Compare two runs: what broke, what behaves differently, what documents itself differently, what begins to warn."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from packaging.utils import canonicalize_name

from fastapi_by_example.diff.behaviour import behaviour_changes, contrast, paired, structure_changes
from fastapi_by_example.diff.changes import Change, Comparison, Group, Kind, PackageChange, Place, Side
from fastapi_by_example.diff.masking import settled
from fastapi_by_example.diff.openapi import Impact, compare_openapi
from fastapi_by_example.run.document import BAD, ExampleResult, Observations, Outcome, Run, TestResult
from fastapi_by_example.targets.pins import pinned_names

BY_TEST = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED})
"""The outcomes that an example has from its tests."""
MOST_DETAILS = 40
"""Lines of a group's details that are kept."""
MOST_SHOWN = 120
"""Characters of the reason of a failure that are shown."""


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
            f"{len(once)} example{'s' * (len(once) > 1)} ran once on {base.target}: there, what varies by itself is"
            " told by its form only; `verify --twice` finds it out"
        )
    for run in (base, candidate):
        dropped = [example.slug for example in run.examples if example.observations.dropped]
        if dropped:
            notes.append(f"more than was kept was seen on {run.target} in {', '.join(dropped[:10])}")
        if run.interrupted:
            notes.append(f"{run.target} was interrupted: {len(run.examples)} of {len(run.selected)} ran")
        notes += [f"no example uses {name}, which {run.target} pins" for name in pins_without_use(run)]
    if base.python != candidate.python:
        notes.append(f"{base.target} ran on Python {base.python}, {candidate.target} on {candidate.python}")
    return Comparison(
        compared=len(before.keys() & after.keys()),
        base=side(base),
        candidate=side(candidate),
        packages=package_changes(base, candidate),
        groups=grouped(changes),
        notes=notes,
    )


def pins_without_use(run: Run) -> list[str]:
    """The packages that the target of a run names, but no environment has: perhaps a misspelling."""
    there = {canonicalize_name(name) for environment in run.environments for name in environment.packages}
    return [name for name in pinned_names(run.target) if there and name not in there]


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
    for summary in structure_changes(old.observations, new.observations, complete=not turned):
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
        reasons = [settled(first_line(one.message)) for one in (was or test, test)]
        if kind is Kind.STILL_FAILING and reasons[0] != reasons[1]:
            turn = " → ".join(contrast(reasons[0], reasons[1], MOST_SHOWN))
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


def openapi_changes(
    old: Observations, new: Observations, repeated: Observations | None
) -> Iterator[tuple[str, str, str]]:
    """Cause, summary and impact of each difference of the OpenAPI documents, but for what varies by itself."""
    seen = set()
    again = {id(before): same for before, same in paired(old.openapi, repeated.openapi if repeated else [])}
    for before, after in paired(old.openapi, new.openapi):
        if before is None or after is None:
            continue
        if settled(before.error) != settled(after.error):
            yield (
                f"openapi error: {settled(after.error or before.error)}",
                f"error: {before.error or 'none'} → {after.error or 'none'}",
                Impact.BREAKING,
            )
        if before.error or after.error:
            continue
        same = again.get(id(before)) or before
        unsteady = {found.place for found in compare_openapi(before.document or {}, same.document or {})}
        for found in compare_openapi(before.document or {}, after.document or {}):
            if found.place in unsteady or (
                found.old and settled(found.old, proven=True) == settled(found.new, proven=True)
            ):
                continue
            words = f"{found.old or 'nothing'} → {found.new or 'nothing'}"
            summary = f"{found.place}: {words}"
            if summary not in seen:
                seen.add(summary)
                steps = found.place.split(" › ")
                side = "in a response: " if "responses" in steps else ""
                yield f"openapi {found.impact}: {side}{' › '.join(steps[-2:])}: {words}", summary, found.impact


def looks_alike(old: str, new: str) -> bool:
    """Whether two texts differ only in moments, addresses and the like."""
    return settled(old, proven=True) == settled(new, proven=True)


def warning_changes(old: ExampleResult, new: ExampleResult) -> Iterator[tuple[str, str]]:
    """Warnings that begin and warnings that end."""

    def told(seen: Observations) -> dict[str, str]:
        return {
            f"{w.category}: {warning_cause(w.text)}": f"{w.category}: {w.text.partition(chr(10))[0]}"
            for w in seen.warnings
        }

    before, after = told(old.observations), told(new.observations)
    varying = before.keys() ^ told(old.repeated).keys() if old.repeated else set()
    for key in after.keys() - before.keys() - varying:
        yield f"warning begins: {key}", f"begins: {after[key]}"
    for key in before.keys() - after.keys() - varying:
        yield f"warning ends: {key}", f"ends: {before[key]}"


def warning_cause(text: str) -> str:
    """What a warning has in common with others of the same reason: all but addresses of pages and plain numbers.

    A version stays, since the one in which something goes away is what matters.
    """
    return re.sub(r"(?<![\d.])\d+(?!\.?\d)", "#", re.sub(r"https?://\S+", "<page>", settled(text)))


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
            continue
        if all(known.slug != place.slug for known in group.places):
            group.places.append(place)
        more = [change.summary] if change.summary != group.summary else []
        group.details.extend(line for line in more if line not in group.details and len(group.details) < MOST_DETAILS)
    order = {kind: number for number, kind in enumerate(Kind)}
    impacts = {impact.value: number for number, impact in enumerate(Impact)}
    return sorted(groups.values(), key=lambda g: (order[g.kind], impacts.get(g.impact, 0), -len(g.places), g.cause))
