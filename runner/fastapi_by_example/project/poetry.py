"""The requirements of a pyproject.toml in Poetry's own form."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement


def poetry_groups(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The requirements of each group by name; the project's own have an empty name."""
    found = {"": table.get("dependencies", {})}
    if "dev-dependencies" in table:
        found["dev"] = table["dev-dependencies"]
    for name, group in table.get("group", {}).items():
        found[name] = group.get("dependencies", {})
    return {name: tuple(_requirements(entries)) for name, entries in found.items()}


def _requirements(entries: Mapping[str, Any]) -> Iterator[str]:
    for name, entry in entries.items():
        if name.lower() == "python":
            continue
        first = entry[0] if isinstance(entry, list) and entry else entry
        version = first.get("version", "") if isinstance(first, dict) else str(first)
        extras = first.get("extras", []) if isinstance(first, dict) else []
        if isinstance(first, dict) and ("path" in first or "git" in first or "url" in first):
            continue
        try:
            bracket = f"[{','.join(extras)}]" if extras else ""
            yield str(Requirement(f"{name}{bracket}{_specifier(version)}"))
        except InvalidRequirement:
            yield name


def _specifier(version: str) -> str:
    """Poetry's form of a version as a version specifier: `^1.2` is `>=1.2,<2`."""
    parts = [part for part in re.split(r"[,\s]+(?=[\d^~<>=!*])", version.strip()) if part and part != "*"]
    return ",".join(_part(part) for part in parts)


def _part(part: str) -> str:
    form = re.fullmatch(r"(\^|~(?!=))\s*(\d+(?:\.\d+)*)(\S*)", part)
    if form:
        numbers = [int(number) for number in form[2].split(".")]
        return f">={form[2]}{form[3]},<{'.'.join(map(str, _next(numbers, caret=form[1] == '^')))}"
    return f"=={part}" if part[0].isdigit() else part


def _next(numbers: list[int], *, caret: bool) -> list[int]:
    """The first version above the range: it raises the leftmost number that is not 0."""
    if caret:
        place = next((number for number, value in enumerate(numbers) if value), len(numbers) - 1)
    else:
        place = min(1, len(numbers) - 1)
    return [*numbers[:place], numbers[place] + 1]
