"""The data of a comparison: changes, the causes they share, and the packages that differ."""

from enum import StrEnum

from fastapi_by_example.run.document import Record


class Kind(StrEnum):
    """The class of a change, worst first."""

    BROKEN = "broken"
    UNRESOLVABLE = "unresolvable"
    BEHAVIOUR = "behaviour"
    OPENAPI = "openapi"
    WARNING = "warning"
    FIXED = "fixed"
    STILL_FAILING = "still failing"


class Aspect(StrEnum):
    """What a change is about, most important first."""

    BROKEN = "broken"
    UNRESOLVABLE = "unresolvable"
    STATUS = "status"
    EXCEPTION = "exception"
    SECURITY = "security"
    ERROR = "error"
    HEADER = "header"
    BODY = "body"
    OPENAPI_BREAKING = "openapi breaking"
    WARNING = "warning"
    OPENAPI_ADDITIVE = "openapi additive"
    ADDITION = "addition"
    INSIDE = "inside"
    FIXED = "fixed"
    STILL_FAILING = "still failing"

    @property
    def rank(self) -> int:
        """The position in that order."""
        return _RANKS[self]

    @property
    def is_folded(self) -> bool:
        """Whether reports only count such causes: routes, middleware, logs, pages, spelling, old failures."""
        return self in (Aspect.INSIDE, Aspect.STILL_FAILING)


_RANKS = {aspect: number for number, aspect in enumerate(Aspect)}


class Place(Record):
    """Where a change was observed: an example, the test or watch, and the request."""

    slug: str
    table: int
    title: str
    test: str = ""
    request: str = ""
    file: str = ""
    line: int = 0

    @property
    def label(self) -> str:
        """The example's slug; for a project's own tests, the test as pytest names it."""
        if self.slug.isidentifier() or not self.test:
            return self.slug
        return f"{self.slug}::{self.test}" if self.slug.endswith(".py") else f"{self.slug}: {self.test}"


class Change(Record):
    """One difference of one example.

    `key` is equal for changes with the same cause. `what` names the part that differs, `old` and `new` are its values.
    `security` means that access control is affected, `status` that a status code differs.
    """

    kind: Kind
    aspect: Aspect
    key: str
    what: str
    old: str = ""
    new: str = ""
    details: list[str] = []
    status: bool = False
    security: bool = False
    place: Place

    @property
    def summary(self) -> str:
        """The change in one line."""
        values = f"{self.old} → {self.new}" if self.old or self.new else ""
        return ": ".join(part for part in (self.what, values) if part)


class Blame(Record):
    """The release, or the releases of one moment, behind a change; `remark` names any uncertainty."""

    packages: list[str]
    released: str = ""
    remark: str = ""


class BaseCause(Record):
    """What changes with the same cause have in common, both in a report and in the history.

    `sentence` is what changed; `advice` is what to do about it, if known.
    """

    kind: Kind
    aspect: Aspect
    key: str
    sentence: str
    old: str = ""
    new: str = ""
    advice: str = ""
    status: bool = False
    security: bool = False


class Cause(BaseCause):
    """Changes with the same cause: the unit of a report.

    `places` are in corpus order. `lines` are the lines of a project's code that use an affected concept.
    """

    details: list[str] = []
    places: list[Place]
    lines: list[str] = []
    blame: Blame | None = None

    @property
    def concepts(self) -> list[str]:
        """The slugs of the examples that show the cause."""
        return list(dict.fromkeys(place.slug for place in self.places))

    @property
    def labels(self) -> list[str]:
        """The examples that show the cause, or the tests of a project."""
        return list(dict.fromkeys(place.label for place in self.places))


class PackageChange(Record):
    """A package whose version differs; a version is empty if the package is not installed."""

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
    """An accepted cause, left out of reports until it expires. `concepts` limits it to these examples."""

    cause: str
    reason: str
    expires: str
    concepts: list[str] = []


class Touched(Record):
    """How much of its applications a project's tests reached; `untouched` lists the rest."""

    routes: int = 0
    routes_touched: int = 0
    operations: int = 0
    operations_touched: int = 0
    untouched: list[str] = []


class OwnTests(Record):
    """A summary of a project's own tests: the number that ran on both sides, and the failures on each side."""

    project: str
    tests: int
    files: int
    failed_before: int = 0
    failed_after: int = 0
    touched: Touched = Touched()


class Comparison(Record):
    """All differences between two runs, worst cause first.

    `compared` is the number of examples in both, and `reason` explains why there are none, or no causes. `own` is set
    for a project's own tests. `unused` are the causes of concepts that a project's code does not use.
    """

    compared: int = 0
    reason: str = ""
    base: Side
    candidate: Side
    packages: list[PackageChange]
    causes: list[Cause]
    accepted: list[Cause] = []
    unused_acceptances: list[Acceptance] = []
    notes: list[str] = []
    own: OwnTests | None = None
    unused: list[Cause] = []

    def count(self, kind: Kind) -> int:
        """The number of causes of a kind."""
        return sum(cause.kind is kind for cause in self.causes)
