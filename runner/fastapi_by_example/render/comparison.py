"""A comparison on the terminal: the verdict in one line, then the groups, the worst first, then what was upgraded."""

from collections.abc import Iterable, Iterator

from rich.console import Console, RenderableType
from rich.console import Group as Stack
from rich.text import Text

from fastapi_by_example.diff.changes import Comparison, Group, Kind
from fastapi_by_example.diff.openapi import Impact
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
SHOWN_PLACES = 6
SHOWN_DETAILS = 8
SHOWN_PACKAGES = 30


def verdict(comparison: Comparison) -> str:
    """The comparison in one line: how many examples each kind of change touches."""
    told = [f"{comparison.count(kind)} {kind}" for kind in Kind if comparison.count(kind)]
    return f"{comparison.base.target} → {comparison.candidate.target}: " + (
        ", ".join(told)
        if told
        else f"nothing changed in {comparison.compared} example{'s' * (comparison.compared != 1)}"
    )


def print_comparison(console: Console, comparison: Comparison, *, verbose: bool = False) -> None:
    """Print a comparison; cosmetic differences of documents and old failures are only counted, unless `verbose`."""
    console.print(Text(one_line(verdict(comparison), 1000), "bold"))
    minor: dict[str, int] = {}
    for group in comparison.groups:
        if not verbose and (group.impact == Impact.COSMETIC or group.kind is Kind.STILL_FAILING):
            label = "cosmetic OpenAPI differences" if group.kind is Kind.OPENAPI else "causes of failures as before"
            minor[label] = minor.get(label, 0) + 1
            continue
        console.print(drawn(group, verbose=verbose))
    for label, number in minor.items():
        console.print(Text(f"{number} {label}; -v shows them", "dim"))
    for line in footnotes(comparison, verbose=verbose):
        console.print(line)


def drawn(group: Group, *, verbose: bool) -> RenderableType:
    """One group: its kind and what happened, where, and the lines that show it."""
    label = f"{group.kind} ({group.impact})" if group.impact else str(group.kind)
    parts = [Text.assemble((f"\n{label}  ", STYLES[group.kind]), one_line(group.summary, 600))]
    parts.append(Text(f"  in {places(group, verbose=verbose)}", "dim"))
    shown = group.details if verbose else group.details[:SHOWN_DETAILS]
    parts += [Text(f"  {visible(line).rstrip()}") for line in shown]
    if len(shown) < len(group.details):
        parts.append(Text(f"  and {len(group.details) - len(shown)} lines more; -v shows all", "dim"))
    if group.blame:
        parts.append(Text(f"  since {blamed(group)}", "bold"))
    return Stack(*parts)


def places(group: Group, *, verbose: bool = False) -> str:
    """The examples of a group with their tables."""
    names = [f"{place.slug} (table {place.table})" for place in group.places]
    shown = names if verbose else names[:SHOWN_PLACES]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return one_line(", ".join(shown) + more, 4000)


def blamed(group: Group) -> str:
    """The release that a group is blamed on."""
    if not group.blame:
        return ""
    released = f", released {group.blame.released}" if group.blame.released else ""
    remark = f" ({group.blame.remark})" if group.blame.remark else ""
    return one_line(f"{', '.join(group.blame.packages) or 'no single release'}{released}{remark}", 600)


def footnotes(comparison: Comparison, *, verbose: bool) -> Iterator[Text]:
    """The packages that changed, what was accepted, and what a reader should know."""
    changed = [f"{change.name} {change.old or 'none'} → {change.new or 'none'}" for change in comparison.packages]
    shown = changed if verbose else changed[:SHOWN_PACKAGES]
    more = f" and {len(changed) - len(shown)} more" if len(shown) < len(changed) else ""
    yield Text(f"\npackages: {one_line(', '.join(shown), 10_000) or 'the same on both sides'}{more}", "dim")
    for group in comparison.accepted:
        yield Text(f"accepted: {one_line(group.summary)}", "dim")
    for acceptance in comparison.not_seen_any_more:
        yield Text(f"accepted, but not seen any more: {one_line(acceptance.cause)}; remove it", "yellow")
    for note in comparison.notes:
        yield Text(f"note: {one_line(note, 600)}", "yellow")


def comparison_annotations(comparison: Comparison) -> Iterable[str]:
    """A GitHub workflow command for each group: errors for what is broken, warnings for the rest that matters."""
    for group in comparison.groups[:50]:
        if group.impact == Impact.COSMETIC or group.kind in (Kind.FIXED, Kind.STILL_FAILING):
            continue
        level = "error" if group.kind in (Kind.BROKEN, Kind.UNRESOLVABLE) else "warning"
        title = for_annotation_property(f"{group.kind}: {places(group)}")
        yield f"::{level} title={title}::{for_annotation(group.summary)}"
