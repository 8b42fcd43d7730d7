"""The page of outcomes: what does not simply pass, the last run first, and the matrix of concepts against targets."""

from dataclasses import dataclass

from fastapi_by_example.site.outcomes import Column, Standing
from fastapi_by_example.site.views import ConceptView, Site

MOST_NAMED = 8
"""Concepts that are named for one reason; all of them stand in the matrix."""
QUIET = frozenset({Standing.PASSES, Standing.NOT_RUN, Standing.NOT_APPLICABLE})


@dataclass(frozen=True)
class Group:
    """Concepts of one run that stand equally for the same reasons."""

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
        """How many concepts are not named."""
        return len(self.concepts) - len(self.named)


@dataclass(frozen=True)
class Report:
    """What one run has to say beyond its passes; `left_out` are the groups that the page has no room for."""

    column: Column
    groups: list[Group]
    left_out: int


def reports(site: Site, most: int) -> list[Report]:
    """For each, the last one first, the groups of what did not simply pass, failures first; `most` over all runs."""
    found, room = [], most
    for column in sorted(site.columns, key=lambda column: (column.run.started, column.number), reverse=True):
        groups = grouped(site, column)
        found.append(Report(column, groups[:room], len(groups[room:])))
        room -= len(groups[:room])
    return found


def grouped(site: Site, column: Column) -> list[Group]:
    """The groups of one run, the worst standing first and then in the order of the corpus."""
    groups: dict[tuple[Standing, tuple[str, ...]], Group] = {}
    for slug, outcome in column.outcomes.items():
        if outcome.standing not in QUIET:
            key = outcome.standing, outcome.reasons
            group = groups.setdefault(key, Group(outcome.standing, outcome.reasons, outcome.place, []))
            group.concepts.append(site.concepts[slug])
    order = list(Standing)
    return sorted(groups.values(), key=lambda group: order.index(group.standing))
