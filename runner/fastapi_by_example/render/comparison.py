"""Render a comparison for the terminal: a summary, the main packages, then the causes, worst first."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from fastapi_by_example.diff.changes import Aspect, Cause, Comparison, Kind
from fastapi_by_example.render.escape import for_annotation, for_annotation_property, one_line, visible

STYLES = {
    Kind.BROKEN: "bold red",
    Kind.UNRESOLVABLE: "bold magenta",
    Kind.BEHAVIOUR: "bold yellow",
    Kind.OPENAPI: "bold cyan",
    Kind.WARNING: "bold blue",
    Kind.FIXED: "bold green",
    Kind.STILL_FAILING: "dim",
}
MOST_CAUSES = 20
MOST_PLACES = 6
MOST_ANNOTATIONS = 50
MAIN_PACKAGES: tuple[str, ...] = ("fastapi", "starlette", "pydantic", "pydantic-core", "httpx", "httpx2", "uvicorn")
MAIN_PACKAGES += ("python-multipart", "sqlalchemy", "strawberry-graphql", "celery", "anyio")
"""The packages whose changes are shown by name; the others are counted."""
RELEASE_NOTES = {
    "fastapi": "https://fastapi.tiangolo.com/release-notes/",
    "starlette": "https://starlette.dev/release-notes/",
    "pydantic": "https://docs.pydantic.dev/latest/changelog/",
    "httpx": "https://github.com/encode/httpx/blob/master/CHANGELOG.md",
    "uvicorn": "https://uvicorn.dev/release-notes/",
    "python-multipart": "https://github.com/Kludex/python-multipart/blob/master/CHANGELOG.md",
    "sqlalchemy": "https://docs.sqlalchemy.org/en/latest/changelog/",
    "strawberry-graphql": "https://github.com/strawberry-graphql/strawberry/releases",
    "celery": "https://docs.celeryq.dev/en/stable/changelog.html",
    "anyio": "https://anyio.readthedocs.io/en/stable/versionhistory.html",
    "bcrypt": "https://github.com/pyca/bcrypt#changelog",
    "pyjwt": "https://pyjwt.readthedocs.io/en/stable/changelog.html",
    "redis": "https://github.com/redis/redis-py/releases",
    "alembic": "https://alembic.sqlalchemy.org/en/latest/changelog.html",
}
"""The release notes of packages that the corpus uses."""


def shown_causes(comparison: Comparison) -> list[Cause]:
    """The causes that a report shows in full."""
    return [cause for cause in comparison.causes if not cause.aspect.is_folded]


def folded_causes(comparison: Comparison) -> list[Cause]:
    """The causes that a report only counts."""
    return [cause for cause in comparison.causes if cause.aspect.is_folded]


def headline(comparison: Comparison) -> str:
    """The comparison in one line: the number of shown causes of each kind."""
    sides = f"{comparison.base.target} → {comparison.candidate.target}"
    if not comparison.compared:
        return f"{sides}: nothing was compared"
    causes = shown_causes(comparison)
    counts = {kind: sum(cause.kind is kind for cause in causes) for kind in Kind}
    words = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
    total = plural(comparison.own.tests, "test") if comparison.own else plural(comparison.compared, "example")
    nothing = comparison.reason or f"nothing changed in {total}"
    return f"{sides}: {words or nothing}"


def plural(number: int, noun: str) -> str:
    """A number with its noun: `1 example`, `2 examples`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def own_tests(comparison: Comparison) -> str:
    """How a project's own tests ended, and how much of its applications they reached; empty for the corpus."""
    own = comparison.own
    if own is None:
        return ""
    if not own.tests:
        return "none of your tests ran on both sides"
    failures = f"{own.failed_before} failed before and {own.failed_after} after"
    outcome = failures if own.failed_before or own.failed_after else "none failed on either side"
    reached = own.touched
    shares = [
        f"{share} of {plural(total, noun)}"
        for share, total, noun in (
            (reached.routes_touched, reached.routes, "route"),
            (reached.operations_touched, reached.operations, "OpenAPI operation"),
        )
        if total
    ]
    rest = " (the rest was not compared)" if reached.untouched else ""
    coverage = f"; they reached {' and '.join(shares)}{rest}" if shares else ""
    return f"your {plural(own.tests, 'test')} in {plural(own.files, 'file')}: {outcome}{coverage}"


def main_packages(comparison: Comparison) -> str:
    """The main packages that changed, and the number of other changed packages, in one line."""
    changed = {one.name: one for one in comparison.packages}
    blamed = {line.split()[0] for cause in comparison.causes if cause.blame for line in cause.blame.packages}
    names = [name for name in changed if name in MAIN_PACKAGES or name in blamed]
    if not names and len(changed) <= MOST_PLACES:
        names = list(changed)
    names.sort(key=lambda name: MAIN_PACKAGES.index(name) if name in MAIN_PACKAGES else len(MAIN_PACKAGES))
    parts = [f"{name} {changed[name].old or 'none'} → {changed[name].new or 'none'}" for name in names]
    others = len(changed) - len(parts)
    more = [plural(others, "other package")] if others and parts else [plural(others, "package")] if others else []
    return ", ".join(parts + more) or "the same packages on both sides"


def print_comparison(console: Console, comparison: Comparison, *, verbose: bool = False) -> None:
    """Print a comparison: up to 20 causes in two lines each, or all causes with details if `verbose`."""
    console.print(Text(one_line(headline(comparison), 1000), "bold"))
    console.print(Text(one_line(main_packages(comparison), 1000), "dim"))
    if own := own_tests(comparison):
        console.print(Text(one_line(own, 1000), "dim"))
    causes = comparison.causes if verbose else shown_causes(comparison)
    shown = causes if verbose else causes[:MOST_CAUSES]
    for cause in shown:
        for line in _lines_of(cause, verbose=verbose):
            console.print(line)
    for line in _footnotes(comparison, len(causes) - len(shown), verbose=verbose):
        console.print(line)


def _lines_of(cause: Cause, *, verbose: bool = False) -> Iterator[Text]:
    """A cause in two lines: what changed; then where, since when, and what to do."""
    label = f"{cause.kind}{' ' + suffix if (suffix := _suffix(cause)) else ''}"
    yield Text.assemble((f"{label:<10} ", STYLES[cause.kind]), one_line(sentence(cause), 300))
    used = f"your {', '.join(cause.lines)}" if cause.lines else ""
    parts = [used, places(cause, most=10_000 if verbose else 1), since(cause), cause.advice]
    yield Text(f"           {one_line('; '.join(part for part in parts if part), 600)}", "dim")
    if verbose:
        lines = [line for detail in cause.details for line in visible(detail).splitlines()]
        yield from (Text(f"           {line.rstrip()}", "dim") for line in lines)
        yield Text(f"           cause: {one_line(cause.key, 600)}", "dim")


def _suffix(cause: Cause) -> str:
    return "!" if cause.security and cause.kind is Kind.BEHAVIOUR else ""


def sentence(cause: Cause) -> str:
    """What changed, with the old and the new value."""
    values = " → ".join((cause.old or "nothing", cause.new or "nothing")) if cause.old or cause.new else ""
    if cause.kind is Kind.WARNING:
        values = cause.new or cause.old
    return f"{cause.sentence}: {values}" if values else cause.sentence


def places(cause: Cause, most: int = MOST_PLACES) -> str:
    """The examples or tests that show a cause: the first by name, the others counted."""
    names = cause.labels
    first = cause.places[0]
    if names and first.label != first.slug and first.line > 1:
        names[0] += f" ({first.file}:{first.line})"
    shown = ", ".join(names[:most])
    more = len(names) - most
    return one_line(f"{shown} and {more} more" if more > 0 else shown, 4000)


def since(cause: Cause) -> str:
    """The release behind a cause, with a link to its notes; empty if the cause was not dated."""
    if not cause.blame:
        return ""
    names = [line.split()[0] for line in cause.blame.packages]
    notes = next((RELEASE_NOTES[name] for name in names if name in RELEASE_NOTES), "")
    what = ", ".join(cause.blame.packages) or "no single release"
    day = f", released {cause.blame.released[:10]}" if cause.blame.released else ""
    remark = f" ({cause.blame.remark})" if cause.blame.remark else ""
    return one_line(f"since {what}{day}{remark}{f' {notes}' if notes else ''}", 600)


def _footnotes(comparison: Comparison, left_out: int, *, verbose: bool) -> Iterator[Text]:
    """What the report omits, the accepted causes, and the notes."""
    if left_out:
        yield Text(f"{plural(left_out, 'more cause')}; -v shows all", "dim")
    folded = folded_causes(comparison)
    if folded and not verbose:
        inside = sum(cause.aspect is Aspect.INSIDE for cause in folded)
        failing = len(folded) - inside
        words = []
        if inside:
            words.append(f"{plural(inside, 'internal difference')} (routes, middleware, logs, pages, spelling)")
        if failing:
            words.append(f"{plural(failing, 'failure')} on both sides")
        yield Text(f"{' and '.join(words)}; -v shows them", "dim")
    if comparison.unused:
        counted = plural(len(comparison.unused), "more cause")
        yield Text(f"{counted} in concepts that your code does not use; --all shows them", "dim")
    if verbose:
        packages = ", ".join(f"{one.name} {one.old or 'none'} → {one.new or 'none'}" for one in comparison.packages)
        yield Text(f"packages: {one_line(packages, 20_000) or 'the same on both sides'}", "dim")
        if comparison.own and comparison.own.touched.untouched:
            yield Text(f"not reached: {one_line(', '.join(comparison.own.touched.untouched), 20_000)}", "dim")
    for cause in comparison.accepted:
        yield Text(f"accepted: {one_line(sentence(cause))}", "dim")
    for acceptance in comparison.unused_acceptances:
        yield Text(f"unused acceptance: {one_line(acceptance.cause)}; remove it", "yellow")
    for note in comparison.notes:
        yield Text(f"note: {one_line(note, 600)}", "yellow")


def comparison_annotations(comparison: Comparison) -> Iterable[str]:
    """A GitHub workflow command for each broken cause, at the line of a project's own test."""
    broken = [cause for cause in comparison.causes if cause.kind in (Kind.BROKEN, Kind.UNRESOLVABLE)]
    for cause in broken[:MOST_ANNOTATIONS]:
        title = for_annotation_property(f"{cause.kind}: {places(cause)}")
        place = cause.places[0]
        at = f"file={for_annotation_property(place.file)},line={place.line}," if comparison.own and place.file else ""
        yield f"::error {at}title={title}::{for_annotation(sentence(cause))}"
