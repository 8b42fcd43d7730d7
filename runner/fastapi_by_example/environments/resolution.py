"""Resolve a dependency set for a target: which exact versions an environment shall have."""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from fastapi_by_example.environments.uv import UvError, python_details, run_uv
from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import Cache, write_whole
from fastapi_by_example.store.digest import digest
from fastapi_by_example.targets.target import Target

MADE_BY_A_BUILD = re.compile(r"\..*|__pycache__|build|dist|.*\.egg-info")
"""Folders of a checkout that are no source: hidden ones, and what a build leaves."""
FIRST_WITH_STANDARD = Version("0.112.0")
"""FastAPI before it has no `standard` extra; what that brings was called `all`."""

FIRST_WITHOUT_APP = Version("0.42.0")
"""Starlette before it may hand `app` to its HTTP client, which httpx 0.28 refuses."""

OLDEST_PYTHON = (3, 10)
"""The first version that the probe runs on."""


@dataclass(frozen=True)
class Python:
    """An interpreter: its path, and what makes one differ from another for packages."""

    path: str
    version: str
    identity: str


@dataclass(frozen=True)
class Resolution:
    """What was chosen for a dependency set: one requirement per package, exact, and remarks for the report."""

    dependencies: tuple[str, ...]
    requirements: tuple[str, ...]
    notes: tuple[str, ...] = ()
    packages: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def local(self) -> dict[str, Path]:
        """The packages that come from a folder or a file of this machine, and where that is."""
        named = ((one.name, urlsplit(one.url or "")) for one in map(Requirement, self.requirements))
        return {name: Path(unquote(url.path)) for name, url in named if url.scheme == "file"}

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells one set of packages from another: the requirements, and the state of what is local."""
        return (*self.requirements, *(source_digest(path) for path in self.local.values()))


class UnresolvableError(Exception):
    """The target's versions do not fit the dependency set; `reason` is the resolver's, in one paragraph."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotApplicableError(UnresolvableError):
    """The target lacks something that the examples need; `reason` names it."""


def find_python(wanted: str | None, cache: Cache, *, offline: bool = False) -> Python:
    """The interpreter for a version or a path; the one that runs this where none is wanted.

    Raises NothingVerifiedError where there is none, and UsageError where it is too old, or the cache unusable.
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
    try:
        identity = str(json.loads(known.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        identity = ask(path, question)
        write_whole(known, json.dumps(identity))
    version = identity.split()[1]
    if tuple(map(int, version.split(".")[:2])) < OLDEST_PYTHON:
        raise UsageError(f"Python {version} is too old: examples run on {'.'.join(map(str, OLDEST_PYTHON))} or newer.")
    return Python(path, version, identity)


def ask(python: str, question: str) -> str:
    """What a Python prints for a program of one line."""
    return subprocess.run([python, "-I", "-c", question], capture_output=True, text=True, check=True).stdout.strip()


def resolve(
    dependencies: Sequence[str], target: Target, python: Python, cache: Cache, *, offline: bool = False
) -> Resolution:
    """Choose exact versions. A fixed target's answer is remembered, so that asking again costs nothing.

    Raises UnresolvableError with the resolver's reason.
    """
    constraints = (*target.constraints, "", *target.preferences)
    asked = digest(*dependencies, "", target.as_of, str(target.prerelease), *constraints, python.identity)
    known = cache.root / "resolutions" / f"{asked}.json"
    if target.is_fixed:
        try:
            answer = json.loads(known.read_text(encoding="utf-8"))
            return resolution(dependencies, answer["requirements"], answer["notes"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
    requirements = compile_requirements(dependencies, target, python, cache, offline=offline)
    notes: list[str] = []
    renamed = without_standard_extra(dependencies, requirements)
    if renamed:
        requirements = compile_requirements(renamed, target, python, cache, offline=offline)
        notes.append("this FastAPI has no `standard` extra; its `all` extra was installed instead")
    if target.is_fixed:
        write_whole(known, json.dumps({"requirements": requirements, "notes": notes}))
    return resolution(dependencies, requirements, notes)


def resolution(dependencies: Sequence[str], requirements: Sequence[str], notes: Sequence[str]) -> Resolution:
    """A resolution from its parts, with the versions by package name."""
    packages: dict[str, str] = {}
    for line in requirements:
        requirement = Requirement(line)
        version = str(requirement.specifier).removeprefix("==") or str(requirement.url)
        packages[canonicalize_name(requirement.name)] = version
    return Resolution(tuple(dependencies), tuple(requirements), tuple(notes), packages)


def compile_requirements(
    dependencies: Sequence[str], target: Target, python: Python, cache: Cache, *, offline: bool
) -> list[str]:
    """Let uv resolve; return one exact requirement per package. Raises UnresolvableError."""
    arguments = ["pip", "compile", "-", "--python", python.path, "--no-header", "--no-annotate", "--no-config", "-q"]
    if target.as_of:
        arguments += ["--exclude-newer", target.as_of]
    if target.prerelease:
        arguments += ["--prerelease", "allow"]
    with cache.scratch() as folder:
        if target.preferences:  # uv keeps the versions of an output file that exists, if it can
            preferred = folder / "preferred.txt"
            preferred.write_text("\n".join(target.preferences) + "\n", encoding="utf-8")
            arguments += ["--output-file", str(preferred)]
        for option, lines in (
            ("--constraint", target.constraints),
            ("--override", with_extras(dependencies, target.sources)),
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


def with_extras(dependencies: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Direct references with the extras that the dependency set asks of the same package."""
    asked: dict[str, set[str]] = {}
    for dependency in map(Requirement, dependencies):
        asked.setdefault(canonicalize_name(dependency.name), set()).update(dependency.extras)
    lines = []
    for source in map(Requirement, sources):
        extras = ",".join(sorted(asked.get(canonicalize_name(source.name), set())))
        lines.append(f"{source.name}[{extras}] @ {source.url}" if extras else f"{source.name} @ {source.url}")
    return lines


def without_standard_extra(dependencies: Sequence[str], requirements: Sequence[str]) -> list[str]:
    """The dependencies with `fastapi[all]` for `fastapi[standard]` where the chosen FastAPI is too old for that."""
    chosen = next((r for r in map(Requirement, requirements) if r.name == "fastapi" and r.specifier), None)
    if chosen is None or Version(str(chosen.specifier).removeprefix("==")) >= FIRST_WITH_STANDARD:
        return []
    renamed = [line.replace("fastapi[standard]", "fastapi[all]") for line in dependencies]
    return renamed if renamed != list(dependencies) else []


def source_digest(path: Path) -> str:
    """A digest of a wheel, or of the names, sizes and times of all files of a checkout that may get into a wheel."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    seen = []
    for parent, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not MADE_BY_A_BUILD.fullmatch(name))
        for name in sorted(names):
            with contextlib.suppress(OSError):
                status = Path(parent, name).stat()
                seen.append(f"{parent}/{name}:{status.st_size}:{status.st_mtime_ns}")
    return digest(*seen)


def resolve_given(
    dependencies: Sequence[str],
    instruments: Sequence[str],
    target: Target,
    python: Python,
    cache: Cache,
    *,
    offline: bool = False,
) -> Resolution:
    """Choose from versions that somebody has: what an extra of ours would add is taken only if they have it.

    The test client's HTTP client and the instruments are added if they are absent, and noted; they never move one of
    the given versions. Raises NotApplicableError if a package is missing, and UnresolvableError.
    """
    given = {canonicalize_name(Requirement(line).name) for line in (*target.constraints, *target.preferences)}
    wanted: list[str] = []
    for requirement in map(Requirement, dependencies):
        if canonicalize_name(requirement.name) not in given | {"fastapi"}:
            raise NotApplicableError(f"needs {requirement.name}, which {target.spelled} does not have")
        wanted.append(requirement.name)
        if requirement.extras:
            brought = resolve([str(requirement)], Target("what an extra brings"), python, cache, offline=offline)
            wanted += [name for name in brought.packages if name in given]
    chosen = resolve(sorted(set(wanted)), target, python, cache, offline=offline)
    client = [] if {"httpx", "httpx2"} & chosen.packages.keys() else [client_for(chosen.packages.get("starlette", ""))]
    tools = {canonicalize_name(Requirement(one).name): one for one in (*client, *instruments)}
    missing = [one for name, one in tools.items() if name not in chosen.packages]
    if not missing:
        return chosen
    fixed = replace(target, constraints=chosen.requirements, preferences=())
    try:
        whole = resolve(sorted({*wanted, *missing}), fixed, python, cache, offline=offline)
    except UnresolvableError:
        note = f"{', '.join(missing)} could not be added beside the given versions"
        return replace(chosen, notes=(*chosen.notes, note))
    names = [canonicalize_name(Requirement(one).name) for one in missing]
    added = ", ".join(f"{name} {whole.packages.get(name, '')}".strip() for name in names)
    return replace(whole, notes=(*whole.notes, f"added for the tests: {added}"))


def client_for(starlette: str) -> str:
    """The requirement for an HTTP client that a Starlette's TestClient can use."""
    return "httpx<0.28" if starlette and Version(starlette) < FIRST_WITHOUT_APP else "httpx"
