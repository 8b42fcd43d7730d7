"""Edge cases: the watches of an example, with their recorded results."""

import ast
from dataclasses import dataclass

from fastapi_by_example.render.escape import one_line
from fastapi_by_example.run.document import Observations, WatchResult
from fastapi_by_example.site.exchanges import json_or_text
from fastapi_by_example.site.prose import sentence

HOW = {
    "returned": "",
    "raised": "It raised:",
    "timeout": "It did not finish in time.",
    "crashed": "It ended the process.",
}


@dataclass(frozen=True)
class EdgeCase:
    """A watch: its situation, its explanation and code, and the recorded result."""

    situation: str
    note: str
    code: str
    how: str
    answer: str


def edge_cases(source: str, observations: Observations | None) -> list[EdgeCase]:
    """The watches of a file in order, each with its recorded result if there is one."""
    recorded = {watch.name: watch for watch in observations.watches} if observations else {}
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found, lines = [], source.split("\n")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("watch_"):
            code = "\n".join(lines[_first_line(node) - 1 : node.end_lineno])
            note = " ".join((ast.get_docstring(node) or "").split())
            found.append(EdgeCase(sentence(node.name), note, code, *_answer(recorded.get(node.name))))
    return found


def _first_line(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])


def _answer(result: WatchResult | None) -> tuple[str, str]:
    """How a watch ended if it did not return, and its result."""
    if result is None or (result.how == "returned" and result.value in ("", "null", "None")):
        return "", ""
    return HOW[result.how], json_or_text(result.value) if result.kind == "json" else one_line(result.value, 1200)
