"""The states between the oldest release and now, in chronological order.

Each release of FastAPI has two states: the eve, with the previous release and every other package as of that moment,
and the release itself. So a change between two neighbouring states is due to one package, or to packages that only
move together. The minor releases of the other tracked packages have the same two states.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from packaging.version import Version

from fastapi_by_example.history.releases import Release
from fastapi_by_example.targets.target import Target

FASTAPI = "fastapi"
TRACKED = ("starlette", "pydantic", "sqlalchemy", "httpx", "uvicorn", "python-multipart", "strawberry-graphql")
"""The packages whose minor releases have their own states."""
TOGETHER = timedelta(minutes=1)
"""Time until the other files of a release are uploaded too, such as those of a package with a compiled part."""


@dataclass(frozen=True)
class State:
    """A moment: one version of FastAPI, and every other package as of then.

    `package` and `version` are the release at this moment; on its `eve`, it is not published yet.
    """

    package: str
    version: str
    released: str
    fastapi: str
    eve: bool = False
    yanked: bool = False

    @property
    def name(self) -> str:
        """The state in words, such as `before starlette 0.51.0`."""
        return f"{'before ' if self.eve else ''}{self.package} {self.version}"

    @property
    def is_release(self) -> bool:
        """Whether this is a release of FastAPI."""
        return self.package == FASTAPI and not self.eve

    @cached_property
    def target(self) -> Target:
        """The target with these versions."""
        moment = datetime.fromisoformat(self.released) + (timedelta() if self.eve else TOGETHER)
        as_of = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        return Target(f"{as_of},fastapi=={self.fastapi}", as_of=as_of, constraints=(f"fastapi=={self.fastapi}",))


def timeline(fastapi: Sequence[Release], others: Mapping[str, Sequence[Release]], since: str) -> list[State]:
    """All states since a release of FastAPI, in chronological order.

    Patch releases are part of the next state. States of the same second keep this order.
    """
    kept = [one for one in _in_version_order(fastapi) if Version(one.version) >= Version(since)]
    if not kept:
        return []
    minors = [
        one
        for releases in others.values()
        for one in _minor_releases(sorted(releases))
        if kept[0].uploaded < one.uploaded
    ]
    states: list[State] = []
    now = ""
    for one in sorted([*kept, *minors], key=lambda one: (one.uploaded, one.package, Version(one.version))):
        if now:
            states.append(State(one.package, one.version, one.uploaded, now, eve=True))
        now = one.version if one.package == FASTAPI else now
        states.append(State(one.package, one.version, one.uploaded, now, yanked=one.yanked))
    return states


def _in_version_order(releases: Iterable[Release]) -> list[Release]:
    """Releases by version. A patch that was published late counts as published when its successor was."""
    found: list[Release] = []
    for one in sorted(releases, key=lambda one: Version(one.version), reverse=True):
        found.append(replace(one, uploaded=min(one.uploaded, found[-1].uploaded)) if found else one)
    return found[::-1]


def _minor_releases(releases: Iterable[Release]) -> list[Release]:
    """The first release of each minor version, and each release of a package whose versions start with 0.0."""
    found: list[Release] = []
    newest: tuple[int, ...] = ()
    for one in releases:
        version = Version(one.version)
        minor = version.release[:3] if version.release[:2] == (0, 0) else version.release[:2]
        if minor > newest:  # skips a late patch of an older minor version
            newest = minor
            found.append(one)
    return found


def spread(count: int) -> list[int]:
    """The numbers below `count`, each as far as possible from those before it: the ends, the middle, the quarters."""
    order: list[int] = [0, count - 1][:count]
    gaps = [(0, count - 1)]
    while gaps:
        low, high = gaps.pop(0)
        if high - low > 1:
            middle = (low + high) // 2
            order.append(middle)
            gaps += [(low, middle), (middle, high)]
    return order
