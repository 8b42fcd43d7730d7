"""`nox -s power`: measure how many injected faults in FastAPI and Starlette the corpus detects.

Samples lines that the corpus covers (as saved by `nox -s coverage`), breaks one at a time in a copy of the environment
(a negated condition, a changed constant, a dropped statement), and runs up to ten of the examples that reach it. A
fault is detected if an outcome or an observation differs. Prints the share and the undetected faults.
"""

import argparse
import ast
import json
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from mutants import negate

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.environments.build import Environment, Resolved, instrument
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.files import remove
from fastapi_by_example.execution.interpreter import BrokenEnvironmentError, Interpreter, Limits, started
from fastapi_by_example.execution.pytest_copy import PytestCopy
from fastapi_by_example.execution.run_folder import run_folder
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Options, Session, available_cores
from fastapi_by_example.run.document import ExampleResult
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import parse_target

REACHED = "reached.json"
MOST_EXAMPLES = 10
LIMITS = Limits(timeout=30)


@dataclass(frozen=True)
class Fault:
    """A fault: the file below site-packages, the line, a description, and the new source."""

    file: str
    line: int
    what: str
    source: str


def faults_in(source: str, file: str, lines: set[int]) -> Iterator[Fault]:
    """The possible faults on some lines of a module, one per line."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if line not in lines:
            continue
        changed = _broken(node)
        if changed:
            what, restore = changed
            yield Fault(file, line, what, ast.unparse(tree))
            restore()


def _broken(node: ast.AST) -> "tuple[str, Restore] | None":
    """Break a node in place; return a description and a function that restores it."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        old = node.test
        negate(node)
        return f"negated: {ast.unparse(old)[:70]}", Restore(node, "test", old)
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        value = node.value
        node.value = ast.Constant(None)
        return f"returns None: {ast.unparse(value)[:70]}", Restore(node, "value", value)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
        call = node.value
        node.value = ast.Constant(None)
        return f"dropped: {ast.unparse(call)[:70]}", Restore(node, "value", call)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int) and not isinstance(node.value, str):
        number = node.value
        node.value = (not number) if isinstance(number, bool) else number + 1
        return f"constant: {number!r}", Restore(node, "value", number)
    return None


@dataclass(frozen=True)
class Restore:
    """Restores a changed node."""

    node: ast.AST
    name: str
    value: object

    def __call__(self) -> None:
        """Restore the old value."""
        setattr(self.node, self.name, self.value)


def draw(reached: dict[str, dict[str, list[str]]], site_packages: Path, count: int, seed: int) -> list[Fault]:
    """A random sample of faults on covered lines, at most one per line."""
    everything: list[Fault] = []
    for file, lines in sorted(reached.items()):
        source = (site_packages / file).read_text(encoding="utf-8")
        seen: set[int] = set()
        for fault in faults_in(source, file, {int(line) for line in lines}):
            if fault.line not in seen:
                seen.add(fault.line)
                everything.append(fault)
    return random.Random(seed).sample(everything, min(count, len(everything)))


def copied(environment: Environment, folder: Path, fault: Fault) -> Environment:
    """A copy of an environment, made with hard links, with one module replaced."""
    # Links to folders of another environment are followed: the module is replaced in the copy.
    shutil.copytree(environment.folder, folder, copy_function=os.link)
    site_packages = folder / environment.site_packages.relative_to(environment.folder)
    module = site_packages / fault.file
    module.unlink()
    module.write_text(fault.source, encoding="utf-8")
    shutil.rmtree(module.parent / "__pycache__", ignore_errors=True)
    return replace(
        environment, folder=folder, python=folder / "bin" / "python", site_packages=site_packages, foreign=True
    )


@dataclass
class Judge:
    """Runs the examples that reach a fault, and compares their results with those without the fault."""

    concepts: Sequence[Concept]
    before: dict[str, ExampleResult]
    reach: dict[str, Counter[str]]
    environment: Environment
    tools: Path
    folder: Path
    root: Path

    def detects(self, number: int, fault: Fault, slugs: Sequence[str]) -> bool:
        """Whether an example detects a fault."""
        place = self.folder / f"fault-{number}"
        chosen = [concept for concept in self.concepts if concept.slug in slugs and concept.slug in self.before]
        module = Path(fault.file).stem
        chosen.sort(key=lambda concept: (-self.reach[fault.file][concept.slug], module not in concept.watch_source))
        try:
            made = copied(self.environment, place / "environment", fault)
            interpreter = started(made, self.tools, place / "run")
            try:
                return any(self._differs(interpreter, concept) for concept in chosen[:MOST_EXAMPLES])
            finally:
                interpreter.close()
        except BrokenEnvironmentError:  # a failed import is always detected
            return True
        finally:
            remove(place)

    def _differs(self, interpreter: Interpreter, concept: Concept) -> bool:
        result = interpreter.run(concept, LIMITS, self.root)
        return any(True for _ in changes_of(self.before[concept.slug], result))


def lines_reached(reached: dict[str, dict[str, list[str]]]) -> dict[str, Counter[str]]:
    """How many lines of each module each example reaches: those that exercise it most are run first."""
    return {file: Counter(slug for slugs in lines.values() for slug in slugs) for file, lines in reached.items()}


def main() -> int:
    """Inject faults, and print how many were detected."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    corpus, cache = discover(), default_cache()
    try:
        reached = json.loads((cache.root / REACHED).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NothingVerifiedError("no saved coverage of the corpus", hint="run `nox -s coverage` first") from error
    python = find_python(None, cache)
    target = parse_target("known-good")
    key, _ = Counter(concept.declared.key for concept in corpus.concepts.values()).most_common(1)[0]
    concepts = [concept for concept in corpus.concepts.values() if concept.declared.key == key]
    mine = {concept.slug for concept in concepts}
    reached = {
        file: {line: kept for line, slugs in lines.items() if (kept := [one for one in slugs if one in mine])}
        for file, lines in reached.items()
    }
    session = Session(corpus, python, cache, recall(cache, corpus.root), Options(limits=LIMITS))
    before = Trials(session).run(concepts, target, twice=True)
    with ExitStack() as held:
        original = held.enter_context(instrument(python, cache))
        made = held.enter_context(Resolved(target, python, cache).environment(*key))
        folder = held.enter_context(run_folder())
        tools = PytestCopy(original, folder / "tools").ready()
        faults = draw(reached, made.site_packages, arguments.faults, arguments.seed)
        judge = Judge(concepts, before, lines_reached(reached), made, tools, folder, corpus.root)
        pool = held.enter_context(ThreadPoolExecutor(available_cores()))
        slugs = [reached[fault.file][str(fault.line)] for fault in faults]
        detected = 0
        for fault, found in zip(faults, pool.map(judge.detects, range(len(faults)), faults, slugs), strict=True):
            detected += found
            if not found:
                print(f"undetected: {fault.file}:{fault.line}: {fault.what}", flush=True)
    share = 100 * detected / max(len(faults), 1)
    print(f"{detected} of {len(faults)} faults detected ({share:.1f} %), seed {arguments.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
