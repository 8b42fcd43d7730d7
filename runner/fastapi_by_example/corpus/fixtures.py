"""What a conftest.py provides, read as text: its fixtures, and whether it affects every test."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOOK = "pytest_"
"""Prefix of pytest's hooks and of `pytest_plugins`."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Conftest:
    """A conftest.py: the names of its fixtures, and whether it affects tests that name none of them."""

    file: Path
    fixtures: frozenset[str]
    acts_unnamed: bool

    def concerns(self, test_source: str) -> bool:
        """Whether a test needs this conftest.py."""
        if self.acts_unnamed:
            return True
        names = "|".join(map(re.escape, sorted(self.fixtures)))
        return bool(names) and re.search(rf"\b(?:{names})\b", test_source) is not None


def read_conftest(file: Path) -> Conftest | None:
    """The conftest.py in a file, or None if the file does not exist. If it cannot be parsed, it affects every test."""
    if not file.is_file():
        return None
    try:
        tree = ast.parse(file.read_text(encoding="utf-8-sig", errors="replace"))
    except (SyntaxError, ValueError, RecursionError):
        return Conftest(file, frozenset(), acts_unnamed=True)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    fixtures = {function: mark for function in functions if (mark := _decorator(function, "fixture"))}
    hooks = any(name.startswith(HOOK) for name in _names_in(tree)) or any(
        _decorator(one, "hookimpl") for one in functions
    )
    return Conftest(
        file,
        frozenset(_name_of(function, mark) for function, mark in fixtures.items()),
        acts_unnamed=bool(hooks) or any(_is_automatic(mark) for mark in fixtures.values()),
    )


def _decorator(function: Function, name: str) -> ast.expr | None:
    """The decorator of a function with this name, from any module."""
    for mark in function.decorator_list:
        called = mark.func if isinstance(mark, ast.Call) else mark
        if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == name:
            return mark
    return None


def _names_in(tree: ast.Module) -> Iterator[str]:
    """The names of all functions, variables and imports."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


def _name_of(function: Function, mark: ast.expr) -> str:
    """The name of a fixture: that of its function, unless the decorator sets one."""
    given = _keyword_value(mark, "name")
    return str(given.value) if isinstance(given, ast.Constant) else function.name


def _is_automatic(mark: ast.expr) -> bool:
    """Whether a fixture may be autouse, judging by its decorator."""
    autouse = _keyword_value(mark, "autouse")
    return autouse is not None and not (isinstance(autouse, ast.Constant) and not autouse.value)


def _keyword_value(mark: ast.expr, name: str) -> ast.expr | None:
    given = mark.keywords if isinstance(mark, ast.Call) else []
    return next((one.value for one in given if one.arg == name), None)
