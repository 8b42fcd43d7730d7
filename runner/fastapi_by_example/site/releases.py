"""The history on the site: a page per release of FastAPI, an overview, and a page that compares two releases.

The data of that page is a script that assigns one global, so that it also works from a local file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi_by_example.diff.changes import Aspect, Kind
from fastapi_by_example.history.ask import Since, blame_of, since
from fastapi_by_example.history.document import History, PastCause, Point
from fastapi_by_example.run.document import Outcome

NOTES = "https://github.com/fastapi/fastapi/releases/tag/"
MOST_CAUSES = 60
"""Most causes on the page of a release; with more, it would be too large."""
KINDS = (Kind.BROKEN, Kind.UNRESOLVABLE, Kind.BEHAVIOUR, Kind.OPENAPI, Kind.WARNING, Kind.FIXED)
"""The kinds of causes that are counted, worst first."""


@dataclass(frozen=True)
class CauseView:
    """A cause of the history: its sentence with both values, the packages that moved, and the concepts that show it."""

    cause: PastCause
    packages: str
    released: str

    @property
    def concepts(self) -> list[str]:
        """The slugs of the concepts."""
        return list(self.cause.places)

    @property
    def values(self) -> tuple[str, str]:
        """The values before and after; empty if the sentence contains them."""
        one = self.cause
        return (one.old or "nothing", one.new or "nothing") if one.old or one.new else ("", "")


@dataclass(frozen=True)
class ReleaseView:
    """A release of FastAPI with its causes, worst first.

    `others` are the causes in other packages since the previous release; `uncertain` are those that came with this
    release or with an earlier one that was not run.
    """

    point: Point
    causes: tuple[CauseView, ...]
    others: tuple[CauseView, ...]
    uncertain: tuple[CauseView, ...]

    @property
    def version(self) -> str:
        """The version."""
        return self.point.version

    @property
    def date(self) -> str:
        """The day of the release."""
        return self.point.released[:10]

    @property
    def title(self) -> str:
        """The title in the pager."""
        return f"FastAPI {self.version}"

    @property
    def address(self) -> str:
        """The page, from the root of the site."""
        return f"releases/{self.version}.html"

    @property
    def notes(self) -> str:
        """The address of the release notes."""
        return NOTES + self.version

    @cached_property
    def counts(self) -> list[tuple[Kind, int]]:
        """The number of causes of each kind, with those of other packages."""
        found = Counter(one.cause.kind for one in (*self.causes, *self.others))
        return [(kind, found[kind]) for kind in KINDS if found[kind]]

    @property
    def headline(self) -> str:
        """The worst cause of the release itself in one sentence; empty if there is none."""
        return self.causes[0].cause.sentence if self.causes else ""


class Releases:
    """The data of the pages about the history."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.views = [
            self._view(before, number)
            for before, number in zip([-1, *history.releases], history.releases, strict=False)
        ]

    def _view(self, before: int, number: int) -> ReleaseView:
        came = [one for one in self.history.causes if before < one.after <= number]
        own = [one for one in came if one.exact and one.steps and one.steps[0].package == "fastapi"]
        return ReleaseView(
            self.history.points[number],
            tuple(self._causes(own)),
            tuple(self._causes(one for one in came if one.exact and one not in own)),
            tuple(self._causes(one for one in came if not one.exact)),
        )

    def _causes(self, causes: Iterable[PastCause]) -> list[CauseView]:
        ordered = sorted(causes, key=lambda one: (one.aspect.rank, -len(one.places), one.key))
        return [self._cause(one) for one in ordered[:MOST_CAUSES]]

    def _cause(self, one: PastCause) -> CauseView:
        blame = blame_of(self.history, one)
        return CauseView(one, ", ".join(blame.packages), blame.released[:10])

    def since(self, slug: str) -> Since | None:
        """The history of a concept; None if it has none."""
        return since(self.history, slug) if slug in self.history.concepts else None

    @cached_property
    def matrix(self) -> list[tuple[ReleaseView, dict[str, int]]]:
        """Each release that was run whole, the newest first, with the number of concepts by outcome."""
        rows = []
        for view, number in zip(self.views, self.history.releases, strict=True):
            outcomes = Counter(self._outcome(slug, number) for slug in self.history.concepts)
            rows.append((view, {name: outcomes[name] for name in ("works", "fails", "not applicable", "unknown")}))
        return rows[::-1]

    def _outcome(self, slug: str, number: int) -> str:
        """The outcome of a concept in a release: unknown if it was not verified, or between different outcomes."""
        names = {Outcome.PASSED: "works", Outcome.NOT_APPLICABLE: "not applicable", Outcome.SKIPPED: "unknown"}
        for one in self.history.concepts[slug].intervals:
            if one.first <= number <= one.last:
                return names.get(one.outcome, "fails")
        return "unknown"

    def data(self) -> str:
        """The script with the data for comparing two releases: releases, and causes by the positions of releases."""
        position = {number: place for place, number in enumerate(self.history.releases)}
        content = {
            "releases": [[view.version, view.date, view.address] for view in self.views],
            "causes": [self._for_script(one, position) for one in self.history.causes],
            "titles": {slug: past.title for slug, past in self.history.concepts.items()},
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return f"window.releaseHistory={text};\n"

    def _for_script(self, one: PastCause, position: Mapping[int, int]) -> dict[str, Any]:
        """A cause with the first release that may have it, and the first release that has it for certain."""
        first = next((number for number in self.history.releases if number > one.before), one.after)
        last = next((number for number in self.history.releases if number >= one.after), one.after)
        view = self._cause(one)
        return {
            "kind": one.kind,
            "rank": one.aspect.rank,
            "folded": one.aspect in (Aspect.OPENAPI_ADDITIVE, Aspect.ADDITION),
            "what": one.sentence,
            "values": view.values,
            "advice": one.advice,
            "packages": view.packages,
            "first": position.get(first, len(position)),
            "last": position.get(last, len(position)),
            "exact": one.exact,
            "concepts": view.concepts,
        }
