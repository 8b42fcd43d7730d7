"""`nox -s benchmark`: compare the runner with a fresh process per example and with plain pytest.

(a) this runner, warm; (b) one `uv run` process per example, at the same parallelism; (c) plain pytest over the same
files, one process per environment, without isolation. Prints medians of wall and CPU seconds, and their ratios.
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
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python, find_python
from fastapi_by_example.environments.uv import find_uv
from fastapi_by_example.execution.files import copy_example
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


def with_runner(concepts: Sequence[Concept]) -> None:
    """(a) `fastapi-by-example verify` in its own process."""
    command = [sys.executable, "-m", "fastapi_by_example", "verify", "-q", *(concept.slug for concept in concepts)]
    subprocess.run(command, check=True, capture_output=True)


def with_fresh_processes(concepts: Sequence[Concept], target: Target, jobs: int) -> None:
    """(b) One `uv run` per example, on a copy of its files."""
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


def with_plain_pytest(groups: Sequence[tuple[Path, Sequence[Concept]]]) -> None:
    """(c) One pytest per environment, on the original files."""
    for python, concepts in groups:
        with tempfile.TemporaryDirectory() as folder:
            for concept in concepts:
                for file in concept.files:
                    target = Path(folder) / file.name
                    if not target.exists():
                        shutil.copytree(file, target) if file.is_dir() else shutil.copyfile(file, target)
            (Path(folder) / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
            environment = {**os.environ, "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}"}
            command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", folder]
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def plain_groups(concepts: Sequence[Concept], python: Python, cache: Cache) -> list[tuple[Path, Sequence[Concept]]]:
    """An environment with pytest for each dependency set, with its examples."""
    groups: dict[tuple[str, ...], list[Concept]] = defaultdict(list)
    for concept in concepts:
        groups[concept.declared.bare].append(concept)
    found: list[tuple[Path, Sequence[Concept]]] = []
    for dependencies, members in groups.items():
        wanted = sorted({*dependencies, "pytest"})
        with Resolved(parse_target("known-good"), python, cache).environment(wanted) as made:
            found.append((made.python, members))
    return found


def main() -> None:
    """Take the samples in turns, so that a slow phase of the machine affects all three, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("concepts", nargs="*", help="slugs, tables or paths; all by default")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    corpus, cache, target = discover(), default_cache(), parse_target("known-good")
    concepts = select(corpus, arguments.concepts)
    groups = plain_groups(concepts, find_python(None, cache), cache)
    jobs = available_cores()
    ways: dict[str, Callable[[], None]] = {
        "a: this runner": lambda: with_runner(concepts),
        "b: fresh uv run": lambda: with_fresh_processes(concepts, target, jobs),
        "c: plain pytest": lambda: with_plain_pytest(groups),
    }
    for way in ways.values():
        way()
    samples: dict[str, list[Sample]] = {name: [] for name in ways}
    for number in range(arguments.rounds):
        for name, way in ways.items():
            samples[name].append(measured(way))
            wall, cpu = samples[name][-1]
            print(f"round {number + 1}, {name}: {wall:.2f} s wall, {cpu:.2f} s CPU", flush=True)
    medians = {
        name: tuple(statistics.median(values) for values in zip(*taken, strict=True)) for name, taken in samples.items()
    }
    a, b, c = medians.values()
    print(f"\n{len(concepts)} examples, {jobs} cores, medians of {arguments.rounds} rounds after one to warm up:")
    for name, (wall, cpu) in medians.items():
        print(f"{name:<16} {wall:8.2f} s wall {cpu:8.2f} s CPU {1000 * cpu / len(concepts):8.0f} ms CPU per example")
    print(f"b / a, wall: {b[0] / a[0]:.2f}    a / c, CPU: {a[1] / c[1]:.2f}    a / c, wall: {a[0] / c[0]:.2f}")


if __name__ == "__main__":
    main()
