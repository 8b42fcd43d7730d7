"""`nox -s benchmark`: compare the runner with a fresh process per example and with plain pytest.

(a) this runner, warm; (b) one `uv run` process per example, at the same parallelism; (c) `pytest -n` over the same
files, watches included, one call per environment, without isolation; (d) this runner without watches. Prints medians of
wall and CPU seconds, and their ratios. `--without-fresh` skips (b), which takes most of the time.

Then it measures one comparison, each time as a ratio to one `verify` of its candidate: with an empty cache, with the
environments built, and with the base's results known. `--without-compare` skips this, `--only-compare` all else.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python, find_python
from fastapi_by_example.environments.uv import find_uv
from fastapi_by_example.execution.files import copy_example
from fastapi_by_example.execution.interpreter import FOR_VERIFICATION
from fastapi_by_example.execution.verify import available_cores
from fastapi_by_example.store.cache import Cache, default_cache
from fastapi_by_example.targets.target import Target, parse_target

Sample = tuple[float, float]
"""Wall and CPU seconds."""


def measured(action: Callable[[], None]) -> Sample:
    """The time that an action takes, including its child processes."""
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    action()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - clock, cpu


PYTEST_INI = "[pytest]\npython_files = test_*.py watch_*.py\npython_functions = test watch_\n"


def with_runner(concepts: Sequence[Concept], *options: str) -> None:
    """(a), (d) `fastapi-by-example verify` in its own process."""
    slugs = [concept.slug for concept in concepts]
    command = [sys.executable, "-m", "fastapi_by_example", "verify", "-q", *options, *slugs]
    subprocess.run(command, check=True, capture_output=True)


def without_watches(corpus: Path, folder: Path) -> Path:
    """A copy of a corpus without its watches."""
    shutil.copytree(corpus / "examples", folder / "examples", ignore=shutil.ignore_patterns("watch_*.py"))
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copyfile(corpus / name, folder / name)
    return folder


def with_fresh_processes(concepts: Sequence[Concept], target: Target, jobs: int) -> None:
    """(b) One `uv run` per example, in a copy of its files."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:

        def run(concept: Concept) -> None:
            place = Path(folder) / concept.slug
            copy_example(concept, place)
            (place / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
            arguments = [
                "run",
                "-q",
                "--no-project",
                "--python",
                sys.executable,
                "--exclude-newer",
                target.as_of,
            ]
            arguments += ["--with-requirements", concept.script.name, "--with", "pytest"]
            pytest = ["python", "-m", "pytest", "-q", "-p", "no:cacheprovider", concept.test.name]
            subprocess.run([find_uv(), *arguments, *pytest], cwd=place, check=True, capture_output=True)

        list(pool.map(run, concepts))


def with_plain_pytest(groups: Sequence[tuple[Path, Sequence[Concept]]], jobs: int) -> None:
    """(c) One pytest per environment, in copies of the files. Failures due to missing isolation are ignored."""
    for python, concepts in groups:
        with tempfile.TemporaryDirectory() as folder:
            for concept in concepts:
                for file in concept.files:
                    target = Path(folder) / file.name
                    if not target.exists():
                        shutil.copytree(file, target) if file.is_dir() else shutil.copyfile(file, target)
            (Path(folder) / "pytest.ini").write_text(PYTEST_INI, encoding="utf-8")
            required = {
                name: f"{name.lower()}{FOR_VERIFICATION}" for one in concepts for name in one.declared.environment
            }
            path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
            command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", str(jobs), folder]
            environment = {**os.environ, **required, "PATH": path}
            subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)


def plain_groups(concepts: Sequence[Concept], python: Python, cache: Cache) -> list[tuple[Path, Sequence[Concept]]]:
    """An environment with pytest for each dependency set, with its examples."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Concept]] = defaultdict(list)
    for concept in concepts:
        groups[concept.declared.key].append(concept)
    found: list[tuple[Path, Sequence[Concept]]] = []
    for (dependencies, instruments), members in groups.items():
        wanted = (*instruments, "pytest", "pytest-xdist")
        with Resolved(parse_target("known-good"), python, cache).environment(dependencies, wanted) as made:
            found.append((made.python, members))
    return found


COMPARED = ("2026-10-01", "2026-11-01")
"""The targets of the measured comparison: six weeks of releases of every package."""
EARLIER = "2026-10-15"
"""The candidate of an earlier comparison with the same base, from which the base's results are known."""


def print_comparison(concepts: Sequence[Concept]) -> None:
    """Measure `compare` once in each state of the cache, and print the times."""
    slugs = [concept.slug for concept in concepts]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FASTAPI_BY_EXAMPLE_CACHE": folder}

        def run(*words: str) -> Sample:
            command = [sys.executable, "-m", "fastapi_by_example", *words]
            return measured(lambda: _run_quietly(command, environment))

        only = [word for slug in slugs for word in ("--only", slug)]
        samples = {"empty cache": run("compare", *COMPARED, *only)}
        one = run("verify", "-q", "--target", COMPARED[1], *slugs)
        _forget_results(Path(folder))
        samples["environments built"] = run("compare", *COMPARED, *only)
        _forget_results(Path(folder))
        run("compare", COMPARED[0], EARLIER, *only)
        samples["base known"] = run("compare", *COMPARED, *only)
    print(f"\none verify of {COMPARED[1]}: {one[0]:.2f} s wall, {one[1]:.2f} s CPU")
    for name, (wall, cpu) in samples.items():
        print(f"compare {' '.join(COMPARED)}, {name}: {wall:.2f} s wall, {cpu:.2f} s CPU, {wall / one[0]:.2f} verify")


def _run_quietly(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a command. `compare` exits with 1 if something broke."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command[:6])} failed: {done.stderr[-2000:]}")


def _forget_results(cache: Path) -> None:
    shutil.rmtree(cache / "runs")


def sampled(ways: dict[str, Callable[[], None]], rounds: int) -> dict[str, Sample]:
    """The medians of each way. The ways take turns, so that a slow phase of the machine affects all of them."""
    for way in ways.values():
        way()
    samples: dict[str, list[Sample]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            samples[name].append(measured(way))
            wall, cpu = samples[name][-1]
            print(f"round {number + 1}, {name}: {wall:.2f} s wall, {cpu:.2f} s CPU", flush=True)
    return {
        name: (statistics.median(wall for wall, _ in taken), statistics.median(cpu for _, cpu in taken))
        for name, taken in samples.items()
    }


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("concepts", nargs="*", help="slugs, tables or paths; all by default")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-fresh", action="store_true", help="skip (b)")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--without-compare", action="store_true", help="skip the comparison")
    parts.add_argument("--only-compare", action="store_true", help="measure the comparison alone")
    arguments = parser.parse_args()
    corpus = discover()
    concepts = select(corpus, arguments.concepts)
    if not arguments.only_compare:
        print_ways(corpus, concepts, arguments)
    if not arguments.without_compare:
        print_comparison(concepts)


def print_ways(corpus: Corpus, concepts: Sequence[Concept], arguments: argparse.Namespace) -> None:
    """Measure (a) to (d), and print their medians and ratios."""
    cache, target = default_cache(), parse_target("known-good")
    groups = plain_groups(concepts, find_python(None, cache), cache)
    jobs = available_cores()
    with tempfile.TemporaryDirectory() as folder:
        promises = without_watches(corpus.root, Path(folder))
        ways: dict[str, Callable[[], None]] = {
            "a: this runner": lambda: with_runner(concepts),
            "b: fresh uv run": lambda: with_fresh_processes(concepts, target, jobs),
            "c: plain pytest": lambda: with_plain_pytest(groups, jobs),
            "d: no watches": lambda: with_runner(concepts, "--corpus", str(promises)),
        }
        if arguments.without_fresh:
            del ways["b: fresh uv run"]
        medians = sampled(ways, arguments.rounds)
    print(f"\n{len(concepts)} examples, {jobs} cores, medians of {arguments.rounds} rounds after one to warm up:")
    for name, (wall, cpu) in medians.items():
        print(f"{name:<16} {wall:8.2f} s wall {cpu:8.2f} s CPU {1000 * cpu / len(concepts):8.0f} ms CPU per example")
    by_letter = {name[0]: median for name, median in medians.items()}
    a, c, d = (by_letter[letter] for letter in "acd")
    if "b" in by_letter:
        print(f"b / a, wall: {by_letter['b'][0] / a[0]:.2f}")
    print(f"a / c, wall: {a[0] / c[0]:.2f}    a / c, CPU: {a[1] / c[1]:.2f}")
    print(f"watches' share of the runner's CPU: {100 * (1 - d[1] / a[1]):.0f} %")


if __name__ == "__main__":
    main()
