"""Measure how much of its application a project's tests reached: whatever they did not reach was not compared."""

import re
from collections.abc import Iterable, Iterator

from fastapi_by_example.diff.changes import Touched
from fastapi_by_example.run.document import Observations, Run

BUILT_IN = frozenset({"/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"})
"""The paths that FastAPI itself adds."""
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
WEBSOCKET = "WEBSOCKET"
ROUTE = re.compile(r"(?P<kind>\w+) (?P<path>/\S*)(?: (?P<methods>[A-Z ]+))?")


def touched(run: Run) -> Touched:
    """The routes and OpenAPI operations of all applications of a run, and how many of them its tests reached."""
    seen = [example.observations for example in run.examples]
    requests = {(one.method, one.path) for observed in seen for one in observed.exchanges}
    requests |= {(WEBSOCKET, one.path) for observed in seen for one in observed.websockets}
    prefixes = {"", *(path.rstrip("/") for kind, path, _ in _routes(seen) if kind == "Mount")}
    routes = {
        (method, path)
        for kind, path, methods in _routes(seen)
        for method in methods
        if kind != "Mount" and path not in BUILT_IN and not (method == "HEAD" and "GET" in methods)
    }
    operations = set(_operations(seen))
    reached = {one for one in routes | operations if _is_reached(*one, requests, prefixes)}
    return Touched(
        routes=len(routes),
        routes_touched=len(routes & reached),
        operations=len(operations),
        operations_touched=len(operations & reached),
        untouched=[f"{method} {path}" for method, path in sorted((routes | operations) - reached)],
    )


def _routes(seen: Iterable[Observations]) -> Iterator[tuple[str, str, list[str]]]:
    for observed in seen:
        for application in observed.openapi:
            for text in application.routes:
                if found := ROUTE.fullmatch(text):
                    methods = (found["methods"] or (WEBSOCKET if "WebSocket" in found["kind"] else "GET")).split()
                    yield found["kind"], found["path"], methods


def _operations(seen: Iterable[Observations]) -> Iterator[tuple[str, str]]:
    for observed in seen:
        for application in observed.openapi:
            paths = (application.document or {}).get("paths")
            for path, item in paths.items() if isinstance(paths, dict) else ():
                for method in item if isinstance(item, dict) else ():
                    if method in METHODS:
                        yield method.upper(), str(path)


def _is_reached(method: str, path: str, requests: set[tuple[str, str]], prefixes: set[str]) -> bool:
    steps = [re.escape(step) for step in re.split(r"\{[^{}]*\}", path)]
    anything = ".+" if ":path}" in path else "[^/]+"
    pattern = re.compile(f"(?:{'|'.join(map(re.escape, prefixes))}){anything.join(steps)}/?")
    return any(asked == method and pattern.fullmatch(one) for asked, one in requests)
