"""Differences of the applications that an example created: documents, routes, middleware, warnings."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from fastapi_by_example.diff.changes import Aspect, Kind
from fastapi_by_example.diff.impact import Impact
from fastapi_by_example.diff.masking import masked
from fastapi_by_example.diff.openapi import Difference as DocumentDifference
from fastapi_by_example.diff.openapi import compare_openapi
from fastapi_by_example.diff.text import template
from fastapi_by_example.diff.values import as_json
from fastapi_by_example.run.document import Application, Observations
from fastapi_by_example.text import first_line

ASPECTS = {
    Impact.BREAKING: Aspect.OPENAPI_BREAKING,
    Impact.ADDITIVE: Aspect.OPENAPI_ADDITIVE,
    Impact.COSMETIC: Aspect.INSIDE,
}
OWN_SCHEMAS = frozenset({"ValidationError", "HTTPValidationError"})
"""Schemas that FastAPI adds; all other names are the example's own."""


@dataclass(frozen=True)
class StructureChange:
    """A difference of a document, routes, middleware or warnings, with the key of its cause."""

    kind: Kind
    aspect: Aspect
    test: str
    key: str
    what: str
    old: str
    new: str


Pair = tuple[Application | None, Application | None]


def _paired(old: Sequence[Application], new: Sequence[Application]) -> list[Pair]:
    """The applications of two runs, paired by the test that created them and their order."""
    sides: list[dict[str, list[Application]]] = [defaultdict(list), defaultdict(list)]
    for side, applications in zip(sides, (old, new), strict=True):
        for one in applications:
            side[one.test].append(one)
    tests = [*sides[0], *(test for test in sides[1] if test not in sides[0])]
    return [pair for test in tests for pair in zip_longest(sides[0].get(test, []), sides[1].get(test, []))]


def document_changes(old: Observations, new: Observations, again: Observations | None) -> Iterator[StructureChange]:
    """Deterministic differences of the OpenAPI documents, once per cause and test."""
    reported: set[tuple[str, str]] = set()
    repeated = {id(first): second for first, second in _paired(old.openapi, again.openapi if again else [])}
    for before, after in _paired(old.openapi, new.openapi):
        if before is None or after is None:
            continue
        if masked(before.error) != masked(after.error):
            what = "the OpenAPI document cannot be made"
            key = f"openapi error: {template(before.error or None)} → {template(after.error or None)}"
            aspect = Aspect.OPENAPI_BREAKING
            yield StructureChange(Kind.OPENAPI, aspect, before.test, key, what, before.error, after.error)
        if before.error or after.error or before.document is None or after.document is None:
            continue
        if as_json(before.document) == as_json(after.document):  # in the same order, too
            continue
        same = repeated.get(id(before)) or before
        unsteady = {one.place for one in compare_openapi(before.document, same.document or before.document)}
        for one in compare_openapi(before.document, after.document):
            if one.place in unsteady or (one.old and masked(one.old, proven=True) == masked(one.new, proven=True)):
                continue
            change = _of_document(one, before.test)
            if (change.key, change.test) not in reported:
                reported.add((change.key, change.test))
                yield change


def _of_document(one: DocumentDifference, test: str) -> StructureChange:
    steps = [_steady_step(step, before) for before, step in _with_previous(one.place.split(" › "))]
    tail = [step for step in steps[-3:] if step not in ("<name>",)] or steps[-1:]
    side = "response" if "responses" in steps else "request" if {"requestBody", "parameters"} & set(steps) else ""
    what = " ".join(part for part in ("OpenAPI", side, " › ".join(tail)) if part)
    old, new = one.old or "nothing", one.new or "nothing"
    key = f"openapi {what}: {template(_named(old))} → {template(_named(new))}"
    return StructureChange(Kind.OPENAPI, ASPECTS[one.impact], test, key, what, old, new)


def _named(value: str) -> str:
    """A value with the names of schemas and operations of the example masked."""
    value = re.sub(
        r"#/components/schemas/(\w+)", lambda m: m[0] if m[1] in OWN_SCHEMAS else "#/components/schemas/<name>", value
    )
    return re.sub(r"\b(Body_)?\w+__?(get|put|post|patch|delete|head|options|trace)\b", "<operation>", value)


def _with_previous(steps: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from zip(("", *steps[:-1]), steps, strict=True)


def _steady_step(step: str, before: str) -> str:
    if before == "paths":
        return "<path>"
    if before == "schemas" and step not in OWN_SCHEMAS:
        return "<name>"
    return re.sub(r"\[\d+\]", "[]", step)


def route_changes(old: Observations, new: Observations) -> Iterator[StructureChange]:
    """Differences of routes and middleware, one per application."""
    for before, after in _paired(old.openapi, new.openapi):
        if before is None or after is None:
            continue
        for label, was, now in (
            ("app.routes", before.routes, after.routes),
            ("middleware", before.middleware, after.middleware),
        ):
            if label == "middleware" and not (was and now):  # it is built at the first request
                continue
            gone, come = Counter(was) - Counter(now), Counter(now) - Counter(was)
            if gone or come:
                classes = [" and ".join(sorted({name.partition(" ")[0] for name in side})) for side in (gone, come)]
                shown = [", ".join(sorted(side)) or "none" for side in (gone, come)]
                key = f"{label}: {classes[0] or 'none'} → {classes[1] or 'none'}"
                yield StructureChange(Kind.BEHAVIOUR, Aspect.INSIDE, before.test, key, label, *shown)
            elif list(was) != list(now):
                key = f"{label}: another order"
                yield StructureChange(Kind.BEHAVIOUR, Aspect.INSIDE, before.test, key, label, str(was), str(now))


def warning_changes(old: Observations, new: Observations, again: Observations | None) -> Iterator[StructureChange]:
    """New warnings, and warnings that are gone."""
    before, after = _warnings(old), _warnings(new)
    varying = before.keys() ^ _warnings(again).keys() if again else set()
    for key, text in after.items():
        if key not in before and key not in varying:
            yield StructureChange(Kind.WARNING, Aspect.WARNING, "", f"warning: {key}", "a warning begins", "", text)
    for key, text in before.items():
        if key not in after and key not in varying:
            yield StructureChange(Kind.WARNING, Aspect.INSIDE, "", f"warning: {key}", "a warning ends", text, "")


def _warnings(observed: Observations) -> dict[str, str]:
    """Warnings by their template, which keeps versions such as that of a removal."""
    return {
        f"{one.category}: {template(one.text)}": f"{one.category}: {first_line(one.text)}" for one in observed.warnings
    }
