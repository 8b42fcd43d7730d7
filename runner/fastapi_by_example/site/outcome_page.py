"""The page of outcomes: everything that does not pass, latest run first, and the matrix of concepts and targets."""

from dataclasses import dataclass

from fastapi_by_example.site.outcomes import Column, Standing
from fastapi_by_example.site.views import ConceptView, Site

MOST_NAMED = 8
"""Most concepts named per reason; the matrix has all of them."""
QUIET = frozenset({Standing.PASSES, Standing.NOT_RUN, Standing.NOT_APPLICABLE})


@dataclass(frozen=True)
class Group:
    """Concepts of one run with equal standing and reasons."""

    standing: Standing
    reasons: tuple[str, ...]
    place: str
    concepts: list[ConceptView]

    @property
    def named(self) -> list[ConceptView]:
        """The first of the concepts."""
        return self.concepts[:MOST_NAMED]

    @property
    def more(self) -> int:
        """The number of concepts that are not named."""
        return len(self.concepts) - len(self.named)


@dataclass(frozen=True)
class Report:
    """The groups of one run that did not pass; `left_out` counts those that the page has no room for."""

    column: Column
    groups: list[Group]
    left_out: int


def reports(site: Site, most: int) -> list[Report]:
    """The reports of all runs, latest first, with up to `most` groups in total, worst first."""
    found, room = [], most
    for column in sorted(site.columns, key=lambda column: (column.run.started, column.number), reverse=True):
        groups = _grouped(site, column)
        found.append(Report(column, groups[:room], len(groups[room:])))
        room -= len(groups[:room])
    return found


def _grouped(site: Site, column: Column) -> list[Group]:
    """The groups of one run, worst standing first, then in corpus order."""
    groups: dict[tuple[Standing, tuple[str, ...]], Group] = {}
    for slug, outcome in column.outcomes.items():
        if outcome.standing not in QUIET:
            key = outcome.standing, outcome.reasons
            group = groups.setdefault(key, Group(outcome.standing, outcome.reasons, outcome.place, []))
            group.concepts.append(site.concepts[slug])
    order = list(Standing)
    return sorted(groups.values(), key=lambda group: order.index(group.standing))
