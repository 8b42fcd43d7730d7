"""`nox -s mutants`: find mutants of the scripts that their promises do not kill.

Each keyword argument, decorator, statement, condition, constant, default and piece of metadata is removed or inverted,
one at a time, and the promises run. Surviving mutants are listed.
"""

import argparse
import ast
import copy
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.build import Resolved, instrument
from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.execution.interpreter import BrokenEnvironmentError, Interpreter, Limits, started
from fastapi_by_example.execution.pytest_copy import PytestCopy
from fastapi_by_example.execution.run_folder import run_folder
from fastapi_by_example.execution.verify import available_cores
from fastapi_by_example.run.document import Outcome
from fastapi_by_example.store.cache import default_cache
from fastapi_by_example.targets.target import parse_target

LIMITS = Limits(timeout=30, watch_timeout=0)
SKIPPED = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
Functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def mutants(source: str) -> dict[str, str]:
    """The mutants of a script: the mutated source by line and description."""
    tree = ast.parse(source)
    plain = ast.unparse(tree)
    found: dict[str, str] = {}
    for number, node in enumerate(ast.walk(tree)):
        for what, change in changes(node, module=number == 0):
            mutated = copy.deepcopy(tree)
            change(list(ast.walk(mutated))[number])
            text = ast.unparse(ast.fix_missing_locations(mutated))
            if text != plain and text not in found.values():
                found[f"{getattr(node, 'lineno', 1)}: {what}"] = text
    return found


def changes(node: ast.AST, *, module: bool) -> Iterator[tuple[str, Callable[[Any], object]]]:
    """The possible mutations of a node, each with a description and a function that applies it."""
    if isinstance(node, ast.Call):
        for n, keyword in enumerate(node.keywords):
            yield f"keyword {keyword.arg} of {ast.unparse(node.func)}", partial(drop, "keywords", n)
    if isinstance(node, Functions):
        for n, decorator in enumerate(node.decorator_list):
            yield f"decorator {ast.unparse(decorator)}", partial(drop, "decorator_list", n)
    body = getattr(node, "body", None)
    for n, statement in enumerate(body if isinstance(body, list) else []):
        docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        assigned = module and isinstance(statement, ast.Assign | ast.AnnAssign)
        if not isinstance(statement, SKIPPED) and not docstring and not assigned:
            first = ast.unparse(statement).splitlines()[0]
            yield f"statement {first[:60]}", partial(empty, n)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield f"condition {ast.unparse(node.test)[:60]}", negate
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        other = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"constant {node.value}", partial(put, other)
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Annotated" and isinstance(node.slice, ast.Tuple):
        yield f"metadata of {ast.unparse(node)[:60]}", without_metadata
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield f"default of {ast.unparse(node.target)}", partial(put, None)


def drop(field: str, number: int, node: Any) -> None:
    """Remove an element from a list of a node."""
    getattr(node, field).pop(number)


def empty(number: int, node: Any) -> None:
    """Replace a statement with `pass`."""
    node.body[number] = ast.Pass()


def put(value: object, node: Any) -> None:
    """Give a node another value."""
    node.value = value


def negate(node: Any) -> None:
    """Negate a condition."""
    node.test = ast.UnaryOp(ast.Not(), node.test)


def without_metadata(node: Any) -> None:
    """Keep only the type of an Annotated."""
    node.slice.elts = [node.slice.elts[0], ast.Constant("nothing")]


def survivors(concept: Concept, start: Callable[[], Interpreter], folder: Path) -> tuple[int, list[str]]:
    """The number of mutants of an example, and the surviving ones."""
    found = mutants(concept.source)
    left = []
    interpreter = start()
    for what, source in found.items():
        script = folder / concept.slug / concept.script.name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(source, encoding="utf-8")
        try:
            result = interpreter.run(replace(concept, script=script, source=source), LIMITS, folder)
        except BrokenEnvironmentError:
            interpreter = start()
            continue
        if result.outcome is Outcome.PASSED:
            left.append(what)
    interpreter.close()
    return len(found), left


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutants of the selected examples, and print the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("concepts", nargs="*", help="slugs, tables or paths; all by default")
    chosen = select(discover(), parser.parse_args(arguments).concepts)
    cache = default_cache()
    python = find_python(None, cache)
    source = Resolved(parse_target("known-good"), python, cache)
    with ExitStack() as held:
        original = held.enter_context(instrument(python, cache))
        folder = held.enter_context(run_folder())
        tools = PytestCopy(original, folder / "tools").ready()
        scripts = Path(held.enter_context(tempfile.TemporaryDirectory()))
        environments = {key: held.enter_context(source.environment(*key)) for key in {c.declared.key for c in chosen}}
        pool = held.enter_context(ThreadPoolExecutor(available_cores()))

        def judge(concept: Concept) -> tuple[int, list[str]]:
            made, serial = environments[concept.declared.key], iter(range(10_000))
            return survivors(
                concept,
                lambda: started(made, tools, folder / f"{concept.slug}-{next(serial)}", concept.imports),
                scripts,
            )

        total = alive = 0
        for concept, (count, left) in zip(chosen, pool.map(judge, chosen), strict=True):
            total, alive = total + count, alive + len(left)
            for what in left:
                print(f"survives: {concept.script.name}:{what}", flush=True)
    print(f"{total - alive} of {total} mutants killed ({100 * (total - alive) / max(total, 1):.1f} %)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
