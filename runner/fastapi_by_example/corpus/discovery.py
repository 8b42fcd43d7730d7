"""Discover a corpus: tables from `table.toml`, concepts from headers and docstrings. Nothing is imported."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi_by_example.corpus.concept import (
    USUAL_COST,
    Concept,
    Corpus,
    Table,
    bare,
    declared_by,
    listed_slugs,
    requirements_of,
)
from fastapi_by_example.corpus.fixtures import Conftest, read_conftest
from fastapi_by_example.corpus.header import HeaderError, has_header, line_with, read_header
from fastapi_by_example.errors import UsageError
from fastapi_by_example.untrusted import UnreadableError, parse_toml, text_of

TEST_FUNCTION = re.compile(r"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+test")
WATCH_FUNCTION = re.compile(r"(?m)^(?:async[ \t]+)?def[ \t]+watch_")

LARGEST = 2**20
"""Largest file of an example that is read, in bytes."""
LONGEST = 24 * 60 * 60.0
"""Highest cost, in seconds."""
UNDECODABLE = "its name is not valid UTF-8; rename it"
SHADOWED = ("fastapi", "starlette", "pydantic", "pytest")


@dataclass(frozen=True)
class Problem:
    """An inconsistency of the corpus and its location."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CorpusError(UsageError):
    """The corpus is inconsistent; each of `problems` has its file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"the corpus has {count}:\n" + "\n".join(f"  {problem}" for problem in problems))
        self.problems = problems


def default_root() -> Path:
    """The runner's own corpus: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parents[1]
    bundled = package / "bundled"
    return bundled if bundled.is_dir() else package.parents[1]


def discover(root: Path | None = None) -> Corpus:
    """Read a corpus: `examples/*/table.toml` below a folder, or `*/table.toml` if it has no `examples`.

    Raises UsageError if there is no table, and CorpusError with every inconsistency.
    """
    root = Path(os.path.abspath(root or default_root()))  # noqa: PTH100  # without `..`, links kept
    if not _is_text(str(root)):
        raise UsageError(f"{root}: {UNDECODABLE}")
    examples = root / "examples" if (root / "examples").is_dir() else root
    listings = sorted(examples.glob("*/table.toml"))
    if not listings:
        raise UsageError(f"no corpus at {root}: examples/*/table.toml not found", hint="give its folder with --corpus")
    problems: list[Problem] = []
    conftest = read_conftest(root / "conftest.py")
    if examples != root:
        _find_folders_without_table(examples, problems)
    tables = [table for listing in listings if (table := _read_table(listing, conftest, problems))]
    _find_duplicates(tables, problems)
    _find_shadows(tables, problems)
    if problems:
        raise CorpusError(sorted(problems, key=lambda problem: (str(problem.file), problem.line)))
    return Corpus(root, tuple(sorted(tables, key=lambda table: table.number)))


def _read_table(listing: Path, conftest: Conftest | None, problems: list[Problem]) -> Table | None:
    """Read one table's folder; append any inconsistency to `problems`."""
    try:
        text = text_of(listing, largest=LARGEST, errors="replace")
        data = parse_toml(text)
    except UnreadableError as error:
        line = re.search(r"at line (\d+)", str(error))
        problems.append(Problem(listing, int(line[1]) if line else 1, f"not TOML: {error}"))
        return None
    wanted = {"number": int, "title": str, "introduction": str, "concepts": list, "addition": bool}
    data.setdefault("addition", False)
    for key, kind in wanted.items():
        if not isinstance(data.get(key), kind):
            problems.append(Problem(listing, 1, f"`{key}` is missing or not {kind.__name__}"))
            return None
    folder, slugs = listing.parent, [str(slug) for slug in data["concepts"]]
    if not _is_text(folder.name):
        problems.append(Problem(folder, 1, UNDECODABLE))
    names = sorted(set(os.listdir(folder)) - {"__pycache__", "table.toml", "conftest.py"})  # noqa: PTH208
    if (folder / "conftest.py").exists():
        problems.append(Problem(folder / "conftest.py", 1, "it has no effect here; move it beside `examples`"))
    assets = _assign_assets(folder, names, slugs, problems)
    concepts, present, costs = [], set(names), _costs(listing, data, problems)
    for slug in slugs:
        missing = [name for name in (f"{slug}.py", f"test_{slug}.py") if name not in present]
        if missing:
            problems.append(Problem(listing, line_with(text, f'"{slug}"'), f"{slug} has no {' and no '.join(missing)}"))
            continue
        row = _Row(data["number"], slug, folder, tuple(assets[slug]), costs.get(slug, USUAL_COST))
        concept = _read_concept(row, conftest, problems)
        if concept:
            concepts.append(concept)
    introduction = data["introduction"].strip()
    return Table(data["number"], data["title"], introduction, folder, tuple(concepts), data["addition"])


def _costs(listing: Path, data: dict[str, Any], problems: list[Problem]) -> dict[str, float]:
    """The `[cost]` of a table: the approximate seconds of examples that take much longer than usual."""
    costs = data.get("cost", {})
    if isinstance(costs, dict) and all(isinstance(c, int | float) and 0 < c < LONGEST for c in costs.values()):
        unknown = [slug for slug in costs if slug not in data["concepts"]]
        problems += [
            Problem(listing, 1, f"`cost` names {slug}, which is not a concept of the table") for slug in unknown
        ]
        return costs
    problems.append(Problem(listing, 1, "`cost` is not a table of slugs and seconds"))
    return {}


def _assign_assets(folder: Path, names: list[str], slugs: list[str], problems: list[Problem]) -> dict[str, list[Path]]:
    """Assign each file that starts with a slug to that concept, longest slug first; report unlisted scripts."""
    assets: dict[str, list[Path]] = {slug: [] for slug in slugs}
    own = {name for slug in slugs for name in (f"{slug}.py", f"test_{slug}.py", f"watch_{slug}.py")}
    for name in (name for name in names if name not in own):
        stem = re.split(r"[.]", name)[0]
        parts = stem.split("_")
        owner = next((s for n in range(len(parts), 0, -1) if (s := "_".join(parts[:n])) in assets), None)
        if owner and _is_text(name):
            assets[owner].append(folder / name)
        elif owner:
            problems.append(Problem(folder / name, 1, UNDECODABLE))
        elif name.endswith(".py"):
            problems.append(
                Problem(folder / name, 1, "not listed in any table; add its slug to table.toml or remove it")
            )
    return assets


@dataclass(frozen=True)
class _Row:
    """A row of a table before its files are read."""

    table: int
    slug: str
    folder: Path
    assets: tuple[Path, ...]
    cost: float


def _read_concept(row: _Row, conftest: Conftest | None, problems: list[Problem]) -> Concept | None:
    """Read one example's files; append any inconsistency to `problems`."""
    script, test, watch = (row.folder / f"{prefix}{row.slug}.py" for prefix in ("", "test_", "watch_"))
    if not _readable((*row.assets, script, test, watch), problems):
        return None
    source, test_source = _text(script), _text(test)
    watch_source = _text(watch) if watch.exists() else ""
    if not TEST_FUNCTION.search(test_source):
        problems.append(Problem(test, 1, "no test function"))
    if watch_source and not WATCH_FUNCTION.search(watch_source):
        problems.append(Problem(watch, 1, "no watch function (watch_*)"))
    instruments = _instruments(test, test_source, problems) | _instruments(watch, watch_source, problems)
    try:
        declared = declared_by(read_header(source), source, tuple(sorted(instruments)))
    except HeaderError as error:
        problems.append(Problem(script, error.line, str(error)))
        return None
    return Concept(
        slug=row.slug,
        table=row.table,
        script=script,
        test=test,
        watch=watch if watch_source else None,
        assets=row.assets,
        declared=declared,
        conftest=conftest.file if conftest and conftest.concerns(f"{test_source}\n{watch_source}") else None,
        source=source,
        test_source=test_source,
        watch_source=watch_source,
        cost=row.cost,
    )


def _instruments(file: Path, source: str, problems: list[Problem]) -> set[str]:
    """The packages that only a test or watch file needs, from that file's header."""
    if not has_header(source):
        return set()
    try:
        return set(map(bare, requirements_of(read_header(source), source)))
    except HeaderError as error:
        problems.append(Problem(file, error.line, str(error)))
        return set()


def _readable(paths: tuple[Path, ...], problems: list[Problem]) -> bool:
    """Whether files and folders can be read and copied. Reading a pipe or a device could take forever."""
    count = len(problems)
    for path in paths:
        for file in (path, *(path.rglob("*") if path.is_dir() else ())):
            try:
                mode = file.stat().st_mode
            except OSError:  # a broken link is copied as is
                continue
            if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                problems.append(Problem(file, 1, "it is not a regular file"))
            elif path.suffix == ".py" and (stat.S_ISDIR(mode) or file.stat().st_size > LARGEST):
                problems.append(Problem(file, 1, "it is not a file of at most 1 MiB"))
    return len(problems) == count


def _text(file: Path) -> str:
    return text_of(file, largest=LARGEST, errors="replace")


def _is_text(name: str) -> bool:
    """Whether a file name is valid UTF-8; file systems also allow other bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _find_folders_without_table(examples: Path, problems: list[Problem]) -> None:
    """Report every script in a folder without table.toml."""
    for folder in sorted(examples.glob("*/")):
        if not (folder / "table.toml").is_file():
            for script in sorted(folder.glob("*.py")):
                problems.append(Problem(script, 1, "not listed in any table: its folder has no table.toml"))


def _find_shadows(tables: list[Table], problems: list[Problem]) -> None:
    """Report every file and folder that would shadow an installed package."""
    for folder in {table.folder for table in tables}:
        for name in SHADOWED:
            for path in (folder / name, folder / f"{name}.py"):
                if path.exists():
                    problems.append(Problem(path, 1, f"it shadows the installed {name}; rename it"))


def _find_duplicates(tables: list[Table], problems: list[Problem]) -> None:
    """Report every duplicate slug and table number."""
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
