"""What a conftest.py has for the tests beside it, read as text: its fixtures, and what concerns every test."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HOOK = "pytest_"
"""How the names of pytest's hooks begin, and that of the list of further plugins."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Conftest:
    """A conftest.py: the names of its fixtures, and whether it acts on tests that name none of them."""

    file: Path
    fixtures: frozenset[str]
    acts_unnamed: bool

    def concerns(self, test_source: str) -> bool:
        """Whether a test needs it."""
        if self.acts_unnamed:
            return True
        names = "|".join(map(re.escape, sorted(self.fixtures)))
        return bool(names) and re.search(rf"\b(?:{names})\b", test_source) is not None


def read_conftest(file: Path) -> Conftest | None:
    """The conftest.py in a file, or None where there is none; one that cannot be parsed concerns every test."""
    if not file.is_file():
        return None
    try:
        tree = ast.parse(file.read_text(encoding="utf-8-sig", errors="replace"))
    except (SyntaxError, ValueError, RecursionError):
        return Conftest(file, frozenset(), acts_unnamed=True)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    fixtures = {function: mark for function in functions if (mark := decorator(function, "fixture"))}
    hooks = any(name.startswith(HOOK) for name in names_in(tree)) or any(
        decorator(one, "hookimpl") for one in functions
    )
    return Conftest(
        file,
        frozenset(name_of(function, mark) for function, mark in fixtures.items()),
        acts_unnamed=bool(hooks) or any(is_automatic(mark) for mark in fixtures.values()),
    )


def decorator(function: Function, name: str) -> ast.expr | None:
    """The decorator of a function that is called so, in whatever module."""
    for mark in function.decorator_list:
        called = mark.func if isinstance(mark, ast.Call) else mark
        if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == name:
            return mark
    return None


def names_in(tree: ast.Module) -> Iterator[str]:
    """The names of functions, variables and imports, wherever they stand."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


def name_of(function: Function, mark: ast.expr) -> str:
    """The name that tests give a fixture: its function's, where the decorator has none."""
    given = keyword(mark, "name")
    return str(given.value) if isinstance(given, ast.Constant) else function.name


def is_automatic(mark: ast.expr) -> bool:
    """Whether a fixture is used by tests that do not name it, as far as its decorator tells."""
    autouse = keyword(mark, "autouse")
    return autouse is not None and not (isinstance(autouse, ast.Constant) and not autouse.value)


def keyword(mark: ast.expr, name: str) -> ast.expr | None:
    """The value of a decorator's keyword."""
    given = mark.keywords if isinstance(mark, ast.Call) else []
    return next((one.value for one in given if one.arg == name), None)
