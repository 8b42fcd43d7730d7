"""The report of a comparison as data: changes, the groups that they form, and what differs beside them."""

from enum import StrEnum

from fastapi_by_example.run.document import Record


class Kind(StrEnum):
    """The class of a change, the worst first."""

    BROKEN = "broken"
    UNRESOLVABLE = "unresolvable"
    BEHAVIOUR = "behaviour"
    OPENAPI = "openapi"
    WARNING = "warning"
    FIXED = "fixed"
    STILL_FAILING = "still failing"


class Change(Record):
    """One difference of one example. `cause` is equal for changes that have the same reason."""

    kind: Kind
    slug: str
    table: int
    title: str
    cause: str
    summary: str
    details: list[str] = []
    impact: str = ""
    file: str = ""
    line: int = 0


class Blame(Record):
    """The release, or the releases of the same moment, with which a change came; `remark` says what is open."""

    packages: list[str]
    released: str = ""
    remark: str = ""


class Place(Record):
    """An example in which a group's change was seen."""

    slug: str
    table: int
    title: str
    file: str = ""
    line: int = 0


class Group(Record):
    """Changes with the same cause: shown once, with all the examples that have it."""

    kind: Kind
    cause: str
    summary: str
    details: list[str] = []
    impact: str = ""
    places: list[Place]
    blame: Blame | None = None


class PackageChange(Record):
    """A package whose version differs; an empty version where it is not installed."""

    name: str
    old: str
    new: str


class Side(Record):
    """One of the two runs."""

    target: str
    python: str
    started: str
    examples: int


class Acceptance(Record):
    """A known difference: who sees it again is not told, until the day after which it counts again.

    With `concepts`, it is known of these only, and told when another example has it.
    """

    cause: str
    reason: str
    expires: str
    concepts: list[str] = []


class Comparison(Record):
    """Everything that differs between two runs, in groups, the worst first; `compared` examples were in both."""

    compared: int = 0
    base: Side
    candidate: Side
    packages: list[PackageChange]
    groups: list[Group]
    accepted: list[Group] = []
    not_seen_any_more: list[Acceptance] = []
    notes: list[str] = []

    def count(self, kind: Kind) -> int:
        """How many examples have a change of a kind."""
        return len({place.slug for group in self.groups if group.kind is kind for place in group.places})
