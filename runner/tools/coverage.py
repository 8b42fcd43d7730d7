"""`nox -s coverage`: measure which lines and branches of FastAPI and Starlette the corpus covers, at known-good.

Every example runs once, with promises and watches in separate processes; server processes are included. Prints a line
per module (with `-v` the missed ranges), then the public parameters that no example passes, then two lines such as
`fastapi lines 97.0 branches 92.0`. The coverage of each example is saved for `nox -s power`.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.build import Environment, Resolved
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.execution.files import copy_example
from fastapi_by_example.execution.interpreter import FOR_VERIFICATION, PYTEST_INI
from fastapi_by_example.execution.verify import available_cores
from fastapi_by_example.store.cache import default_cache, write_whole
from fastapi_by_example.targets.target import parse_target

PACKAGES = ("fastapi", "starlette")
LEFT_OUT = {
    "if TYPE_CHECKING:": "only a type checker reads it",
    r"@(typing\.)?overload": "only a type checker reads it",
    r"^\s*\.\.\.$": "the body of a declaration",
    r"if sys\.version_info|if sys\.platform|sys\.platform ==": "another platform or another Python",
    r"except (ImportError|ModuleNotFoundError)": "a package that every environment here has is missing",
    r"raise NotImplementedError": "an abstract method",
    "pragma: no cover": "FastAPI and Starlette exclude it themselves",
}
"""Excluded lines: patterns for coverage's `exclude_also`, with the reason."""
TIMEOUT = 240
DATA = ".coverage"
"""The name of data files; `coverage combine` looks for files with this name."""
REACHED = "reached.json"
"""The file in the cache with the examples that reach each line."""
SITECUSTOMIZE = "import coverage\ncoverage.process_startup()\n"
SIGNATURES = """
import importlib, inspect, json, pkgutil
found = {}
for package in ("fastapi", "starlette"):
    for info in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if any(part.startswith("_") for part in info.name.split(".")):
            continue
        try:
            module = importlib.import_module(info.name)
        except Exception:
            continue
        for name, value in vars(module).items():
            if name.startswith("_") or not (inspect.isclass(value) or inspect.isfunction(value)):
                continue
            if not str(getattr(value, "__module__", "")).startswith(package) or issubclass_of_error(value):
                continue
            try:
                parameters = inspect.signature(value).parameters.values()
            except (TypeError, ValueError):
                continue
            found[name] = [p.name for p in parameters if p.default is not p.empty and not p.name.startswith("_")]
print(json.dumps(found))
""".replace("issubclass_of_error(value)", "(inspect.isclass(value) and issubclass(value, Warning))")


@dataclass(frozen=True)
class Measured:
    """One module: its statements and branches, and those that were covered."""

    name: str
    lines: int
    lines_reached: int
    branches: int
    branches_reached: int
    missing: str


def configuration(folder: Path, environment: Environment) -> Path:
    """Write coverage's configuration, which maps the files of all environments to those of the first."""
    file = folder / "coverage.ini"
    excluded = "".join(f"    {pattern}\n" for pattern in LEFT_OUT)
    sources = "".join(f"    {name}\n" for name in PACKAGES)
    file.write_text(
        f"[run]\nbranch = true\nparallel = true\nsigterm = true\nsource_pkgs =\n{sources}\n"
        f"[report]\nexclude_also =\n{excluded}\n"
        f"[paths]\nsite =\n    {environment.site_packages}\n    */site-packages\n",
        encoding="utf-8",
    )
    return file


def run_example(concept: Concept, environment: Environment, folder: Path, settings: Path) -> None:
    """Run the promises and watches of an example under coverage, with its data in a separate folder."""
    place = folder / concept.slug
    copy_example(concept, place / "files")
    (place / "files" / "pytest.ini").write_text(PYTEST_INI, encoding="utf-8")
    (place / "site").mkdir()
    (place / "site" / "sitecustomize.py").write_text(SITECUSTOMIZE, encoding="utf-8")
    variables = {name: f"{name.lower()}{FOR_VERIFICATION}" for name in concept.declared.environment}
    environ = {
        **os.environ,
        **variables,
        "PATH": f"{environment.python.parent}{os.pathsep}{os.environ['PATH']}",
        "COVERAGE_FILE": str(place / DATA),
        "COVERAGE_PROCESS_START": str(settings),
        "PYTHONPATH": f"{place / 'site'}",
        "HOME": str(place),
    }
    for file in (concept.test, concept.watch):
        if file:
            command = [str(environment.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name]
            try:
                subprocess.run(command, cwd=place / "files", env=environ, capture_output=True, timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                print(f"{file.name} timed out after {TIMEOUT} s", file=sys.stderr)


def collect(concepts: Sequence[Concept], folder: Path, held: ExitStack) -> Environment:
    """Run all examples, each in the environment of its dependency set; return the first environment."""
    cache = default_cache()
    source = Resolved(parse_target("known-good"), find_python(None, cache), cache)
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Concept]] = defaultdict(list)
    for concept in concepts:
        groups[concept.declared.key].append(concept)
    first: Environment | None = None
    with ThreadPoolExecutor(available_cores()) as pool:
        for (dependencies, instruments), members in groups.items():
            made = held.enter_context(source.environment(dependencies, (*instruments, "coverage", "pytest")))
            first = first or made
            settings = configuration(folder, first)
            list(
                pool.map(
                    run_example, members, [made] * len(members), [folder] * len(members), [settings] * len(members)
                )
            )
    assert first
    return first


def coverage_json(environment: Environment, settings: Path, combined: Path, *folders: Path) -> dict[str, Any]:
    """Coverage's JSON report on the data in some folders, which is combined in another folder."""
    combined.mkdir(parents=True)
    data = combined / DATA
    environ = {**os.environ, "COVERAGE_FILE": str(data)}
    tool = [str(environment.python), "-m", "coverage"]
    combine = [*tool, "combine", "-q", "--keep", "--rcfile", str(settings), *map(str, folders)]
    _run_quietly(combine, environ)
    output = data.with_suffix(".json")
    written = [*tool, "json", "-q", "--rcfile", str(settings), "-o", str(output)]
    _run_quietly(written, environ)
    found: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))["files"]
    return found


def _run_quietly(command: Sequence[str], environ: dict[str, str]) -> None:
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"coverage {command[3]} failed: {done.stdout}{done.stderr}")


def modules(files: dict[str, Any], site_packages: Path) -> Iterator[Measured]:
    """The modules in a coverage report."""
    for path, part in sorted(files.items()):
        name = ".".join(Path(path).relative_to(site_packages).with_suffix("").parts).removesuffix(".__init__")
        summary = part["summary"]
        arcs = [f"{start}->{end}" for start, end in part["missing_branches"] if start not in part["missing_lines"]]
        yield Measured(
            name,
            summary["num_statements"],
            summary["covered_lines"],
            summary["num_branches"],
            summary["covered_branches"],
            ", ".join([*ranges(part["missing_lines"]), *arcs]),
        )


def ranges(lines: Sequence[int]) -> Iterator[str]:
    """Lines as ranges: `3-5, 9`."""
    start = previous = None
    for line in [*lines, None]:
        if previous is not None and line != previous + 1:
            yield str(start) if start == previous else f"{start}-{previous}"
            start = None
        start = line if start is None else start
        previous = line


def percent(reached: int, all_of_them: int) -> float:
    """A share as a percentage."""
    return 100.0 * reached / all_of_them if all_of_them else 100.0


def unused_parameters(environment: Environment, concepts: Sequence[Concept]) -> dict[str, list[str]]:
    """The optional parameters of public callables of FastAPI and Starlette that no example passes by name."""
    answer = subprocess.run([environment.python, "-I", "-c", SIGNATURES], capture_output=True, text=True, check=True)
    given: dict[str, set[str]] = defaultdict(set)
    for concept in concepts:
        for source in (concept.source, concept.test_source, concept.watch_source):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    given[name] |= {keyword.arg for keyword in node.keywords if keyword.arg}
    return {
        name: left
        for name, parameters in sorted(json.loads(answer.stdout).items())
        if name in given and (left := [one for one in parameters if one not in given[name]])
    }


def keep_reached(files: dict[str, dict[str, Any]], site_packages: Path) -> None:
    """Save which examples reach each line of each module, for `nox -s power`."""
    reached: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for slug, report in files.items():
        for path, part in report.items():
            for line in part["executed_lines"]:
                reached[str(Path(path).relative_to(site_packages))][line].append(slug)
    write_whole(default_cache().root / REACHED, json.dumps(reached))


def main() -> int:
    """Measure and print the coverage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("concepts", nargs="*", help="slugs, tables or paths; all by default")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the missed ranges and parameters")
    arguments = parser.parse_args()
    concepts = select(discover(), arguments.concepts)
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        environment = collect(concepts, folder, held)
        settings = configuration(folder, environment)
        places = {concept.slug: folder / concept.slug for concept in concepts}
        files = coverage_json(environment, settings, folder / "combined", *places.values())
        each = {}
        for slug, place in places.items():
            each[slug] = coverage_json(environment, settings, folder / "combined" / slug, place)
        keep_reached(each, environment.site_packages)
        measured = list(modules(files, environment.site_packages))
        unused = unused_parameters(environment, concepts)
    for one in measured:
        lines, branches = percent(one.lines_reached, one.lines), percent(one.branches_reached, one.branches)
        print(f"{one.name:<44} lines {lines:5.1f} branches {branches:5.1f}" + f"  {one.missing}" * arguments.verbose)
    print(f"\nexcluded: {'; '.join(f'{pattern} ({why})' for pattern, why in LEFT_OUT.items())}")
    count = sum(map(len, unused.values()))
    print(f"{count} optional parameters of public callables are never passed by name{':' * arguments.verbose}")
    for name, left in unused.items() if arguments.verbose else ():
        print(f"  {name}: {', '.join(left)}")
    for package in PACKAGES:
        mine = [one for one in measured if one.name.partition(".")[0] == package]
        lines = percent(sum(one.lines_reached for one in mine), sum(one.lines for one in mine))
        branches = percent(sum(one.branches_reached for one in mine), sum(one.branches for one in mine))
        print(f"{package} lines {lines:.1f} branches {branches:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
