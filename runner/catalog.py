"""Discover the corpus: tables from `table.toml`, concepts from their scripts' headers and docstrings, all as text."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from runner.errors import UsageError
from runner.fixtures import Conftest, read_conftest
from runner.header import HeaderError, read_header

TEST_FUNCTION = re.compile(r"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+test")
IMPORT = re.compile(r"(?m)^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import|import[ \t]+([\w., \t]+))")
DEPENDENCY_LINE = re.compile(r"(?m)^#.*dependencies")

UNDECODABLE = "its name is not valid text, and no report could have it; rename it"
SHADOWED = ("fastapi", "starlette", "pydantic", "pytest")


@dataclass(frozen=True)
class Problem:
    """An inconsistency of the corpus, and where it is."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CorpusError(UsageError):
    """The corpus is inconsistent; `problems` has every reason, and each names its file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"The corpus has {count}:\n" + "\n".join(f"  {problem}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Concept:
    """One row of a table: a script, the test beside it, and what the script declares."""

    slug: str
    table: int
    script: Path
    test: Path
    assets: tuple[Path, ...]
    dependencies: tuple[str, ...]
    requires_python: str
    services: tuple[str, ...]
    conftest: Path | None
    source: str = field(repr=False)
    test_source: str = field(repr=False)

    @cached_property
    def docstring(self) -> str:
        """The docstring of the script, or an empty text where it has none or cannot be parsed."""
        try:
            return ast.get_docstring(ast.parse(self.source)) or ""
        except (SyntaxError, ValueError):
            return ""

    @property
    def title(self) -> str:
        """What stands before the colon in the docstring's first line; the slug where there is none."""
        return self.docstring.partition("\n")[0].partition(": ")[0].rstrip(".") or self.slug

    @property
    def summary(self) -> str:
        """What stands behind the colon in the docstring's first line: what the concept does, in one sentence."""
        return self.docstring.partition("\n")[0].partition(": ")[2]

    @property
    def explanation(self) -> str:
        """The docstring without its first line: what to know."""
        return self.docstring.partition("\n")[2].strip()

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The modules that script and test import, by full name, without the standard library's `__future__`."""
        found: dict[str, None] = {}
        for match in IMPORT.finditer(f"{self.source}\n{self.test_source}"):
            for name in (match[1] or match[2]).split(","):
                module = name.split(" as ")[0].strip()
                if module and module not in ("__future__", self.slug) and not module.startswith("."):
                    found.setdefault(module)
        return tuple(found)

    def admits(self, python: str) -> bool:
        """Whether its header allows a version of Python; a pre-release counts as the release that it precedes."""
        return allowed(self.requires_python, python)

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that the example consists of: script, test, assets, and the shared fixtures if it uses one."""
        return (self.script, self.test, *self.assets, *((self.conftest,) if self.conftest else ()))


@dataclass(frozen=True)
class Table:
    """A group of concepts: a folder of the corpus."""

    number: int
    title: str
    introduction: str
    folder: Path
    concepts: tuple[Concept, ...]


@dataclass(frozen=True)
class Corpus:
    """All tables in their order."""

    root: Path
    tables: tuple[Table, ...]

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """Every concept by its slug, in the order in which a reader meets them."""
        return {concept.slug: concept for table in self.tables for concept in table.concepts}


def default_root() -> Path:
    """The corpus that belongs to this runner: beside it in a checkout, inside it when it was installed."""
    here = Path(__file__).resolve().parent
    return here / "corpus" if (here / "corpus").is_dir() else here.parent


def discover(root: Path | None = None) -> Corpus:
    """Read a corpus: `examples/*/table.toml` below a folder, or `*/table.toml` where it has no `examples`.

    Raises UsageError where there is no table, and CorpusError with every inconsistency that was found.
    """
    root = Path(os.path.abspath(root or default_root()))  # noqa: PTH100  # without `..`, links kept
    if not is_text(str(root)):
        raise UsageError(f"{root}: {UNDECODABLE}.")
    examples = root / "examples" if (root / "examples").is_dir() else root
    listings = sorted(examples.glob("*/table.toml"))
    if not listings:
        raise UsageError(f"No corpus at {root}: it has no examples/*/table.toml. Give its folder with --corpus.")
    problems: list[Problem] = []
    conftest = read_conftest(root / "conftest.py")
    if examples != root:
        find_folders_without_table(examples, problems)
    tables = [table for listing in listings if (table := read_table(listing, conftest, problems))]
    find_duplicates(tables, problems)
    find_shadows(tables, problems)
    if problems:
        raise CorpusError(sorted(problems, key=lambda problem: (str(problem.file), problem.line)))
    return Corpus(root, tuple(sorted(tables, key=lambda table: table.number)))


def read_table(listing: Path, conftest: Conftest | None, problems: list[Problem]) -> Table | None:
    """Read one table's folder; what is wrong with it goes into `problems`."""
    text = listing.read_text(encoding="utf-8-sig", errors="replace")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        problems.append(Problem(listing, int(line[1]) if line else 1, f"not TOML: {error}"))
        return None
    wanted = {"number": int, "title": str, "introduction": str, "concepts": list}
    for key, kind in wanted.items():
        if not isinstance(data.get(key), kind):
            problems.append(Problem(listing, 1, f"`{key}` is missing or not {kind.__name__}"))
            return None
    folder, slugs = listing.parent, [str(slug) for slug in data["concepts"]]
    if not is_text(folder.name):
        problems.append(Problem(folder, 1, UNDECODABLE))
    names = sorted(set(os.listdir(folder)) - {"__pycache__", "table.toml", "conftest.py"})  # noqa: PTH208
    assets = assign_assets(folder, names, slugs, problems)
    concepts, present = [], set(names)
    for slug in slugs:
        missing = [name for name in (f"{slug}.py", f"test_{slug}.py") if name not in present]
        if missing:
            problems.append(Problem(listing, line_with(text, f'"{slug}"'), f"{slug} has no {' and no '.join(missing)}"))
            continue
        concept = read_concept(folder, slug, data["number"], tuple(assets[slug]), conftest, problems)
        if concept:
            concepts.append(concept)
    return Table(data["number"], data["title"], data["introduction"].strip(), folder, tuple(concepts))


def assign_assets(folder: Path, names: list[str], slugs: list[str], problems: list[Problem]) -> dict[str, list[Path]]:
    """Give each file that carries a concept's slug to that concept, the longest slug first; name unlisted scripts."""
    assets: dict[str, list[Path]] = {slug: [] for slug in slugs}
    own = {name for slug in slugs for name in (f"{slug}.py", f"test_{slug}.py")}
    for name in (name for name in names if name not in own):
        stem = re.split(r"[.]", name)[0]
        parts = stem.split("_")
        owner = next((s for n in range(len(parts), 0, -1) if (s := "_".join(parts[:n])) in assets), None)
        if owner and is_text(name):
            assets[owner].append(folder / name)
        elif owner:
            problems.append(Problem(folder / name, 1, UNDECODABLE))
        elif name.endswith(".py"):
            problems.append(Problem(folder / name, 1, "no table lists it; add its slug to table.toml or remove it"))
    return assets


def read_concept(
    folder: Path, slug: str, table: int, assets: tuple[Path, ...], conftest: Conftest | None, problems: list[Problem]
) -> Concept | None:
    """Read one example's two files; what is wrong with them goes into `problems`."""
    script, test = folder / f"{slug}.py", folder / f"test_{slug}.py"
    source = script.read_text(encoding="utf-8-sig", errors="replace")
    test_source = test.read_text(encoding="utf-8-sig", errors="replace")
    if not TEST_FUNCTION.search(test_source):
        problems.append(Problem(test, 1, "no test function"))
    try:
        header = read_header(source)
        dependencies = declared_dependencies(header, source)
        requires_python = declared_python(header, source)
        services = declared_services(header, source)
    except HeaderError as error:
        problems.append(Problem(script, error.line, str(error)))
        return None
    return Concept(
        slug=slug,
        table=table,
        script=script,
        test=test,
        assets=assets,
        dependencies=dependencies,
        requires_python=requires_python,
        services=services,
        conftest=conftest.file if conftest and conftest.concerns(test_source) else None,
        source=source,
        test_source=test_source,
    )


def declared_dependencies(header: dict[str, Any], source: str) -> tuple[str, ...]:
    """The requirements of a header, sorted. Raises HeaderError for one that is none."""
    declared = header.get("dependencies")
    found = DEPENDENCY_LINE.search(source)
    line = source.count("\n", 0, found.start()) + 1 if found else 1
    if not isinstance(declared, list) or not all(isinstance(dependency, str) for dependency in declared):
        raise HeaderError("the header has no list of `dependencies`", line)
    for dependency in declared:
        problem = invalid_requirement(dependency)
        if problem:
            raise HeaderError(f"{dependency!r} is not a requirement: {problem}", line_with(source, f'"{dependency}"'))
    return tuple(sorted(declared))


def declared_python(header: dict[str, Any], source: str) -> str:
    """The Pythons of a header. Raises HeaderError for a text that names none."""
    declared = str(header.get("requires-python", ""))
    try:
        SpecifierSet(declared)
    except InvalidSpecifier as error:
        line = line_with(source, "requires-python")
        raise HeaderError(f"`requires-python` is not a version specifier: {declared!r}", line) from error
    return declared


def declared_services(header: dict[str, Any], source: str) -> tuple[str, ...]:
    """The services of a header's `[tool.fastapi-by-example]`. Raises HeaderError for what is no list of names."""
    tools = header.get("tool", {})
    own = tools.get("fastapi-by-example", {}) if isinstance(tools, dict) else {}
    services = own.get("services", []) if isinstance(own, dict) else None
    if not isinstance(services, list) or not all(isinstance(name, str) for name in services):
        raise HeaderError("`services` is not a list of names", line_with(source, "services"))
    return tuple(services)


@lru_cache(maxsize=1024)
def allowed(specifier: str, python: str) -> bool:
    """Whether a specifier allows a version of Python; one that was built from a checkout ends with a plus sign."""
    return SpecifierSet(specifier).contains(Version(python.rstrip("+")).base_version)


@lru_cache(maxsize=1024)
def invalid_requirement(text: str) -> str:
    """Why a text is not a requirement of PEP 508; empty where it is one."""
    try:
        Requirement(text)
    except InvalidRequirement as error:
        return str(error).partition("\n")[0]
    return ""


def is_text(name: str) -> bool:
    """Whether the name of a file is text: the system allows bytes that are none."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def find_folders_without_table(examples: Path, problems: list[Problem]) -> None:
    """Name every script in a folder that has no table.toml."""
    for folder in sorted(examples.glob("*/")):
        if not (folder / "table.toml").is_file():
            for script in sorted(folder.glob("*.py")):
                problems.append(Problem(script, 1, "no table lists it; its folder has no table.toml"))


def find_shadows(tables: list[Table], problems: list[Problem]) -> None:
    """Name every file and folder that a process started beside it would import in place of an installed package."""
    for folder in {table.folder for table in tables}:
        for name in SHADOWED:
            for path in (folder / name, folder / f"{name}.py"):
                if path.exists():
                    problems.append(Problem(path, 1, f"it hides the installed {name}; give it another name"))


def find_duplicates(tables: list[Table], problems: list[Problem]) -> None:
    """Name every slug and every table number that stands twice."""
    seen: dict[str, Path] = {}
    for table, slug in listed_slugs(tables):
        listing = table.folder / "table.toml"
        if slug in seen:
            line = line_with(listing.read_text(encoding="utf-8"), f'"{slug}"', last=seen[slug] == listing)
            problems.append(Problem(listing, line, f"the slug {slug} is already in {seen[slug]}"))
        seen.setdefault(slug, listing)
    numbers: dict[int, Path] = {}
    for table in tables:
        if table.number in numbers:
            listing = table.folder / "table.toml"
            line = line_with(listing.read_text(encoding="utf-8"), "number")
            problems.append(Problem(listing, line, f"number {table.number} is already {numbers[table.number]}"))
        numbers.setdefault(table.number, table.folder)


def listed_slugs(tables: list[Table]) -> Iterator[tuple[Table, str]]:
    """Every slug with its table, in the order of the listings."""
    for table in tables:
        for concept in table.concepts:
            yield table, concept.slug


def line_with(text: str, wanted: str, *, last: bool = False) -> int:
    """The first line, or the last one, counted from 1, that has a text in it; 1 where none has."""
    position = text.rfind(wanted) if last else text.find(wanted)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
