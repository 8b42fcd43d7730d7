"""Answer from the history: what changed between two versions, where a concept works, and which release did it."""

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from fastapi_by_example.diff.causes import importance, varied
from fastapi_by_example.diff.changes import BaseCause, Blame, Cause, Comparison, PackageChange, Place, Side
from fastapi_by_example.diff.text import situation_of, spoken_test
from fastapi_by_example.errors import UsageError
from fastapi_by_example.history.document import MAIN, History, Interval, Past, PastCause, Point, Step, short_key
from fastapi_by_example.history.releases import parse_version
from fastapi_by_example.run.document import Outcome, Record

MOST_NAMED = 4
"""Most packages to name behind a cause."""
SPOKEN = {
    Outcome.PASSED: "works",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.UNRESOLVABLE: "does not resolve",
    Outcome.SKIPPED: "not verified",
}
"""The outcomes of a concept in words; any other outcome means that it fails."""


class Span(Record):
    """The outcome of a concept over a range of states, from the first to the last one in which it was observed."""

    what: str
    first: str
    last: str
    released: str
    message: str = ""


class Since(Record):
    """The history of a concept: its outcomes in order, and the causes that changed it, newest first.

    Causes without an exact release are last.
    """

    slug: str
    title: str
    spans: list[Span]
    causes: list[Cause]


def changes(history: History, package: str, old: str, new: str, slugs: Sequence[str] = ()) -> Comparison:
    """The causes introduced by a package between two of its versions, worst first, each with its release.

    `slugs` limits them to some concepts. Raises UsageError for an unknown package or concept, or versions in the wrong
    order.
    """
    name = canonicalize_name(package)
    low, high = parse_version(old), parse_version(new)
    if low > high:
        raise UsageError(f"{old} is newer than {new}", hint=f"write `changes {package} {new} {old}`")
    known = sorted({step.package for cause in history.causes for step in cause.steps}.intersection(MAIN))
    if name not in known:
        hint = f"it has those of {', '.join(known)}" if known else "`history update` runs the releases"
        raise UsageError(f"the history has no changes of {package}", hint=hint)
    for slug in slugs:
        _past(history, slug)
    possible = [one for one in history.causes if _may_have_come_with(one, name, low, high)]
    if slugs:
        possible = [one for one in possible if one.places.keys() & set(slugs)]
    exact = {one.key: one for one in possible if one.exact}
    # Most likely the same change, in examples that were not run at its release.
    possible = [one for one in possible if one.exact or not _contains(one, exact.get(one.key))]
    certain = [one for one in possible if _came_with(one, name, low, high)]
    lasting = _without_undone(certain)
    found = [_dated(history, one) for one in lasting]
    if slugs:
        found = [one for one in (_limited(cause, slugs) for cause in found) if one.places]
    found.sort(key=lambda one: (one.aspect.rank, one.blame.released if one.blame else "", -len(one.concepts), one.key))
    uncertain = len(possible) - len(certain)
    sides = [
        Side(target=f"{name} {version}", python=history.provenance.python, started=history.provenance.made, examples=0)
        for version in (old, new)
    ]
    return Comparison(
        compared=len(slugs or history.concepts) if _covers(history, name, low, high) else 0,
        base=sides[0],
        candidate=sides[1],
        packages=[PackageChange(name=name, old=old, new=new)],
        causes=varied(found),
        reason="no change is certain" if uncertain else "",
        notes=[*_coverage(history, name, low, high), *_undone(len(certain) - len(lasting)), *_uncertain(uncertain)],
    )


def _may_have_come_with(cause: PastCause, package: str, low: Version, high: Version) -> bool:
    """Whether a cause may be due to a package, after the one version and up to the other."""
    step = next((one for one in cause.steps if one.package == package and one.old and one.new), None)
    return step is not None and Version(step.old) < high and low < Version(step.new)


def _contains(cause: PastCause, exact: PastCause | None) -> bool:
    """Whether the range of a cause contains the release of an exact one."""
    return exact is not None and cause.before <= exact.before and exact.after <= cause.after


def _came_with(cause: PastCause, package: str, low: Version, high: Version) -> bool:
    """Whether a cause that may be in a range cannot be outside of it, nor have come with a likelier package."""
    step = next(one for one in cause.steps if one.package == package)
    certain = cause.exact or (low <= Version(step.old) and step is cause.steps[0])
    return Version(step.new) <= high and certain


def _uncertain(count: int) -> Iterator[str]:
    if count:
        changes = "1 more change" if count == 1 else f"{count} more changes"
        yield f"{changes} came in this range or near it, where not every release was run; `compare` runs the examples"


def _without_undone(causes: Sequence[PastCause]) -> list[PastCause]:
    """The causes without the tests in which a later one restores what was before."""
    kept = {
        number: {(slug, test) for slug in one.places for test in one.places[slug]} for number, one in enumerate(causes)
    }
    lasting: dict[tuple[str, str], list[int]] = {}
    for number in sorted(kept, key=lambda position: causes[position].after):
        for place in list(kept[number]):
            before = lasting.setdefault(place, [])
            undone = next((one for one in before if _is_undone_by(causes[one], causes[number])), None)
            if undone is None:
                before.append(number)
            else:
                before.remove(undone)
                kept[undone].discard(place)
                kept[number].discard(place)
    return [_in_places(one, kept[number]) for number, one in enumerate(causes) if kept[number]]


def _is_undone_by(cause: PastCause, later: PastCause) -> bool:
    return cause.aspect is later.aspect and (cause.old, cause.new) == (later.new, later.old)


def _in_places(cause: PastCause, places: Collection[tuple[str, str]]) -> PastCause:
    kept = {slug: [test for test in tests if (slug, test) in places] for slug, tests in cause.places.items()}
    return cause.model_copy(update={"places": {slug: tests for slug, tests in kept.items() if tests}})


def _undone(count: int) -> Iterator[str]:
    if count:
        yield f"{count} {'changes were' if count > 1 else 'change was'} undone within this range"


def _limited(cause: Cause, slugs: Sequence[str]) -> Cause:
    return cause.model_copy(update={"places": [place for place in cause.places if place.slug in slugs]})


def _dated(history: History, one: PastCause) -> Cause:
    """A cause as reports show it, with its release."""
    places = [
        Place(slug=slug, table=0, title=history.concepts[slug].title if slug in history.concepts else slug, test=test)
        for slug, tests in one.places.items()
        for test in tests
    ]
    shared = one.model_dump(include=set(BaseCause.model_fields))
    return Cause(**shared, places=places, blame=blame_of(history, one))


def blame_of(history: History, one: PastCause) -> Blame:
    """The release behind a cause of the history."""
    return Blame(
        packages=_named_moves(_likely(one.steps)),
        released=history.points[one.after].released,
        remark="" if one.exact else "somewhere in this range",
    )


def _likely(steps: Sequence[Step]) -> Sequence[Step]:
    """The packages that may be behind a cause: the main ones that changed, or else any."""
    return [step for step in steps if step.package in MAIN] or steps


def _named_moves(steps: Sequence[Step]) -> list[str]:
    named = [_move_of(step) for step in steps[:MOST_NAMED]]
    return named + ([f"{len(steps) - MOST_NAMED} more"] if len(steps) > MOST_NAMED else [])


def _move_of(step: Step) -> str:
    return f"{step.package} {step.old or 'none'} → {step.new or 'none'}"


def _span_of(history: History, package: str) -> tuple[Version, Version]:
    """The oldest and the newest version of a package with which examples were run."""
    found = {one.packages.get(package, "") for one in history.points if one.ran}
    moves = (step for cause in history.causes for step in cause.steps if step.package == package)
    found |= {version for step in moves for version in (step.old, step.new)}
    versions = [Version(one) for one in found if one]
    return min(versions), max(versions)


def _covers(history: History, package: str, low: Version, high: Version) -> bool:
    """Whether the history covers any part of a range of versions."""
    oldest, newest = _span_of(history, package)
    return low <= newest and oldest <= high


def _coverage(history: History, package: str, low: Version, high: Version) -> Iterator[str]:
    """What the history does not cover of a range of versions."""
    oldest, newest = _span_of(history, package)
    if low < oldest or high > newest:
        yield f"the history covers {package} {oldest} to {newest}; `compare` runs the examples on other versions"


def since(history: History, slug: str) -> Since:
    """The history of a concept. Raises UsageError if there is none."""
    past = _past(history, slug)
    mine = [one for one in history.causes if slug in one.places]
    mine.sort(key=lambda one: (one.exact, one.after), reverse=True)
    return Since(
        slug=slug,
        title=past.title,
        spans=[_span(history.points, one) for one in past.intervals],
        causes=[_limited(_dated(history, one), [slug]) for one in mine],
    )


def _past(history: History, slug: str) -> Past:
    """What the history has of a concept. Raises UsageError, with suggestions, if it has nothing."""
    if slug not in history.concepts:
        close = difflib.get_close_matches(slug, history.concepts, n=4)
        hint = f"did you mean {', '.join(close)}?" if close else "`history update` runs concepts that are new"
        raise UsageError(f"the history has no concept {slug!r}", hint=hint)
    return history.concepts[slug]


def _span(points: Sequence[Point], one: Interval) -> Span:
    first, last = points[one.first], points[one.last]
    what = SPOKEN.get(one.outcome, "fails")
    return Span(what=what, first=_named(first), last=_named(last), released=first.released, message=one.message)


def _named(point: Point) -> str:
    """A point, named by its version of FastAPI and by any other release at that moment."""
    fastapi = f"fastapi {point.fastapi}"
    return fastapi if point.name == fastapi else f"{fastapi} ({point.name})"


def date_causes(history: History, found: Comparison) -> Comparison:
    """The comparison with the release of each cause that the history knows, and a note on the others."""
    spans = {one.name: _ends(one) for one in found.packages}
    moved = {name: span for name, span in spans.items() if span}
    known = _Known([one for one in history.causes if _is_within(one, moved)])
    causes = [part for cause in found.causes for part in _parts(history, known, cause, moved)]
    if only := _only_release(history, found.packages):
        causes = [one if one.blame else one.model_copy(update={"blame": only}) for one in causes]
    causes = varied(sorted(causes, key=importance))
    undated = sum(not cause.blame and not cause.aspect.is_folded for cause in causes)
    notes = list(found.notes)
    if undated:
        notes.append(
            f"the history does not have the release of {undated} {'causes' if undated > 1 else 'cause'};"
            " `--blame` runs the examples to find it"
        )
    return found.model_copy(update={"causes": causes, "notes": notes})


def _only_release(history: History, packages: Sequence[PackageChange]) -> Blame | None:
    """The release behind every cause, if nothing differs but FastAPI, by one release."""
    releases = sorted((history.points[number] for number in history.releases), key=lambda one: Version(one.version))
    for old, new in pairwise(releases):
        if [(one.name, one.old, one.new) for one in packages] == [("fastapi", old.version, new.version)]:
            return Blame(packages=[f"fastapi {old.version} → {new.version}"], released=new.released)
    return None


def _parts(
    history: History, known: "_Known", cause: Cause, moved: Mapping[str, tuple[Version, Version]]
) -> list[Cause]:
    """A cause with its release, or one part for each of its releases and one for the tests without any."""
    if cause.blame or cause.aspect.is_folded:
        return [cause]
    past = known.behind(cause)
    if past:
        dated = cause.model_copy(update={"blame": _blame(history, past, cause)})
        return [dated if _tells_more(past, moved) else cause]
    releases = known.releases_of(cause)
    placed = {(place.slug, place.test) for _, places in releases for place in places}
    rest = [place for place in cause.places if (place.slug, place.test) not in placed]
    parts = [_part(cause, places, one).model_copy(update={"blame": blame_of(history, one)}) for one, places in releases]
    return parts + ([_part(cause, rest)] if rest else [])


def _part(cause: Cause, places: list[Place], past: PastCause | None = None) -> Cause:
    """The part of a cause that was observed in some places, in the words of the history."""
    tests = tuple(f"{place.test}:" for place in places)
    details = [line for line in cause.details if line.startswith(tests)]
    words = past.model_dump(include={"sentence", "old", "new"}) if past else {"sentence": _reworded(cause, places[0])}
    return cause.model_copy(update={"places": places, "details": details, **words})


def _reworded(cause: Cause, place: Place) -> str:
    """The sentence of a cause, about the situation in one of its places."""
    for one in cause.places:
        for said, now in ((_situation(one), _situation(place)), (spoken_test(one.test), spoken_test(place.test))):
            if said and cause.sentence.startswith(said):
                return now + cause.sentence.removeprefix(said)
    return cause.sentence


def _situation(place: Place) -> str:
    return situation_of(place.test, place.request)


class _Known:
    """The causes of the history that may lie between two sets of versions, by example and test, and by key."""

    def __init__(self, causes: Sequence[PastCause]) -> None:
        self.by_place: dict[tuple[str, str], list[PastCause]] = {}
        self.by_key: dict[str, list[PastCause]] = {}
        for one in causes:
            self.by_key.setdefault(one.key, []).append(one)
            for slug, tests in one.places.items():
                for test in tests:
                    self.by_place.setdefault((slug, test), []).append(one)

    def behind(self, cause: Cause) -> PastCause | None:
        """The same cause in the history, if its tests changed in one release only.

        If the history has none of its tests, other tests with the same cause count.
        """
        key = short_key(cause.key)
        mine: list[PastCause] = []
        for place in cause.places:
            here = self.by_place.get((place.slug, place.test), [])
            mine += [one for one in here if one.key == key] or here
        return _in_one_release(mine or self.by_key.get(key, []))

    def releases_of(self, cause: Cause) -> list[tuple[PastCause, list[Place]]]:
        """The same cause in each of its exact releases, oldest first, with the places that changed in it."""
        key = short_key(cause.key)
        found: dict[tuple[int, int], tuple[PastCause, list[Place]]] = {}
        for place in cause.places:
            for one in self.by_place.get((place.slug, place.test), []):
                if one.exact and one.key == key:
                    found.setdefault((one.before, one.after), (one, []))[1].append(place)
        return [found[ends] for ends in sorted(found)]


def _blame(history: History, past: PastCause, cause: Cause) -> Blame:
    """The release of a cause of a comparison. If the history has it in other examples only, that is remarked."""
    blame = blame_of(history, past)
    own = past.places.keys() & set(cause.concepts)
    return blame if own else blame.model_copy(update={"remark": "in other examples"})


def _in_one_release(causes: Sequence[PastCause]) -> PastCause | None:
    """The cause that stands for all: an exact one inside every other range, or any if all have the same range."""
    exact = next((one for one in causes if one.exact), None)
    if exact:
        return exact if all(one is exact or _contains(one, exact) for one in causes) else None
    same = len({(one.before, one.after) for one in causes}) == 1
    return causes[0] if same else None


def _is_within(cause: PastCause, moved: Mapping[str, tuple[Version, Version]]) -> bool:
    """Whether a cause may lie between the versions of the two sides."""
    name = cause.steps[0].package if cause.steps else ""
    return name in moved and _may_have_come_with(cause, name, *moved[name])


def _tells_more(cause: PastCause, moved: Mapping[str, tuple[Version, Version]]) -> bool:
    """Whether a cause has a release, or a range that is not wider than that between the two sides."""
    low, high = moved[cause.steps[0].package]
    return cause.exact or _came_with(cause, cause.steps[0].package, low, high)


def _ends(change: PackageChange) -> tuple[Version, Version] | None:
    """The oldest and the newest version of a package on the two sides; None if it is not upgraded."""
    try:
        old = min(Version(text) for text in change.old.split(", "))
        new = max(Version(text) for text in change.new.split(", "))
    except InvalidVersion:
        return None
    return (old, new) if old < new else None
