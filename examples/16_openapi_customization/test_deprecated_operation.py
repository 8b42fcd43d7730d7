import pytest
from deprecated_operation import app
from fastapi.testclient import TestClient

client = TestClient(app)
OLD = {("get", "/v1/items"), ("get", "/items/all")}


def test_openapi_marks_only_the_deprecated_operations() -> None:
    paths = app.openapi()["paths"]
    marks = {
        (method, path): item.get("deprecated") for path, methods in paths.items() for method, item in methods.items()
    }
    assert {key for key, mark in marks.items() if mark is True} == OLD
    assert {key for key, mark in marks.items() if not mark} == {("get", "/items")}


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/items", ["green"]), ("/items", ["green", "black"]), ("/items/all", ["green", "black"])]
)
def test_deprecated_operations_still_answer(path: str, body: list[str]) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (200, body)


def test_deprecation_adds_no_header() -> None:
    assert set(client.get("/v1/items").headers) == set(client.get("/items").headers)
