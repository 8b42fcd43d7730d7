"""A target: the versions to verify against, and how each of its spellings is read."""

import re
import tomllib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from packaging.markers import InvalidMarker, Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from runner.catalog import default_root
from runner.errors import UsageError

SPELLINGS = (
    "known-good, latest, latest+pre, a date (2025-06-01) or a timestamp, pins (fastapi==0.150.0,starlette<1), "
    "a lock or requirements file, a checkout or a wheel, or a git+ URL"
)
INSTRUMENT = frozenset({"pytest", "pluggy", "iniconfig"})
"""Packages of the instrument, not of what is measured: a lock file's versions of them do not count."""


@dataclass(frozen=True)
class Target:
    """The versions to verify against.

    `as_of` is the moment (UTC, RFC 3339) after which nothing counts, empty for now; `constraints` narrow what may be
    chosen; `sources` replace a package from the index by a direct reference.
    """

    spelled: str
    as_of: str = ""
    prerelease: bool = False
    constraints: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the same resolution comes out whenever it is asked for."""
        return bool(self.as_of) and not self.sources and self.as_of <= f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def known_good_date() -> str:
    """The date in `pyproject.toml`, the only place that has it; the wheel carries a copy of that file."""
    settings = tomllib.loads((default_root() / "pyproject.toml").read_text(encoding="utf-8"))
    return str(settings["tool"]["fastapi-by-example"]["known-good"])


def parse_target(text: str) -> Target:
    """Read a target as a user spells it. Raises UsageError for what is none, with the spellings that are."""
    text = text.strip()
    source = parse_source(text)
    if source:
        return Target(text, sources=(source,))
    path = Path(text)
    if path.is_file():
        return Target(text, constraints=locked_versions(path))
    as_of, prerelease, constraints = "", False, []
    for part in (part.strip() for part in text.split(",")):
        if part == "latest":
            continue
        if part == "latest+pre":
            prerelease = True
        elif part == "known-good":
            as_of = end_of_day(known_good_date())
        elif moment := parse_moment(part):
            as_of = moment
        else:
            constraints.append(parse_pin(part, text))
    return Target(text, as_of=as_of, prerelease=prerelease, constraints=merged(constraints))


def parse_moment(text: str) -> str:
    """A date, meaning its whole day, or a timestamp, as a moment in UTC; empty for another text."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return end_of_day(text)
    if not re.match(r"\d{4}-\d{2}-\d{2}T", text):
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a timestamp: {error}. Write it like 2025-06-01T12:00:00Z.") from error
    return f"{moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def end_of_day(text: str) -> str:
    """The first moment after a day. Raises UsageError for a day that is not in the calendar."""
    try:
        return f"{date.fromisoformat(text) + timedelta(days=1)}T00:00:00Z"
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date: {error}. Write it like 2025-06-01.") from error


def parse_pin(part: str, whole: str) -> str:
    """A pin such as `starlette<1`. Raises UsageError for another text."""
    try:
        requirement = Requirement(part)
    except InvalidRequirement as error:
        raise UsageError(
            f"{whole!r} is not a target ({part!r} is none of its parts). A target is {SPELLINGS}."
        ) from error
    if not requirement.specifier:
        raise UsageError(f"{whole!r} is not a target: {part!r} is no file and has no version. A target is {SPELLINGS}.")
    return str(requirement)


def merged(constraints: Iterable[str]) -> tuple[str, ...]:
    """Pins in a fixed order, so that equal targets are equal."""
    return tuple(sorted(set(constraints)))


def parse_source(text: str) -> str:
    """A checkout, a wheel, a Git URL or a `name @ url` as a direct reference; empty for another text."""
    if text.startswith("git+"):
        return f"fastapi @ {text}"
    if re.match(r"[\w.-]+ ?@ ?\S+:", text):
        return str(Requirement(text))
    path = Path(text)
    if path.suffix == ".whl" and path.is_file():
        return f"{wheel_name(path)} @ {path.resolve().as_uri()}"
    if path.is_dir():
        return f"{project_name(path)} @ {path.resolve().as_uri()}"
    return ""


def wheel_name(path: Path) -> str:
    """The project that a wheel is of, from its metadata."""
    try:
        with zipfile.ZipFile(path) as wheel:
            metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
            name = HeaderParser().parsestr(wheel.read(metadata).decode())["Name"]
    except (zipfile.BadZipFile, StopIteration, OSError) as error:
        raise UsageError(f"{path} is not a wheel: {error or 'it has no metadata'}.") from error
    return canonicalize_name(str(name))


def project_name(path: Path) -> str:
    """The project that a checkout is of, from its pyproject.toml."""
    try:
        project = tomllib.loads((path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} is not a checkout of a package: no usable pyproject.toml in it ({error}).") from error
    return canonicalize_name(str(project["name"]))


def locked_versions(path: Path) -> tuple[str, ...]:
    """The versions that a lock or requirements file has fixed, as constraints.

    Reads uv.lock, poetry.lock, pylock.toml (PEP 751) and requirements.txt. Raises UsageError for another file.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Cannot read {path} as a lock file: {error}.") from error
    if path.suffix in (".lock", ".toml"):
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{path} is not a lock file: {error}.") from error
        packages = data.get("package") or data.get("packages")
        if not isinstance(packages, list):
            raise UsageError(f"{path} is not a lock file: it has no list of packages.")
        found = [f"{p['name']}=={p['version']}" for p in packages if isinstance(p, dict) and is_locked_here(p)]
    else:
        found = list(requirement_lines(text, path))
    constraints = merged(pin for pin in found if canonicalize_name(Requirement(pin).name) not in INSTRUMENT)
    if not constraints:
        raise UsageError(f"{path} fixes no version: it is not a lock file. A target is {SPELLINGS}.")
    return constraints


def is_locked_here(package: Mapping[str, Any]) -> bool:
    """Whether a package of a lock file has a version from an index, for the Python that runs this."""
    source = package.get("source")
    if "version" not in package or "name" not in package:
        return False
    if isinstance(source, dict) and not ({"registry", "url"} & set(source) or source.get("type") in (None, "legacy")):
        return False
    if any(key in package for key in ("vcs", "directory", "archive")):
        return False
    markers = package.get("resolution-markers") or [marker for marker in [package.get("marker")] if marker]
    try:
        return not markers or any(Marker(str(m)).evaluate({"extra": ""}) for m in markers)
    except InvalidMarker:
        return True


def requirement_lines(text: str, path: Path) -> Iterable[str]:
    """The requirements of a requirements.txt that have a version, without options, hashes and comments."""
    joined = re.sub(r"\\\n", " ", text)
    for number, line in enumerate(joined.splitlines(), 1):
        stripped = re.sub(r"(^|\s)#.*$", "", line).split(" --")[0].strip()
        if not stripped or stripped.startswith("-") or "://" in stripped:
            continue
        try:
            requirement = Requirement(stripped)
        except InvalidRequirement as error:
            raise UsageError(f"{path}:{number}: {stripped!r} is not a requirement. A target is {SPELLINGS}.") from error
        if requirement.specifier:
            yield f"{requirement.name}{requirement.specifier}" + (
                f"; {requirement.marker}" if requirement.marker else ""
            )
