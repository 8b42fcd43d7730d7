"""The parts of a corpus: tables, concepts, and what a concept's headers declare."""

import ast
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from fastapi_by_example.corpus.header import HeaderError, line_with

IMPORT = re.compile(r"(?m)^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w., \t]+))")
DEPENDENCY_LINE = re.compile(r"(?m)^#.*dependencies")
COMES_WITH_FASTAPI = frozenset({"pydantic", "starlette"})
"""Packages that a header lists only for a lower bound; they do not change the dependency set."""
USUAL_COST = 0.3
"""Assumed seconds of an example whose table declares no cost for it."""
TOOL = "fastapi-by-example"
"""The table below `tool` in a header for settings of the runner."""


@dataclass(frozen=True)
class Declared:
    """What the headers of an example declare.

    `dependencies` are the script's requirements as written; `instruments` are the bare names that only its test and
    watches need. `services` are the environment variables that name a real service; `environment` are those that the
    script requires. `copy_as` is the file name that the script is copied to, if it needs another one.
    """

    dependencies: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    requires_python: str = ""
    services: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    copy_as: str = ""

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The script's requirements without lower bounds, sorted: what is resolved."""
        names = {bare(line) for line in self.dependencies}
        if any(canonicalize_name(Requirement(name).name) == "fastapi" for name in names):
            names -= COMES_WITH_FASTAPI
        return tuple(sorted(names))

    @cached_property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The identity of the dependency set: examples with equal keys share an environment."""
        return self.bare, tuple(name for name in self.instruments if name not in self.bare)

    def unmet(self, packages: Mapping[str, str]) -> str:
        """The first unmet bound, such as `needs fastapi>=0.135, the target has 0.128.0`; empty if all are met."""
        for requirement in map(Requirement, self.dependencies):
            version = packages.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier or not _is_version(version):
                continue
            if not requirement.specifier.contains(version, prereleases=True):
                return f"needs {requirement.name}{requirement.specifier}, the target has {version}"
        return ""


@dataclass(frozen=True)
class Concept:
    """A row of a table: a script, its promises and watches, and what they declare.

    `cost` is its approximate duration in seconds, as declared in `table.toml`.
    """

    slug: str
    table: int
    script: Path
    test: Path
    watch: Path | None
    assets: tuple[Path, ...]
    declared: Declared
    conftest: Path | None
    source: str = field(repr=False)
    test_source: str = field(repr=False)
    watch_source: str = field(repr=False, default="")
    cost: float = USUAL_COST

    @cached_property
    def docstring(self) -> str:
        """The script's docstring; empty if there is none or the script cannot be parsed."""
        try:
            return ast.get_docstring(ast.parse(self.source)) or ""
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ""

    @property
    def title(self) -> str:
        """The part of the docstring's first line before the colon, or the slug."""
        return self.docstring.partition("\n")[0].partition(": ")[0].rstrip(".") or self.slug

    @property
    def summary(self) -> str:
        """The part of the docstring's first paragraph after the colon: what the concept does, in one sentence."""
        first, _, _ = self.docstring.partition("\n\n")
        return " ".join(first.split()).partition(": ")[2]

    @property
    def explanation(self) -> str:
        """The docstring without its first paragraph."""
        return self.docstring.partition("\n\n")[2].strip()

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The full names of the modules that script, test and watches import, without `__future__`."""
        found: dict[str, None] = {}
        for match in IMPORT.finditer(f"{self.source}\n{self.test_source}\n{self.watch_source}"):
            for name in (match[1] or match[2]).split(","):
                module = name.split(" as ")[0].strip()
                if module and module not in ("__future__", self.slug) and not module.startswith("."):
                    found.setdefault(module)
        return tuple(found)

    def admits(self, python: str) -> bool:
        """Whether the header allows a Python version. A pre-release counts as its release."""
        return _allowed(self.declared.requires_python, python)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files of the example: script, test, watches, assets, and the conftest.py if it uses one."""
        watches = (self.watch,) if self.watch else ()
        return (self.script, self.test, *watches, *self.assets, *((self.conftest,) if self.conftest else ()))

    def contents(self) -> Iterator[str]:
        """The name and content of each file, including files in its folders, to identify the example."""
        for path in self.files:
            inner = sorted(Path(parent, name) for parent, _, names in os.walk(path) for name in names)
            for file in inner or [path]:
                name = file.relative_to(path.parent)
                if file.is_file() and "__pycache__" not in name.parts:
                    yield str(name)
                    yield file.read_bytes().decode("latin-1")  # a one-to-one decoding


@dataclass(frozen=True)
class Table:
    """A group of concepts: a folder of the corpus. An `addition` is counted separately from the seed."""

    number: int
    title: str
    introduction: str
    folder: Path
    concepts: tuple[Concept, ...]
    addition: bool = False


@dataclass(frozen=True)
class Corpus:
    """All tables, in order."""

    root: Path
    tables: tuple[Table, ...]

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """Every concept by slug, in the order of the tables."""
        return {concept.slug: concept for table in self.tables for concept in table.concepts}

    @property
    def additions(self) -> frozenset[str]:
        """The slugs of the concepts in tables that are additions."""
        return frozenset(concept.slug for table in self.tables if table.addition for concept in table.concepts)


def bare(requirement: str) -> str:
    """A requirement without its lower bounds, which only declare the first version on which a script works."""
    parsed = Requirement(requirement)
    kept = ",".join(sorted(str(one) for one in parsed.specifier if one.operator not in (">=", ">")))
    extras = f"[{','.join(sorted(parsed.extras))}]" if parsed.extras else ""
    address = f" @ {parsed.url}" if parsed.url else ""
    return f"{parsed.name}{extras}{kept}{address}" + (f" ; {parsed.marker}" if parsed.marker else "")


def declared_by(header: Mapping[str, Any], source: str, instruments: tuple[str, ...] = ()) -> Declared:
    """What a script's header declares, plus the instruments of its test and watches.

    Raises HeaderError for an invalid value.
    """
    own = _own_table(header, source)
    return Declared(
        dependencies=requirements_of(header, source),
        instruments=instruments,
        requires_python=_python_of(header, source),
        services=_names(own, "services", source),
        environment=_names(own, "environment", source),
        copy_as=_file_name(own, source),
    )


def requirements_of(header: Mapping[str, Any], source: str) -> tuple[str, ...]:
    """The `dependencies` of a header, sorted. Raises HeaderError if one is not a PEP 508 requirement."""
    declared = header.get("dependencies")
    found = DEPENDENCY_LINE.search(source)
    line = source.count("\n", 0, found.start()) + 1 if found else 1
    if not isinstance(declared, list) or not all(isinstance(dependency, str) for dependency in declared):
        raise HeaderError("the header has no `dependencies` list", line)
    for dependency in declared:
        problem = _invalid_requirement(dependency)
        if problem:
            raise HeaderError(f"{dependency!r} is not a requirement: {problem}", line_with(source, f'"{dependency}"'))
    return tuple(sorted(declared))


def _python_of(header: Mapping[str, Any], source: str) -> str:
    declared = str(header.get("requires-python", ""))
    try:
        SpecifierSet(declared)
    except InvalidSpecifier as error:
        line = line_with(source, "requires-python")
        raise HeaderError(f"`requires-python` is not a version specifier: {declared!r}", line) from error
    return declared


def _own_table(header: Mapping[str, Any], source: str) -> Mapping[str, Any]:
    tools = header.get("tool", {})
    own = tools.get(TOOL, {}) if isinstance(tools, dict) else {}
    if not isinstance(own, dict):
        raise HeaderError(f"`tool.{TOOL}` is not a table", line_with(source, TOOL))
    return own


def _names(own: Mapping[str, Any], key: str, source: str) -> tuple[str, ...]:
    names = own.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise HeaderError(f"`{key}` is not a list of names", line_with(source, key))
    return tuple(names)


def _file_name(own: Mapping[str, Any], source: str) -> str:
    name = own.get("copy-as", "")
    if not isinstance(name, str) or (name and not re.fullmatch(r"\w+\.py", name)):
        raise HeaderError("`copy-as` is not the name of a Python file", line_with(source, "copy-as"))
    return name


@lru_cache(maxsize=1024)
def _allowed(specifier: str, python: str) -> bool:
    # The version of a Python that was built from a checkout ends with a plus sign.
    return SpecifierSet(specifier).contains(Version(python.rstrip("+")).base_version)


@lru_cache(maxsize=1024)
def _invalid_requirement(text: str) -> str:
    try:
        Requirement(text)
    except InvalidRequirement as error:
        return str(error).partition("\n")[0]
    return ""


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def listed_slugs(tables: list[Table]) -> Iterator[tuple[Table, str]]:
    """Every slug with its table, in order."""
    for table in tables:
        for concept in table.concepts:
            yield table, concept.slug
