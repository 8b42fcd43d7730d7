"""Build the environment of a project for a target, with uv."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from fastapi_by_example.environments.resolution import Python, UnresolvableError, find_python
from fastapi_by_example.environments.uv import UvError, run_uv
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.project.declared import Project
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import Target

HOLDING = frozenset({"<", "<=", "==", "===", "~="})
"""The specifier operators that hold a package back."""

MAIN = frozenset({"fastapi", "starlette", "pydantic", "httpx", "uvicorn", "sqlalchemy", "pytest"})
"""The packages that get their own note if they are held back; others that only a group needs are just listed."""


@dataclass(frozen=True)
class Resolver:
    """The input of a resolution besides the target. `folder` is the copy of the project, `scratch` is for files."""

    project: Project
    folder: Path
    python: Python
    scratch: Path
    offline: bool = False

    def compile(self, target: Target) -> list[str]:
        """The exact requirements of the project for a target. Raises UnresolvableError with the resolver's reason."""
        lines = [line for group in self.project.all_groups for line in group.requirements]
        has_pytest = any(canonicalize_name(Requirement(line).name) == "pytest" for line in lines)
        inputs = self._inputs() if self.project.has_table else [self._file("wanted.txt", lines)]
        if not has_pytest:
            inputs.append(self._file("pytest.txt", ["pytest"]))
        return self._compile(inputs, target, target.constraints + target.instruments)

    def caps(self, target: Target, chosen: dict[str, str]) -> Iterator[str]:
        """The packages that the project itself holds back: `httpx stays at 0.26: your group dev asks for <0.27`."""
        held = {
            canonicalize_name(one.name): (one, group)
            for group in self.project.all_groups
            for one in map(Requirement, group.requirements)
            if one.specifier and not one.url and {spec.operator for spec in one.specifier} & HOLDING
        }
        if target.given or not held:
            return
        try:
            newest = versions_in(self._compile([self._file("held.txt", sorted(held))], target, (), "--no-deps"))
        except UnresolvableError:
            return
        others = []
        for name, (requirement, group) in held.items():
            version, latest = chosen.get(name), newest.get(name)
            pinned = any(canonicalize_name(Requirement(pin).name) == name for pin in target.constraints)
            if not version or not latest or pinned or requirement.specifier.contains(latest, prereleases=True):
                continue
            if not group.kind or name in MAIN:
                asked = f"{group.label} asks for {requirement.specifier}"
                yield f"{name} stays at {version}, the newest is {latest}: {asked}"
            else:
                others.append(f"{name} {version}")
        if others:
            yield f"your groups also hold back {', '.join(others)}"

    def _inputs(self) -> list[str]:
        """The arguments that make uv read the project and its groups, so that it finds their sources."""
        arguments = ["pyproject.toml"]
        for group in self.project.groups:
            if group.kind == "extra":
                arguments += ["--extra", group.name]
            elif group.kind == "group":
                arguments += ["--group", group.name]
            else:
                arguments.append(self._file(f"{group.name.replace('/', '-')}.txt", group.requirements))
        return arguments

    def _compile(self, inputs: list[str], target: Target, constraints: tuple[str, ...], *options: str) -> list[str]:
        arguments = ["--directory", str(self.folder), "pip", "compile", *inputs, *options, "--python", self.python.path]
        arguments += ["--no-header", "--no-annotate", "--no-emit-index-url", "-q"]
        arguments += target.date_arguments
        if target.prerelease:
            arguments += ["--prerelease", "allow"]
        if target.preferences:  # uv prefers the versions of an existing output file
            arguments += ["--output-file", self._file("preferred.txt", target.preferences)]
        if constraints:
            arguments += ["--constraint", self._file("constraints.txt", constraints)]
        if target.sources:
            arguments += ["--override", self._file("override.txt", target.sources)]
        try:
            printed = run_uv(arguments, offline=self.offline)
        except UvError as error:
            reason = error.reason.replace(f"{self.scratch}/", "").replace(f"{self.folder}/", "")
            raise UnresolvableError(reason) from error
        lines = (line.strip() for line in printed.splitlines() if not line.startswith((" ", "#")))
        return sorted(line for line in lines if line)

    def _file(self, name: str, lines: tuple[str, ...] | list[str]) -> str:
        path = self.scratch / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return str(path)


def build(resolver: Resolver, requirements: list[str], folder: Path) -> Path:
    """Build the environment in a folder, with the project itself if it is a package; return its interpreter.

    Raises UnresolvableError if something cannot be installed.
    """
    file = resolver.scratch / "resolved.txt"
    file.write_text("".join(f"{line}\n" for line in requirements), encoding="utf-8")
    python = folder / "bin" / "python"
    there = ["--directory", str(resolver.folder)]
    # With hard links, a test that writes to its environment would modify uv's cache.
    copy = ["--link-mode", "clone" if sys.platform == "darwin" else "copy"]
    install = [*there, "pip", "install", "--no-deps", "-q", "--python", str(python), *copy]
    try:
        venv = ["venv", "--no-project", "--no-config", "-q", "--clear", "--python", resolver.python.path, str(folder)]
        run_uv(venv, offline=resolver.offline)
        run_uv([*install, "-r", str(file)], offline=resolver.offline)
        if resolver.project.is_package:
            run_uv([*install, "-e", "."], offline=resolver.offline)
    except UvError as error:
        raise UnresolvableError(f"cannot build the environment: {error.reason}") from error
    return python


def choose_python(project: Project, wanted: str | None, cache: Cache, *, offline: bool) -> tuple[Python, list[str]]:
    """The interpreter for a project's tests: the given one, else the one the project asks for, else the current one.

    A note says if the one that the project asks for is missing. Raises NothingVerifiedError if the given one is.
    """
    if wanted:
        return find_python(wanted, cache, offline=offline), []
    notes = []
    version = project.python_version
    for text in dict.fromkeys(filter(None, (version, ".".join(version.split(".")[:2])))):
        try:
            found = find_python(text, cache, offline=offline)
        except NothingVerifiedError:
            continue
        if text != version and version:
            notes.append(f"there is no Python {version}, which .python-version names: {found.version} is taken")
        return found, notes
    found = find_python(None, cache, offline=offline)
    if project.requires_python and not SpecifierSet(project.requires_python).contains(found.version):
        found = find_python(project.requires_python, cache, offline=offline)
    if version:
        notes.append(f"there is no Python {version}, which .python-version names: {found.version} is taken")
    return found, notes


def versions_in(requirements: list[str]) -> dict[str, str]:
    """The versions of resolved requirements by normalized name."""
    found: dict[str, str] = {}
    for line in requirements:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:  # a member of a workspace
            continue
        version = str(requirement.specifier).removeprefix("==")
        found[str(canonicalize_name(requirement.name))] = version or str(requirement.url)
    return found
