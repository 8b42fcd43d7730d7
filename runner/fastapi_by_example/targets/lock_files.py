"""The versions in a user's file: a lock file, requirements, or anything else that uv or pip can install from.

The format is detected from the content, since names can mislead: a `pylock.toml` or `.lock` file may be requirements.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import InvalidMarker, Marker
from packaging.pylock import Pylock, PylockValidationError
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from fastapi_by_example.errors import UsageError
from fastapi_by_example.text import first_line
from fastapi_by_example.untrusted import UnreadableError, parse_toml, text_of

INSTRUMENT = frozenset({"pytest", "pluggy", "iniconfig"})
"""The runner's own packages: a file's versions of them are used only for the tests of the file's own project."""
WEB_STACK = frozenset({"fastapi", "starlette", "pydantic"})
LONGEST_LINE = 20_000
LOCK_IT = "lock it: `uv lock` (then give uv.lock), or `uv pip compile pyproject.toml -o requirements.txt`"
FREEZE = "convert it: in the environment, `pip list --format=freeze > requirements.txt`"
COMPILE = "lock it: `uv pip compile {name} -o requirements.txt`"
LISTING = re.compile(
    r"@EXPLICIT|[\w.-]+=[\w.!+-]+=[\w.]+$"  # conda list --explicit, --export
    r"|Package\s+Version|\[\s*(\{|$)"  # pip list, pip list --format=json
    r"|version:\s*\d"  # pixi.lock
)
"""The beginnings of lists of installed packages that cannot be read."""


@dataclass(frozen=True)
class Locked:
    """What a file pins: exact versions as constraints, notes on what it omits, and the Python it requires.

    `instruments` are the versions of pytest and its own dependencies.
    """

    constraints: tuple[str, ...]
    notes: tuple[str, ...] = ()
    requires_python: str = ""
    instruments: tuple[str, ...] = ()


def read_locked(path: Path) -> Locked:
    """The versions in a file. Raises UsageError, with a hint, if it has none."""
    text = _text(path)
    notes: list[str] = []
    requires_python = ""
    _reject_foreign(path, text)
    if text.lstrip().startswith("{"):
        found = list(_pipfile_lock(path, text))
    elif (data := _toml(path, text)) is not None:
        requires_python = _python_of(data)
        found = list(_toml_packages(path, data))
    else:
        found = list(_requirement_lines(path, text, notes))
    instruments = {_as_constraint(one) for one in found if canonicalize_name(one.name) in INSTRUMENT}
    pins = {_as_constraint(one) for one in found} - instruments
    if not pins:
        raise UsageError(f"{path} pins no version", hint=LOCK_IT)
    if not WEB_STACK & {canonicalize_name(one.name) for one in found}:
        notes.append(f"{path} pins neither FastAPI nor Starlette nor Pydantic: their newest releases are used")
    return Locked(tuple(sorted(pins)), tuple(notes), requires_python, tuple(sorted(instruments)))


def _reject_foreign(path: Path, text: str) -> None:
    """Raise UsageError for a format that cannot be read, with the command that converts it."""
    message = f"{path} is in a format that is not supported"
    if path.suffix in (".py", ".cfg"):
        raise UsageError(message, hint=COMPILE.format(name=path.name))
    if path.suffix in (".yml", ".yaml") or LISTING.match(_first_line_of(text)):
        raise UsageError(message, hint=FREEZE)


def _first_line_of(text: str) -> str:
    """The first line that is neither empty nor a comment."""
    return next((line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")), "")


def _as_constraint(requirement: Requirement) -> str:
    """A requirement as a constraint, without extras and without an address."""
    marker = f"; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}{requirement.specifier}{marker}"


def _text(path: Path) -> str:
    try:
        return text_of(path)
    except UnreadableError as error:
        raise UsageError(f"cannot read {path} as a lock file: {error}") from error


def _toml(path: Path, text: str) -> Mapping[str, Any] | None:
    """The file as TOML; None if it has another format. Raises UsageError for invalid TOML."""
    if path.suffix not in (".lock", ".toml"):
        return None
    try:
        return parse_toml(text)
    except UnreadableError as error:
        # A file that begins like requirements is read as such: `name==1.0`, an option, or a path.
        if re.match(r"-|\.|[\w.-]+(\[.*?\])?\s*(==|@|[<>~!;]|$)", _first_line_of(text)):
            return None
        raise UsageError(f"{path} is not a lock file: {first_line(str(error))}") from error


def _python_of(data: Mapping[str, Any]) -> str:
    """The Python versions that a lock file requires; empty if it declares none."""
    metadata = data.get("metadata")
    poetry = metadata.get("python-versions") if isinstance(metadata, dict) else None
    try:
        return str(SpecifierSet(str(data.get("requires-python") or poetry or "")))
    except InvalidSpecifier:
        return ""


def _pipfile_lock(path: Path, text: str) -> Iterator[Requirement]:
    try:
        data = json.loads(text)
        groups = [data[name] for name in ("default", "develop") if name in data]
        entries = [(name, entry) for group in groups for name, entry in group.items()]
        for name, entry in entries:
            if isinstance(entry, dict) and str(entry.get("version", "")).startswith("=="):
                markers = f"; {entry['markers']}" if entry.get("markers") else ""
                yield Requirement(f"{name}{entry['version']}{markers}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path} is JSON but not a Pipfile.lock: {first_line(str(error))}") from error


def _toml_packages(path: Path, data: Mapping[str, Any]) -> Iterator[Requirement]:
    """The packages of a lock file that come from an index, each with its version and marker."""
    if "lock-version" in data and "packages" in data:
        with contextlib.suppress(PylockValidationError):  # some tools deviate from PEP 751
            yield from _pylock_packages(Pylock.from_dict(data))
            return
    packages = data.get("package") or data.get("packages")
    if not isinstance(packages, list):
        if "project" in data or "build-system" in data or "tool" in data:
            raise UsageError(f"{path} has no exact versions", hint=LOCK_IT)
        raise UsageError(f"{path} is not a lock file: it has no list of packages")
    for package in packages:
        if not isinstance(package, dict) or not _is_from_index(package):
            continue
        try:
            yield Requirement(f"{package['name']}=={package['version']}{_marker_of(package)}")
        except InvalidRequirement as error:
            raise UsageError(f"{path} is not a lock file: {first_line(str(error))}") from error


def _pylock_packages(lock: Pylock) -> Iterator[Requirement]:
    for package in lock.packages:
        if package.version and not (package.vcs or package.directory or package.archive):
            marker = _marker_of({"marker": str(package.marker)} if package.marker else {})
            yield Requirement(f"{package.name}=={package.version}{marker}")


def _is_from_index(package: Mapping[str, Any]) -> bool:
    """Whether a package comes from an index, not from Git, a folder or an address."""
    if "version" not in package or "name" not in package:
        return False
    if any(key in package for key in ("vcs", "directory", "archive")):
        return False
    source = package.get("source")
    return not isinstance(source, dict) or "registry" in source or source.get("type") == "legacy"


def _marker_of(package: Mapping[str, Any]) -> str:
    """The marker of a package as a suffix of a requirement; a lock file may have several versions of a package.

    Markers about the extras or groups of the user's project are ignored.
    """
    markers = [str(marker) for marker in package.get("resolution-markers") or _own_markers(package)]
    try:
        asked = " ".join(str(Marker(marker)) for marker in markers)
    except (InvalidMarker, RecursionError):
        return ""
    if not markers or re.search(r"\b(extras?|dependency_groups)\b", asked):
        return ""
    return f"; {' or '.join(f'({marker})' for marker in markers)}"


def _own_markers(package: Mapping[str, Any]) -> list[Any]:
    """The markers of a package, any of which may apply; empty if the package is unconditional.

    pylock.toml has one `marker`; poetry.lock has `markers`, one for all groups or one for each.
    """
    marker = package.get("marker") or package.get("markers")
    if not isinstance(marker, dict):
        return [marker] if marker else []
    groups = package.get("groups")
    unconditional = isinstance(groups, list) and any(group not in list(marker) for group in groups)
    return [] if unconditional else list(marker.values())


def _requirement_lines(
    path: Path, text: str, notes: list[str], included: tuple[Path, ...] = ()
) -> Iterator[Requirement]:
    """The requirements with a version in a requirements.txt and in the files that it includes.

    Anything omitted, such as the local project or an address, is noted.
    """
    for number, line in _logical_lines(text):
        other = re.fullmatch(r"(?:-r|--requirement|-c|--constraint)[\s=]*(\S+)", line)
        if other:
            yield from _included(path, other[1], notes, (*included, path.resolve()))
            continue
        stripped = line.split(" --")[0].strip()
        if file := _from_file_name(stripped):
            notes.append(f"{path}:{number}: {file} is taken from the index, not from its address")
            yield file
            continue
        if stripped.startswith(("-e", "--editable", ".", "/", "file:")) or re.search(
            r"[/\\]|\.whl$", stripped.partition(";")[0].partition("@")[0]
        ):
            notes.append(f"{path}:{number}: {stripped[:80]} is left out: it does not come from an index")
            continue
        if not stripped or stripped.startswith("-"):
            continue
        if len(stripped) > LONGEST_LINE:
            raise UsageError(f"{path}:{number}: the line is too long for a requirement")
        try:
            requirement = Requirement(stripped)
        except (InvalidRequirement, RecursionError, ValueError) as error:
            raise UsageError(
                f"{path}:{number}: {stripped[:120]!r} is not a requirement",
                hint="give requirements.txt, uv.lock, poetry.lock, pdm.lock, pylock.toml or Pipfile.lock",
            ) from error
        if requirement.url:
            instead = ", and its newest release is used" if canonicalize_name(requirement.name) in WEB_STACK else ""
            notes.append(f"{path}:{number}: {requirement.name} is left out: it comes from an address{instead}")
        elif requirement.specifier:
            yield requirement


def _from_file_name(line: str) -> Requirement | None:
    """The version in the file name of a wheel or source archive; None if the line has no such file name."""
    requirement, _, marker = line.partition(";")
    name = re.split(r"[/\\\s]", requirement.partition("#")[0].strip())[-1]
    try:
        if name.endswith(".whl"):
            project, version, *_ = parse_wheel_filename(name)
        elif name.endswith((".tar.gz", ".zip")):
            project, version = parse_sdist_filename(name)
        else:
            return None
        return Requirement(f"{project}=={version}" + (f"; {marker}" if marker else ""))
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidRequirement):
        return None


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a requirements file, with continuation lines joined and comments removed."""
    lines = text.splitlines()
    begun = ""
    for number, line in enumerate(lines, 1):
        begun += line
        if begun.endswith("\\") and number < len(lines):
            begun = f"{begun[:-1]} "
            continue
        stripped, begun = re.sub(r"(^|\s)#.*$", "", begun).strip(), ""
        if stripped:
            yield number, stripped


def _included(path: Path, name: str, notes: list[str], included: tuple[Path, ...]) -> Iterator[Requirement]:
    if "://" in name:
        notes.append(f"{path}: {name} is not read: it is not a file")
        return
    file = path.parent / name
    if file.resolve() not in included:
        yield from _requirement_lines(file, _text(file), notes, included)
