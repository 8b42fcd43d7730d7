"""Read what a project declares: its requirements, the groups that its tests need, and its Python."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from packaging.dependency_groups import resolve_dependency_groups
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from fastapi_by_example.errors import UsageError
from fastapi_by_example.project.poetry import poetry_groups
from fastapi_by_example.text import first_line

FOR_TESTS = frozenset({"dev", "develop", "development", "test", "tests", "testing"})
"""Names of groups, extras and files that tests need. Any other group that contains pytest is used as well."""
REQUIREMENTS = re.compile(r"(?:(?P<before>\w+)[-_.])?requirements(?:[-_./](?P<after>\w+))?\.(?:txt|in)")


@dataclass(frozen=True)
class Group:
    """Requirements with a common name.

    `kind` is `group`, `extra`, `file`, `tool` for a group of a tool other than uv, or empty for the project's own.
    """

    kind: str
    name: str
    requirements: tuple[str, ...]

    @property
    def label(self) -> str:
        """The group as shown in a note."""
        if not self.kind:
            return "your project"
        return self.name if self.kind == "file" else f"your {self.kind.replace('tool', 'group')} {self.name}"


@dataclass(frozen=True)
class Project:
    """A project: its folder, its own requirements, and the chosen groups.

    `is_package` means that the project itself is installed, and `has_table` that uv can read its requirements.
    `python_version` is the text of `.python-version`.
    """

    name: str
    folder: Path
    own: Group
    groups: tuple[Group, ...]
    requires_python: str = ""
    python_version: str = ""
    is_package: bool = False
    has_table: bool = False

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """The project's own requirements and its groups."""
        return (self.own, *self.groups)


def read_project(folder: Path, wanted: Sequence[str] = ()) -> Project:
    """The project in a folder, with the given groups, extras and files, or else those that its tests need.

    Raises UsageError if the folder declares no requirements, or if there is no such group.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder} is not a folder", hint="give the folder with your pyproject.toml or requirements.txt"
        )
    data = _pyproject(folder)
    table = data.get("project", {})
    tool = data.get("tool", {})
    own, *files = _files(folder)
    if "name" in table:
        own = Group("", "", _checked(table.get("dependencies", []), "dependencies"))
    elif "poetry" in tool:
        own = Group("", "", poetry_groups(tool["poetry"])[""])
    groups = [*_groups(data), *files]
    if not own.requirements and not groups and "name" not in table:
        raise UsageError(f"{folder} declares no requirements", hint="it needs a pyproject.toml or a requirements.txt")
    python = folder / ".python-version"
    return Project(
        name=str(table.get("name") or tool.get("poetry", {}).get("name") or folder.resolve().name),
        folder=folder.resolve(),
        own=own,
        groups=tuple(_chosen(groups, wanted)),
        requires_python=str(table.get("requires-python", "")),
        python_version=first_line(python.read_text(encoding="utf-8")).strip() if python.is_file() else "",
        is_package=_is_package(folder, data),
        has_table="name" in table,
    )


def _pyproject(folder: Path) -> dict[str, Any]:
    path = folder / "pyproject.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {path}: {first_line(str(error))}") from error


def _is_package(folder: Path, data: Mapping[str, Any]) -> bool:
    tool = data.get("tool", {})
    declared = tool.get("uv", {}).get("package", tool.get("poetry", {}).get("package-mode"))
    if isinstance(declared, bool):
        return declared
    return "build-system" in data or (folder / "setup.py").is_file()


def _groups(data: Mapping[str, Any]) -> Iterator[Group]:
    """The groups and extras of a pyproject.toml, in the forms of the packaging standards, uv, PDM, Poetry and Hatch."""
    table, tool = data.get("project", {}), data.get("tool", {})
    groups = data.get("dependency-groups", {})
    for name in groups:
        try:
            yield Group("group", name, tuple(resolve_dependency_groups(groups, name)))
        except (ValueError, TypeError, LookupError, ExceptionGroup) as error:
            raise UsageError(f"pyproject.toml: the group {name} is invalid: {first_line(str(error))}") from error
    for name, lines in table.get("optional-dependencies", {}).items():
        yield Group("extra", name, _checked(lines, name))
    if lines := tool.get("uv", {}).get("dev-dependencies"):
        yield Group("tool", "dev", _checked(lines, "dev-dependencies"))
    for name, lines in tool.get("pdm", {}).get("dev-dependencies", {}).items():
        yield Group("tool", name, _checked(lines, name))
    for name, lines in poetry_groups(tool.get("poetry", {})).items():
        if name:
            yield Group("tool", name, lines)
    for name, entry in tool.get("hatch", {}).get("envs", {}).items():
        features = [table.get("optional-dependencies", {}).get(feature, []) for feature in entry.get("features", [])]
        lines = [*entry.get("dependencies", []), *entry.get("extra-dependencies", []), *chain(*features)]
        if lines:
            yield Group("tool", name, _checked(lines, name))


def _files(folder: Path) -> list[Group]:
    """The requirements files of a folder, the main one first. Exact pins are left to the target."""
    found: dict[str, Group] = {}
    for path in sorted([*folder.glob("*.txt"), *folder.glob("*.in"), *folder.glob("requirements/*.txt")]):
        name = path.relative_to(folder).as_posix()
        if (form := REQUIREMENTS.fullmatch(name)) and name.removesuffix(".txt") + ".in" not in found:
            role = form["before"] or form["after"] or ""
            found[name] = Group("file" if role not in ("", "base", "main") else "", name, tuple(_loosened(path, set())))
    main = [requirement for group in found.values() if not group.kind for requirement in group.requirements]
    return [Group("", "", tuple(dict.fromkeys(main))), *(group for group in found.values() if group.kind)]


def _loosened(path: Path, seen: set[Path]) -> Iterator[str]:
    """The requirements of a file without exact pins, and of the files that it includes."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    for line in path.read_text(encoding="utf-8", errors="replace").replace("\\\n", " ").splitlines():
        text = re.sub(r"(^|\s)#.*$", "", line).split(" --")[0].strip()
        if other := re.fullmatch(r"(?:-r|--requirement)[\s=]*(\S+)", text):
            yield from _loosened(path.parent / other[1], seen)
        elif text and not text.startswith("-"):
            try:
                yield loosened(text)
            except InvalidRequirement:
                continue  # a path or an address without a name


def loosened(line: str) -> str:
    """A requirement without its exact pin."""
    requirement = Requirement(line)
    kept = [str(one) for one in requirement.specifier if one.operator not in ("==", "===")]
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    address = f" @ {requirement.url}" if requirement.url else ""
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}{extras}{','.join(sorted(kept))}{address}{marker}"


def _checked(lines: Any, name: str) -> tuple[str, ...]:
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise UsageError(f"pyproject.toml: {name} is not a list of requirements")
    try:
        return tuple(str(Requirement(line)) for line in lines)
    except InvalidRequirement as error:
        raise UsageError(f"pyproject.toml: {name} has an invalid requirement: {first_line(str(error))}") from error


def _chosen(groups: Sequence[Group], wanted: Sequence[str]) -> Iterator[Group]:
    for name in wanted:
        if not any(group.name == name for group in groups):
            known = ", ".join(dict.fromkeys(group.name for group in groups)) or "none"
            raise UsageError(f"no group, extra or file {name!r}", hint=f"there are {known}")
    for group in groups:
        if group.name in wanted if wanted else _is_for_tests(group):
            yield group


def _is_for_tests(group: Group) -> bool:
    words = set(re.split(r"[-_./]", group.name.lower()))
    names = {canonicalize_name(Requirement(line).name) for line in group.requirements}
    return bool(words & FOR_TESTS) or "pytest" in names
