from typing import Any

import pytest
from annotated_validation import app
from fastapi.testclient import TestClient

client = TestClient(app)


def read(item_id: int = 1, fields: str = "abc", x_client: str = "web", visits: int = 99) -> tuple[int, Any]:
    headers = {"x-client": x_client, "cookie": f"visits={visits}"}
    response = client.get(f"/items/{item_id}", params={"fields": fields}, headers=headers)
    return response.status_code, response.json()


def test_values_within_the_rules_pass() -> None:
    assert read() == (200, {"item_id": 1, "fields": "abc", "x_client": "web", "visits": 99})


@pytest.mark.parametrize(
    ("values", "loc"),
    [
        ({"item_id": 0}, ["path", "item_id"]),
        ({"fields": "ab"}, ["query", "fields"]),
        ({"x_client": "WEB"}, ["header", "x-client"]),
        ({"visits": 100}, ["cookie", "visits"]),
    ],
)
def test_rule_of_each_source_rejects(values: dict[str, Any], loc: list[str]) -> None:
    status, body = read(**values)
    assert status == 422
    assert [error["loc"] for error in body["detail"]] == [loc]


def test_errors_from_all_sources_come_at_once() -> None:
    status, body = read(0, "ab", "WEB", 100)
    assert status == 422
    assert {error["loc"][0] for error in body["detail"]} == {"path", "query", "header", "cookie"}


def test_missing_values_are_named_as_they_are_sent() -> None:
    response = client.get("/items/1")
    assert response.status_code == 422
    locations = [error["loc"] for error in response.json()["detail"]]
    assert locations == [["query", "fields"], ["header", "x-client"], ["cookie", "visits"]]


def test_alias_has_the_same_rule_on_the_second_endpoint() -> None:
    assert client.delete("/items/1").json() == {"deleted": 1}
    response = client.delete("/items/0")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "item_id"]]


def test_rules_are_in_openapi() -> None:
    operations = app.openapi()["paths"]["/items/{item_id}"]
    schemas = {p["name"]: p["schema"] for p in operations["get"]["parameters"]}
    assert schemas["item_id"]["minimum"] == operations["delete"]["parameters"][0]["schema"]["minimum"] == 1
    assert schemas["fields"]["minLength"] == 3
    assert schemas["x-client"]["pattern"] == "^[a-z]+$"
    assert schemas["visits"]["exclusiveMaximum"] == 100
