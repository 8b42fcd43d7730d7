"""Which concepts use the same API: read from the scripts as text, and the rarer a shared name the more it counts."""

import ast
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

COMMON = 0.5
"""A name that more than this share of the concepts use says nothing about any of them."""
INDIRECT = 0.6
"""What a method or an argument counts for, beside an imported name: `id=` is of many functions, `Security` of one."""
NEIGHBOUR = 1.3
"""By what the nearness of concepts of the same table is raised."""
FAR = 0.4
"""A relative that is nearer by less than this share of the nearest one is not shown."""
MOST_RELATED = 5
MOST_NAMES = 3


@dataclass(frozen=True)
class Relative:
    """A concept that uses the same API, and the rarest of the names that both use."""

    slug: str
    names: tuple[str, ...]


def api_names(source: str) -> frozenset[str]:
    """The API that a script uses: what it imports from packages, and what it says to that.

    `Depends` is an imported name, `.add_task` a method of something made from one, `status_code=` an argument given
    to either. The standard library does not count.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    imported = set(imported_names(tree))
    roots = imported | set(instances(tree, imported))
    return frozenset(imported | set(used(tree, roots, imported)))


def imported_names(tree: ast.AST) -> Iterator[str]:
    """The names that come from packages."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level and is_package(node.module):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                (alias.asname or alias.name).partition(".")[0] for alias in node.names if is_package(alias.name)
            )


def is_package(module: str) -> bool:
    """Whether a module is of a package and not of the standard library."""
    return module.partition(".")[0] not in sys.stdlib_module_names


def instances(tree: ast.AST, imported: set[str]) -> Iterator[str]:
    """The names that hold an object of something imported: `app = FastAPI()`, or `tasks: BackgroundTasks`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and root_of(node.value.func) in imported:
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name) and node.annotation.id in imported:
            yield node.arg


def used(tree: ast.AST, roots: set[str], imported: set[str]) -> Iterator[str]:
    """The attributes and methods of what these names hold, and the arguments that are given by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in roots - imported:
            yield f".{node.attr}"
        elif isinstance(node, ast.Call) and root_of(node.func) in roots:
            yield from (f"{keyword.arg}=" for keyword in node.keywords if keyword.arg)


def root_of(node: ast.expr) -> str:
    """The first name of an expression such as `app.state.pool`; empty where it does not begin with one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def relatives(names: Mapping[str, frozenset[str]], tables: Mapping[str, int]) -> dict[str, tuple[Relative, ...]]:
    """For each concept those that share the most telling names with it, the closest first; `tables` are theirs."""
    uses = Counter(name for of_one in names.values() for name in of_one)
    weight = {
        name: math.log(len(names) / count) * (INDIRECT if "." in name or "=" in name else 1)
        for name, count in uses.items()
        if count <= COMMON * len(names)
    }
    return {slug: nearest(slug, names, weight, tables) for slug in names}


def nearest(
    slug: str, names: Mapping[str, frozenset[str]], weight: Mapping[str, float], tables: Mapping[str, int]
) -> tuple[Relative, ...]:
    """The concepts that are nearest to one."""
    scored = []
    for other, theirs in names.items():
        shared = sorted(names[slug] & theirs & weight.keys(), key=lambda name: (-weight[name], name))
        if other != slug and shared:
            nearness = sum(weight[name] for name in shared) * (NEIGHBOUR if tables[other] == tables[slug] else 1)
            scored.append((nearness, Relative(other, tuple(shared[:MOST_NAMES]))))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(relative for nearness, relative in scored[:MOST_RELATED] if nearness >= FAR * scored[0][0])
