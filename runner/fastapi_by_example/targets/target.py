"""A target: the versions to verify against, and the parser of its spellings."""

import contextlib
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from fastapi_by_example.errors import UsageError
from fastapi_by_example.targets.known_good import known_good_date
from fastapi_by_example.targets.lock_files import read_locked
from fastapi_by_example.targets.pins import PART_END
from fastapi_by_example.text import first_line
from fastapi_by_example.untrusted import UnreadableError, parse_toml, text_of

SPELLINGS = (
    "known-good, latest, latest+pre, a date (2025-06-01) or a timestamp, pins (fastapi==0.150.0,starlette<1), "
    "a lock or requirements file, a checkout or a wheel, or a git+ URL"
)

NEVER = "2999-12-31"


@dataclass(frozen=True)
class Target:
    """The versions to verify against.

    `as_of` is the moment (UTC, RFC 3339) after which releases are ignored; empty means now. `constraints` limit the
    versions; `preferences` are kept unless a constraint forbids them. `sources` replace a package from the index with
    a direct reference. `given` marks a user's versions, to which missing packages are not added. `notes` are remarks
    on a file, `requires_python` is the Python that it requires, and `instruments` are its versions of pytest and of
    pytest's dependencies.
    """

    spelled: str
    as_of: str = ""
    prerelease: bool = False
    constraints: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    given: bool = False
    notes: tuple[str, ...] = ()
    requires_python: str = ""
    instruments: tuple[str, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the resolution does not change over time."""
        return bool(self.as_of) and not self.sources and self.as_of <= f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def date_arguments(self) -> list[str]:
        """uv's arguments for `as_of`, which does not apply to packages that are pinned to one version."""
        if not self.as_of:
            return []
        arguments = ["--exclude-newer", self.as_of]
        for requirement in map(Requirement, self.constraints):
            if len(requirement.specifier) == 1 and str(requirement.specifier).startswith("=="):
                arguments += ["--exclude-newer-package", f"{requirement.name}={NEVER}"]
        return arguments


def parse_target(text: str, root: Path | None = None) -> Target:
    """Parse a target as a user spells it, for the corpus in a folder.

    Raises UsageError with the valid spellings for anything else.
    """
    text = text.strip()
    if not text:
        raise _not_a_target(text, "it is empty")
    source = "" if "," in text and Path(text.partition(",")[0]).is_file() else _parse_source(text)
    if source:
        return Target(text, sources=(source,))
    file, _, pins = text.partition(",")
    if (not pins and _is_path(text)) or (pins and Path(file).is_file()):
        return _of_file(text, Path(file), pins)
    return parse_versions(text, root)


def _of_file(text: str, path: Path, pins: str) -> Target:
    """The versions in a file. Pins on top change other versions only if necessary."""
    locked = read_locked(path)
    if not pins:
        constraints, preferences = locked.constraints, tuple[str, ...]()
    else:
        on_top = parse_versions(pins)
        if on_top.as_of or on_top.prerelease:
            raise UsageError(
                f"{text!r} is not a target: only pins can follow a file", hint=f"write it like {path},fastapi==0.150.0"
            )
        constraints, preferences = on_top.constraints, locked.constraints
    return Target(
        text,
        constraints=constraints,
        preferences=preferences,
        given=True,
        notes=locked.notes,
        requires_python=locked.requires_python,
        instruments=locked.instruments,
    )


def parse_versions(text: str, root: Path | None = None) -> Target:
    """Parse a target that needs no file: a moment, pins, or both. Raises UsageError for anything else."""
    moments, prerelease, constraints = [], False, []
    for part in map(str.strip, PART_END.split(text.strip())):
        if part in ("latest", "latest+pre"):
            moments.append("")
            prerelease = part == "latest+pre"
        elif part == "known-good":
            moments.append(end_of_day(known_good_date(root)))
        elif moment := _parse_moment(part):
            moments.append(moment)
        else:
            constraints.append(_parse_pin(part, text))
    if len(moments) > 1:
        raise _not_a_target(text, "it names more than one moment")
    if moments and moments[0] > end_of_day(f"{datetime.now(UTC):%Y-%m-%d}"):
        raise UsageError(f"{text!r} is in the future", hint="give a past date, or latest")
    return Target(text, as_of="".join(moments), prerelease=prerelease, constraints=_merged(constraints))


def recorded_target(text: str, moment: str, packages: Iterable[tuple[str, str]]) -> Target:
    """The target of a saved run, from its text, its moment, and the names and versions of its packages.

    A saved run is untrusted: a path or an address in it is not opened, and the exact versions are used instead.
    """
    as_of = _parse_moment(moment)
    try:
        return replace(parse_versions(text), as_of=as_of)
    except UsageError:
        found: dict[str, set[str]] = {}
        for name, version in packages:
            with contextlib.suppress(InvalidName, InvalidVersion):
                found.setdefault(canonicalize_name(name, validate=True), set()).add(str(Version(version)))
        pins = _merged(f"{name}=={''.join(versions)}" for name, versions in found.items() if len(versions) == 1)
        return Target(text, as_of=as_of, prerelease=True, constraints=pins)


def _is_path(text: str) -> bool:
    """Whether a text is an existing file or folder, and not another spelling of a target.

    Raises UsageError for a text that can only be a path but does not exist.
    """
    if text in ("known-good", "latest", "latest+pre") or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    path = Path(text)
    try:
        there = path.is_file() or path.is_dir()
    except ValueError as error:  # a null character
        raise _not_a_target(text) from error
    except OSError:  # too long for a path
        return False
    if not there and ("/" in text or path.suffix in (".whl", ".lock", ".toml", ".txt")) and "@" not in text:
        what = "not a regular file:" if path.exists() else "no file or folder"
        raise UsageError(f"{what} {text!r}", hint=f"a target is {SPELLINGS}")
    return there


def _parse_moment(text: str) -> str:
    """A timestamp, or the end of a date, as a moment in UTC; empty for anything else."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return end_of_day(text)
    if not re.match(r"\d{4}-\d{2}-\d{2}T", text):
        return ""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is not a timestamp: {error}", hint="write it like 2025-06-01T12:00:00Z") from error
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def end_of_day(text: str) -> str:
    """The first moment after a day. Raises UsageError for an invalid date."""
    try:
        return f"{date.fromisoformat(text) + timedelta(days=1)}T00:00:00Z"
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text!r} is not a date: {error}", hint="write it like 2025-06-01") from error


def _parse_pin(part: str, whole: str) -> str:
    """A pin such as `starlette<1`. Raises UsageError for anything else."""
    try:
        requirement = Requirement(part)
    except InvalidRequirement as error:
        raise _not_a_target(whole, f"{part!r} is not a valid part") from error
    if not requirement.specifier:
        raise _not_a_target(whole, f"{part!r} is not a file and has no version")
    return spelled(requirement)


def spelled(requirement: Requirement) -> str:
    """A requirement as a constraint, without extras and without an address."""
    return f"{requirement.name}{requirement.specifier}" + (f"; {requirement.marker}" if requirement.marker else "")


def _merged(constraints: Iterable[str]) -> tuple[str, ...]:
    """Pins without duplicates, sorted so that equal targets compare equal."""
    return tuple(sorted(set(constraints)))


def _parse_source(text: str) -> str:
    """A checkout, wheel, Git URL or `name @ url` as a direct reference; empty for anything else."""
    if re.match(r"git\+\w+://", text) or re.match(r"[\w.-]+ ?@ ?\S+:", text):
        direct = f"fastapi @ {text}" if text.startswith("git+") else text
        try:
            source = Requirement(direct)
        except InvalidRequirement as error:
            raise _not_a_target(text, first_line(str(error))) from error
        if not re.match(r"[a-z][a-z0-9+.-]*://|file:", source.url or "", re.IGNORECASE):
            raise UsageError(
                f"{text!r} is not a target: its address has no scheme", hint=f"write {_with_scheme(source, text)}"
            )
        return str(source)
    if not _is_path(text):
        return ""
    path = Path(text)
    if path.is_dir():
        return f"{_project_name(path)} @ {path.resolve().as_uri()}"
    return f"{_wheel_name(path)} @ {path.resolve().as_uri()}" if path.suffix == ".whl" else ""


def _with_scheme(source: Requirement, text: str) -> str:
    """A likely correction of an address without a scheme; Git spells SSH as `git@host:path`."""
    remote = re.fullmatch(r"(?:([\w.-]+) ?@ ?)?([\w.-]+@[\w.-]+):/*(\S+)", text)
    if not remote:
        return f"{source.name} @ https://{source.url}"
    name = remote[1] or Path(remote[3]).name.removesuffix(".git")
    return f"{name} @ git+ssh://{remote[2]}/{remote[3]}"


def _wheel_name(path: Path) -> str:
    """The name of a wheel's project, from its metadata."""
    try:
        with zipfile.ZipFile(path) as wheel:
            metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
            name = HeaderParser().parsestr(wheel.read(metadata).decode())["Name"]
            return canonicalize_name(str(name or ""), validate=True)
    except (zipfile.BadZipFile, StopIteration, OSError, ValueError) as error:
        raise UsageError(f"{path} is not a wheel: {error or 'it has no metadata'}") from error


def _project_name(path: Path) -> str:
    """The name of a checkout's project, from its pyproject.toml."""
    try:
        project = parse_toml(text_of(path / "pyproject.toml")).get("project")
        if not isinstance(project, dict) or "name" not in project:
            raise UnreadableError("it names no project")
        return canonicalize_name(str(project["name"]), validate=True)
    except ValueError as error:
        raise UsageError(f"{path} is not a checkout of a package: no usable pyproject.toml ({error})") from error


def _not_a_target(text: str, reason: str = "") -> UsageError:
    return UsageError(f"{text!r} is not a target{f': {reason}' if reason else ''}", hint=f"a target is {SPELLINGS}")
