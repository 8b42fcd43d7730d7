"""Detect passes that prove nothing: a test that was hidden, omitted, or reported by the example's own plugin."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeGuard

Function = ast.FunctionDef | ast.AsyncFunctionDef
MOST_NAMED = 10
"""Most tests listed in a message."""


def why_untrue(source: str, collected: Sequence[str], finish: dict[str, Any]) -> str:
    """Why a pass would prove nothing; empty if no reason is found.

    `source` is the text of the test file, `collected` the names of the tests that ran, `finish` the probe's last event.
    """
    if plugins := finish.get("plugins"):
        return f"it registers a pytest plugin that can change what is reported: {_listed(plugins)}"
    if deselected := finish.get("deselected"):
        return f"it deselects tests: {_listed(deselected)}"
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    if hooks := [node.name for node in tree.body if isinstance(node, Function) and node.name.startswith("pytest_")]:
        return f"pytest does not call hooks in a test file: {_listed(hooks)}"
    named = list(_tests_in(tree))
    if hidden := [f"{name} in line {line}" for name, line in _hidden(named)]:
        return f"a second test of the same name hides the first: {_listed(hidden)}"
    ran = {name.partition("::")[2].partition("[")[0] for name in collected}
    if missing := [name for name, _ in named if name not in ran]:
        return f"tests in the file were not collected: {_listed(missing)}"
    return ""


def _listed(names: Iterable[object]) -> str:
    return ", ".join(list(map(str, names))[:MOST_NAMED])


def _tests_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names and lines of the tests that pytest has to collect: those that are not defined conditionally."""
    for node in tree.body:
        if _is_test(node):
            yield node.name, node.lineno
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test") and not node.decorator_list:
            yield from ((f"{node.name}::{one.name}", one.lineno) for one in node.body if _is_test(one))


def _is_test(node: ast.stmt) -> TypeGuard[Function]:
    """Whether a statement defines a test, and not a fixture."""
    return (
        isinstance(node, Function)
        and node.name.startswith("test")
        and not any("fixture" in ast.unparse(mark) for mark in node.decorator_list)
    )


def _hidden(named: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The tests that are hidden by a later one with the same name."""
    lines: dict[str, int] = {}
    for name, line in named:
        if name in lines:
            yield name, lines[name]
        lines[name] = line
