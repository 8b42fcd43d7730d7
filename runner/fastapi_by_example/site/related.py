"""Find concepts that use the same API. Scripts are parsed, not imported; rare names count more."""

import ast
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

COMMON = 0.5
"""Names used by more than this share of the concepts are ignored."""
INDIRECT = 0.6
"""Weight of a method or argument relative to an imported name: many functions have `id=`, one is `Security`."""
NEIGHBOUR = 1.3
"""Factor for concepts of the same table."""
FAR = 0.4
"""Concepts below this share of the best score are not shown."""
MOST_RELATED = 5
MOST_NAMES = 3


@dataclass(frozen=True)
class Relative:
    """A concept that uses the same API, and the rarest shared names."""

    slug: str
    names: tuple[str, ...]


def api_names(source: str) -> frozenset[str]:
    """The API that a script uses: names imported from packages, and their methods and arguments.

    `Depends` is an imported name, `.add_task` a method of an instance, and `status_code=` an argument. The standard
    library is ignored.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    imported = set(_imported_names(tree))
    roots = imported | set(_instances(tree, imported))
    return frozenset(imported | set(_used(tree, roots, imported)))


def _imported_names(tree: ast.AST) -> Iterator[str]:
    """The names imported from packages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level and _is_package(node.module):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                (alias.asname or alias.name).partition(".")[0] for alias in node.names if _is_package(alias.name)
            )


def _is_package(module: str) -> bool:
    """Whether a module is not in the standard library."""
    return module.partition(".")[0] not in sys.stdlib_module_names


def _instances(tree: ast.AST, imported: set[str]) -> Iterator[str]:
    """The names of instances of imported classes: `app = FastAPI()` or `tasks: BackgroundTasks`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _root_of(node.value.func) in imported:
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name) and node.annotation.id in imported:
            yield node.arg


def _used(tree: ast.AST, roots: set[str], imported: set[str]) -> Iterator[str]:
    """The attributes and methods of instances, and the keyword arguments of calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in roots - imported:
            yield f".{node.attr}"
        elif isinstance(node, ast.Call) and _root_of(node.func) in roots:
            yield from (f"{keyword.arg}=" for keyword in node.keywords if keyword.arg)


def _root_of(node: ast.expr) -> str:
    """The first name of an expression such as `app.state.pool`; empty if there is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def relatives(names: Mapping[str, frozenset[str]], tables: Mapping[str, int]) -> dict[str, tuple[Relative, ...]]:
    """For each concept, the concepts that share the rarest names with it, best match first."""
    uses = Counter(name for of_one in names.values() for name in of_one)
    weight = {
        name: math.log(len(names) / count) * (INDIRECT if "." in name or "=" in name else 1)
        for name, count in uses.items()
        if count <= COMMON * len(names)
    }
    return {slug: _nearest(slug, names, weight, tables) for slug in names}


def _nearest(
    slug: str, names: Mapping[str, frozenset[str]], weight: Mapping[str, float], tables: Mapping[str, int]
) -> tuple[Relative, ...]:
    """The best matches of one concept."""
    scored = []
    for other, theirs in names.items():
        shared = sorted(names[slug] & theirs & weight.keys(), key=lambda name: (-weight[name], name))
        if other != slug and shared:
            nearness = sum(weight[name] for name in shared) * (NEIGHBOUR if tables[other] == tables[slug] else 1)
            scored.append((nearness, Relative(other, tuple(shared[:MOST_NAMES]))))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(relative for nearness, relative in scored[:MOST_RELATED] if nearness >= FAR * scored[0][0])
