"""The page "What works where": the problems of each run, newest versions first, and the matrix."""

from dataclasses import dataclass

from fastapi_by_example.site.outcomes import Column, Standing
from fastapi_by_example.site.views import ConceptView, Site

MOST_NAMED = 8
"""Most concepts listed per reason; the matrix has all of them."""
PROBLEMS = frozenset({Standing.FAILS, Standing.UNRESOLVABLE})


@dataclass(frozen=True)
class Group:
    """Concepts of one run with the same standing and reasons."""

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
        """The number of concepts that are not listed."""
        return len(self.concepts) - len(self.named)


@dataclass(frozen=True)
class Report:
    """The problems of one run, and the concepts that were not verified; `left_out` counts groups that do not fit."""

    column: Column
    problems: list[Group]
    missing: list[Group]
    left_out: int


def reports(site: Site, most: int) -> list[Report]:
    """The reports of all runs, newest versions first, each with up to `most` groups, worst first."""
    found = []
    for column in reversed(site.columns):
        groups = _grouped(site, column)
        shown = groups[:most]
        problems = [group for group in shown if group.standing in PROBLEMS]
        missing = [group for group in shown if group.standing not in PROBLEMS]
        found.append(Report(column, problems, missing, len(groups) - len(shown)))
    return found


def _grouped(site: Site, column: Column) -> list[Group]:
    """The groups of one run, worst standing first, then in corpus order."""
    groups: dict[tuple[Standing, tuple[str, ...]], Group] = {}
    for slug, outcome in column.outcomes.items():
        if outcome.standing not in (Standing.PASSES, Standing.NOT_RUN):
            key = outcome.standing, outcome.reasons
            group = groups.setdefault(key, Group(outcome.standing, outcome.reasons, outcome.place, []))
            group.concepts.append(site.concepts[slug])
    order = list(Standing)
    return sorted(groups.values(), key=lambda group: order.index(group.standing))
