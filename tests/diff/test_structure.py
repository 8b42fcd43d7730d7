"""Differences in OpenAPI documents, routes, middleware and warnings."""

from collections.abc import Sequence

from fastapi_by_example.diff.causes import causes_of
from fastapi_by_example.diff.changes import Aspect, Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.run.document import Application, ExampleResult, Observations, WarningRecord
from tests.observed import changed, seen
from tests.runs import example


def documented(*documents: dict[str, object]) -> ExampleResult:
    return seen(openapi=[Application(title="A", document=one) for one in documents])


def with_path(path: str) -> dict[str, object]:
    return {"openapi": "3.1.0", "paths": {path: {"get": {}}}}


def test_document_differences_are_reported_once_per_example() -> None:
    found = list(changes_of(documented(with_path("/a"), with_path("/a")), documented(with_path("/b"), with_path("/b"))))
    assert [(change.kind, change.aspect) for change in found] == [
        (Kind.OPENAPI, Aspect.OPENAPI_BREAKING),
        (Kind.OPENAPI, Aspect.OPENAPI_ADDITIVE),
    ]


def test_change_in_a_shared_schema_is_one_cause() -> None:
    def validation(*properties: str) -> dict[str, object]:
        schema = {"type": "object", "properties": {name: {"type": "string"} for name in properties}}
        return {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"ValidationError": schema}}}

    pairs = [(documented(validation("loc")), documented(validation("loc", "input")))] * 3
    (cause,) = causes_of(change for old, new in pairs for change in changes_of(old, new))
    assert "ValidationError" in cause.key
    assert "input" in cause.key
    assert len(cause.places) == 3


def test_nondeterministic_part_of_a_document_is_ignored() -> None:
    def document(default: int, summary: str) -> Observations:
        operation = {"summary": summary, "parameters": [{"name": "a", "schema": {"default": default}}]}
        return Observations(openapi=[Application(title="A", document={"paths": {"/": {"get": operation}}})])

    old = example(observations=document(1, "Read"), repeated=document(2, "Read"))
    ((_, summary),) = changed(old, example(observations=document(3, "Get")))
    assert summary.endswith("Read → Get")


def test_document_error_is_reported_without_its_addresses() -> None:
    def failing(text: str) -> ExampleResult:
        return seen(openapi=[Application(title="A", error=text)])

    assert changed(failing("TypeError: <f at 0x7f0000aa11>"), failing("TypeError: <f at 0x7f0000bb22>")) == []
    assert [kind for kind, _ in changed(documented(with_path("/a")), failing("TypeError: x"))] == [Kind.OPENAPI]


def with_routes(*routes: Sequence[str], middleware: Sequence[str] = ()) -> ExampleResult:
    """An example with one application for each list of routes."""
    made = [
        Application(title=f"App {n}", document={}, routes=list(one), middleware=list(middleware))
        for n, one in enumerate(routes)
    ]
    return seen(openapi=made)


def test_routes_of_another_class_are_one_cause() -> None:
    old = with_routes(["APIRoute /a GET", "APIRoute /b GET"], ["APIRoute /c GET"])
    new = with_routes(["_IncludedRouter"], ["_IncludedRouter"])
    (cause,) = causes_of(changes_of(old, new))
    assert cause.key == "app.routes: APIRoute → _IncludedRouter"
    assert cause.aspect is Aspect.INSIDE


def test_order_of_routes_and_middleware_is_compared() -> None:
    assert [s for _, s in changed(with_routes(["/a", "/b"]), with_routes(["/b", "/a"]))] == [
        "app.routes: ['/a', '/b'] → ['/b', '/a']"
    ]
    stacks = (with_routes([], middleware=stack) for stack in (["CORS", "GZip"], ["GZip", "CORS"]))
    assert len(changed(*stacks)) == 1
    assert changed(with_routes([], middleware=["CORS"]), with_routes([])) == []


def test_applications_are_paired_by_test() -> None:
    first, second = (Application(test=test, title="A", document=with_path(f"/{test}")) for test in ("a", "b"))
    assert changed(seen(openapi=[first, second]), seen(openapi=[second, first])) == []


def test_new_warnings_count_and_old_ones_are_internal() -> None:
    old = seen(warnings=[WarningRecord(category="UserWarning", text="gone\nmore", origin="x.py")])
    new = seen(warnings=[WarningRecord(category="DeprecationWarning", text="use y", origin="x.py", line=3)] * 2)
    assert [(change.aspect, change.new or change.old) for change in changes_of(old, new)] == [
        (Aspect.WARNING, "DeprecationWarning: use y"),
        (Aspect.INSIDE, "UserWarning: gone"),
    ]
    moved = seen(warnings=[WarningRecord(category="UserWarning", text="gone\nmore", origin="y.py", line=9)])
    assert changed(old, moved) == []


def test_deprecation_is_reported_if_its_version_changes() -> None:
    def warned(text: str) -> ExampleResult:
        return seen(warnings=[WarningRecord(category="DeprecationWarning", text=text, origin="x.py")])

    old = warned("gone in V3.0, line 12, see https://errors.pydantic.dev/2.11/migration")
    assert changed(old, warned("gone in V3.0, line 17, see https://errors.pydantic.dev/2.12/migration")) == []
    assert len(changed(old, warned("gone in V2.9, line 12, see https://errors.pydantic.dev/2.11/migration"))) == 2
