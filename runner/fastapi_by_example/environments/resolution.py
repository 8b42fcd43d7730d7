"""Resolve a dependency set for a target: the exact versions of an environment."""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from pydantic import BaseModel

from fastapi_by_example.environments.uv import UvError, python_details, run_uv
from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import Cache, write_whole
from fastapi_by_example.store.digest import digest
from fastapi_by_example.targets.target import Target

MADE_BY_A_BUILD = re.compile(r"\..*|__pycache__|build|dist|.*\.egg-info")
"""Folders of a checkout that contain no source: hidden ones and build output."""
FIRST_WITH_STANDARD = Version("0.112.0")
"""The first FastAPI with the `standard` extra; earlier releases call it `all`."""

FIRST_WITHOUT_APP = Version("0.42.0")
"""The first Starlette that works with httpx 0.28; earlier releases pass it the removed argument `app`."""

OLDEST_PYTHON = (3, 10)
"""The oldest version that the probe supports."""


@dataclass(frozen=True)
class Python:
    """An interpreter: its path, its version, and an identity made of everything that affects resolution."""

    path: str
    version: str
    identity: str


@dataclass(frozen=True)
class Resolution:
    """The exact versions for a dependency set, one requirement per package, with notes for the report."""

    dependencies: tuple[str, ...]
    requirements: tuple[str, ...]
    notes: tuple[str, ...] = ()
    packages: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def local(self) -> dict[str, Path]:
        """The paths of the packages that come from a local folder or file."""
        named = ((one.name, urlsplit(one.url or "")) for one in map(Requirement, self.requirements))
        return {name: Path(unquote(url.path)) for name, url in named if url.scheme == "file"}

    @property
    def identity(self) -> tuple[str, ...]:
        """The identity of the packages: the requirements, and the state of local sources."""
        return (*self.requirements, *(_source_digest(path) for path in self.local.values()))


class _Answer(BaseModel):
    """The cached part of a resolution."""

    requirements: list[str]
    notes: list[str]


class UnresolvableError(Exception):
    """The dependency set cannot be resolved for the target; `reason` is the resolver's message as one paragraph."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotApplicableError(UnresolvableError):
    """The target lacks a package that the examples need; `reason` names it."""


def find_python(wanted: str | None, cache: Cache, *, offline: bool = False) -> Python:
    """The interpreter for a version or a path; the current one by default.

    Raises NothingVerifiedError if there is none, and UsageError if it is too old or the cache is unusable.
    """
    cache.prepare()
    path = python_details(wanted, offline=offline) if wanted else sys.executable
    question = (
        "import sys, platform; print(sys.implementation.name, platform.python_version(), sys.platform,"
        " platform.machine(), sys.base_prefix)"
    )
    known = (
        cache.root
        / "pythons"
        / f"{digest(path, str(Path(path).resolve()), str(Path(path).resolve().stat().st_mtime_ns))}.json"
    )
    identity = _known_identity(known)
    if not identity:
        identity = ask(path, question)
        write_whole(known, json.dumps(identity))
    version = identity.split()[1]
    if tuple(map(int, version.split(".")[:2])) < OLDEST_PYTHON:
        raise UsageError(f"Python {version} is too old: examples need {'.'.join(map(str, OLDEST_PYTHON))} or newer")
    return Python(path, version, identity)


def _known_identity(file: Path) -> str:
    """The cached identity of an interpreter; empty if there is none or it is damaged."""
    try:
        identity = json.loads(file.read_text(encoding="utf-8"))
        return identity if re.match(r"\w+ \d+\.\d+\.\d+\S* \w+ \S+ \S", identity) else ""
    except (OSError, ValueError, TypeError, RecursionError):
        return ""


def ask(python: str, question: str) -> str:
    """The output of a one-line program."""
    return subprocess.run([python, "-I", "-c", question], capture_output=True, text=True, check=True).stdout.strip()


@dataclass(frozen=True)
class Resolver:
    """Resolves dependency sets for one interpreter.

    `fresh` are exact requirements that were just resolved together. uv has cached all that it needs to know about them,
    so a dependency set that resolves to nothing else needs no more requests.
    """

    python: Python
    cache: Cache
    offline: bool = False
    fresh: frozenset[str] = frozenset()

    def known(self, dependencies: Sequence[str], target: Target) -> Resolution | None:
        """The cached resolution for a fixed target, or None."""
        try:
            answer = _Answer.model_validate_json(self._file(dependencies, target).read_bytes())
            return _resolution(dependencies, answer.requirements, answer.notes) if target.is_fixed else None
        except (OSError, ValueError):
            return None

    def resolve(self, dependencies: Sequence[str], target: Target) -> Resolution:
        """Choose exact versions. The resolution of a fixed target is cached.

        Raises UnresolvableError with the resolver's reason.
        """
        if known := self.known(dependencies, target):
            return known
        notes: list[str] = []
        try:
            requirements = self.compile(dependencies, target)
        except UnresolvableError:
            loose = _without_extras(dependencies, target, self.compile)
            if not loose:
                raise
            requirements, extras = loose
            notes.append(f"these versions are outside the bounds of {extras}; its packages were installed all the same")
        renamed = _without_standard_extra(dependencies, requirements) if not notes else []
        if renamed:
            requirements = self.compile(renamed, target)
            notes.append("this FastAPI has no `standard` extra; its `all` extra was installed instead")
        if target.is_fixed:
            answer = _Answer(requirements=requirements, notes=notes)
            write_whole(self._file(dependencies, target), answer.model_dump_json())
        return _resolution(dependencies, requirements, notes)

    def compile(self, dependencies: Sequence[str], target: Target) -> list[str]:
        """Resolve with uv; return one exact requirement per package. Raises UnresolvableError."""
        if self.fresh and not self.offline:
            with contextlib.suppress(UnresolvableError):
                found = self._ask_uv(dependencies, target, offline=True)
                if self.fresh.issuperset(found):
                    return found
        return self._ask_uv(dependencies, target, offline=self.offline)

    def _file(self, dependencies: Sequence[str], target: Target) -> Path:
        constraints = (*target.constraints, "", *target.preferences)
        asked = (*dependencies, "", target.as_of, str(target.prerelease), *constraints, self.python.identity)
        return self.cache.root / "resolutions" / f"{digest(*asked)}.json"

    def _ask_uv(self, dependencies: Sequence[str], target: Target, *, offline: bool) -> list[str]:
        arguments = ["pip", "compile", "-", "--python", self.python.path, "--no-header", "--no-annotate"]
        arguments += ["--no-config", "-q", *target.date_arguments]
        if target.prerelease:
            arguments += ["--prerelease", "allow"]
        with self.cache.scratch() as folder:
            if target.preferences:  # uv prefers the versions of an existing output file
                preferred = folder / "preferred.txt"
                preferred.write_text("\n".join(target.preferences) + "\n", encoding="utf-8")
                arguments += ["--output-file", str(preferred)]
            for option, lines in (
                ("--constraint", target.constraints),
                ("--override", _with_extras(dependencies, target.sources)),
            ):
                if lines:
                    file = folder / f"{option.strip('-')}.txt"
                    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
                    arguments += [option, str(file)]
            try:
                printed = run_uv(arguments, offline=offline, stdin="\n".join(dependencies) + "\n")
            except UvError as error:
                raise UnresolvableError(error.reason.replace(str(folder), "")) from error
        return sorted(line.strip() for line in printed.splitlines() if line.strip() and not line.startswith((" ", "#")))


def _resolution(dependencies: Sequence[str], requirements: Sequence[str], notes: Sequence[str]) -> Resolution:
    """A resolution from its parts."""
    packages: dict[str, str] = {}
    for line in requirements:
        requirement = Requirement(line)
        version = str(requirement.specifier).removeprefix("==") or str(requirement.url)
        packages[canonicalize_name(requirement.name)] = version
    return Resolution(tuple(dependencies), tuple(requirements), tuple(notes), packages)


def _without_extras(
    dependencies: Sequence[str], target: Target, compiled: Callable[[Sequence[str], Target], list[str]]
) -> tuple[list[str], str] | None:
    """Versions that ignore the bounds of extras but not their packages, and the extras; None if that does not help.

    An extra of an example's header must not make versions unresolvable that work without it.
    """
    extras = [one for one in map(Requirement, dependencies) if one.extras]
    if not extras or not target.constraints or target.sources:
        return None
    wanted = [str(one) for one in map(Requirement, dependencies) if not one.extras]
    try:
        for one in extras:
            name = canonicalize_name(one.name)
            own = tuple(line for line in target.constraints if canonicalize_name(Requirement(line).name) == name)
            wanted.append(one.name)
            wanted += [Requirement(line).name for line in compiled([str(one)], replace(target, constraints=own))]
        return compiled(sorted(set(wanted)), target), " and ".join(map(str, extras))
    except UnresolvableError:
        return None


def _with_extras(dependencies: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Direct references with the extras that the dependency set requests of the same package."""
    asked: dict[str, set[str]] = {}
    for dependency in map(Requirement, dependencies):
        asked.setdefault(canonicalize_name(dependency.name), set()).update(dependency.extras)
    lines = []
    for source in map(Requirement, sources):
        extras = ",".join(sorted(asked.get(canonicalize_name(source.name), set())))
        lines.append(f"{source.name}[{extras}] @ {source.url}" if extras else f"{source.name} @ {source.url}")
    return lines


def _without_standard_extra(dependencies: Sequence[str], requirements: Sequence[str]) -> list[str]:
    """The dependencies with `fastapi[all]` if the resolved FastAPI has no `standard` extra; empty otherwise."""
    chosen = next((r for r in map(Requirement, requirements) if r.name == "fastapi" and r.specifier), None)
    if chosen is None or Version(str(chosen.specifier).removeprefix("==")) >= FIRST_WITH_STANDARD:
        return []
    renamed = [line.replace("fastapi[standard]", "fastapi[all]") for line in dependencies]
    return renamed if renamed != list(dependencies) else []


def _source_digest(path: Path) -> str:
    """A digest of a wheel, or of the names, sizes and times of a checkout's source files."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    entries = []
    for parent, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not MADE_BY_A_BUILD.fullmatch(name))
        for name in sorted(names):
            with contextlib.suppress(OSError):
                status = Path(parent, name).stat()
                entries.append(f"{parent}/{name}:{status.st_size}:{status.st_mtime_ns}")
    return digest(*entries)


def resolve_given(
    dependencies: Sequence[str],
    instruments: Sequence[str],
    target: Target,
    choose: Callable[[Sequence[str], Target], Resolution],
) -> Resolution:
    """Choose from a user's versions. Packages of an extra are included only if the user has them.

    The HTTP client of TestClient and the instruments are added if absent, with a note. They never change a given
    version. `choose` resolves a dependency set for a target. Raises NotApplicableError if a package is missing, and
    UnresolvableError.
    """
    given = {canonicalize_name(Requirement(line).name) for line in (*target.constraints, *target.preferences)}
    wanted: list[str] = []
    for requirement in map(Requirement, dependencies):
        if canonicalize_name(requirement.name) not in given | {"fastapi"}:
            raise NotApplicableError(f"needs {requirement.name}, which {target.spelled} does not have")
        wanted.append(requirement.name)
        if requirement.extras:
            brought = choose([str(requirement)], Target("extra"))
            wanted += [name for name in brought.packages if name in given]
    chosen = choose(sorted(set(wanted)), target)
    client = [] if {"httpx", "httpx2"} & chosen.packages.keys() else [_client_for(chosen.packages.get("starlette", ""))]
    tools = {canonicalize_name(Requirement(one).name): one for one in (*client, *instruments)}
    missing = [one for name, one in tools.items() if name not in chosen.packages]
    if not missing:
        return chosen
    fixed = replace(target, constraints=chosen.requirements, preferences=())
    try:
        whole = choose(sorted({*wanted, *missing}), fixed)
    except UnresolvableError:
        note = f"{', '.join(missing)} could not be added to the given versions"
        return replace(chosen, notes=(*chosen.notes, note))
    names = [canonicalize_name(Requirement(one).name) for one in missing]
    added = ", ".join(f"{name} {whole.packages.get(name, '')}".strip() for name in names)
    return replace(whole, notes=(*whole.notes, f"added for the tests: {added}"))


def _client_for(starlette: str) -> str:
    """The requirement for an HTTP client that works with TestClient of a Starlette version."""
    return "httpx<0.28" if starlette and Version(starlette) < FIRST_WITHOUT_APP else "httpx"
