from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi import FastAPI, Response
from fastapi.exceptions import FastAPIError, ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel
from return_type_annotation import app


@pytest.fixture
def client() -> TestClient:
    """A client of the app."""
    return TestClient(app)


class Measurement(BaseModel):
    sensor: str
    value: float
    taken_at: datetime | None = None


def content_of(path: str, method: str = "get") -> dict[str, Any]:
    content: dict[str, Any] = app.openapi()["paths"][path][method]["responses"]["200"]["content"]
    return content


def test_a_child_is_reduced_to_the_annotated_base(client: TestClient) -> None:
    response = client.post("/items", json={"name": "ink", "price": "4.20"})
    assert response.status_code == 200
    assert response.json() == {"name": "ink", "price": "4.20"}


def test_the_items_of_a_list_are_reduced_too(client: TestClient) -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == [{"name": "pen", "price": "1.50"}]


def test_the_annotation_is_documented_like_a_response_model() -> None:
    assert content_of("/items", "post") == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Item-Output"}}
    }
    assert content_of("/items") == {
        "application/json": {
            "schema": {
                "items": {"$ref": "#/components/schemas/Item-Output"},
                "type": "array",
                "title": "Response Read Items Items Get",
            }
        }
    }


def test_what_is_sent_is_a_schema_of_its_own_where_it_differs_from_what_is_accepted() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["HTTPValidationError", "Item-Input", "Item-Output", "ItemName", "ValidationError"]


def test_a_decimal_is_documented_as_the_string_that_is_sent() -> None:
    assert app.openapi()["components"]["schemas"]["Item-Output"] == {
        "properties": {"name": {"type": "string", "title": "Name"}, "price": {"type": "string", "title": "Price"}},
        "type": "object",
        "required": ["name", "price"],
        "title": "Item",
    }


def test_response_model_wins_over_the_annotation(client: TestClient) -> None:
    response = client.get("/items/pen/name")
    assert response.status_code == 200
    assert response.json() == {"name": "pen"}
    assert content_of("/items/pen/name") == {"application/json": {"schema": {"$ref": "#/components/schemas/ItemName"}}}


def test_a_response_annotation_skips_the_model(client: TestClient) -> None:
    response = client.get("/items/pen/label")
    assert response.status_code == 200
    assert response.text == "pen: 1.50"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert content_of("/items/pen/label") == {"application/json": {"schema": {}}}


def test_a_union_with_a_response_needs_response_model_none() -> None:
    def read() -> Measurement | Response:
        raise NotImplementedError

    with pytest.raises(FastAPIError, match=r"^Invalid args for response field!"):
        FastAPI().get("/")(read)


def test_without_a_model_nothing_is_filtered_and_nothing_documented(client: TestClient) -> None:
    assert client.get("/items/pen", params={"label": True}).text == "pen: 1.50"
    response = client.get("/items/pen")
    assert response.status_code == 200
    assert response.json() == {"name": "pen", "price": "1.50", "margin": "0.3"}
    assert content_of("/items/pen") == {"application/json": {"schema": {}}}


def test_a_value_that_does_not_fit_the_annotation_is_an_error_of_the_server() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read() -> list[Measurement]:
        return [{"sensor": "a", "value": "warm"}]  # type: ignore[list-item]

    with pytest.raises(ResponseValidationError) as caught:
        TestClient(other_app).get("/")
    (error,) = caught.value.errors()
    assert error.pop("msg")
    assert error == {"type": "float_parsing", "loc": ("response", 0, "value"), "input": "warm"}
    assert TestClient(other_app, raise_server_exceptions=False).get("/").status_code == 500


def test_none_as_annotation_is_no_model() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read(value: str | None = None) -> None:
        return value  # type: ignore[return-value]

    assert TestClient(other_app).get("/").content == b"null"
    assert TestClient(other_app).get("/", params={"value": "x"}).content == b'"x"'
    assert other_app.openapi()["paths"]["/"]["get"]["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {}}},
    }


def test_pydantic_writes_the_bytes_of_a_typed_response() -> None:
    other_app = FastAPI()
    taken_at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    offset = taken_at.astimezone(timezone(timedelta(hours=2)))

    @other_app.get("/typed")
    def read_typed() -> list[Measurement]:
        return [
            Measurement(sensor="é<\u2028", value=1e-7, taken_at=taken_at),
            Measurement(sensor="big", value=1e16, taken_at=offset),
            Measurement(sensor="broken", value=float("nan")),
        ]

    @other_app.get("/untyped")
    def read_untyped():  # type: ignore[no-untyped-def]  # noqa: ANN202
        return Measurement(sensor="é", value=1e-7, taken_at=taken_at)

    typed, untyped = (TestClient(other_app).get(path) for path in ("/typed", "/untyped"))
    assert typed.headers["content-type"] == "application/json"
    assert (
        typed.content
        == (
            '[{"sensor":"é<\u2028","value":1e-7,"taken_at":"2026-01-02T03:04:05Z"},'
            '{"sensor":"big","value":1e+16,"taken_at":"2026-01-02T05:04:05+02:00"},'
            '{"sensor":"broken","value":null,"taken_at":null}]'
        ).encode()
    )
    assert untyped.content == '{"sensor":"é","value":1e-07,"taken_at":"2026-01-02T03:04:05Z"}'.encode()


def test_an_iterable_of_models_is_filtered_like_a_list() -> None:
    class Secret(Measurement):
        key: str

    other_app = FastAPI()

    @other_app.get("/", response_model_exclude_unset=True)
    def read() -> Iterable[Measurement]:
        return [Secret(sensor="a", value=1, key="k"), Measurement(sensor="b", value=2, taken_at=None)]

    response = TestClient(other_app).get("/")
    assert response.status_code == 200
    assert response.json() == [{"sensor": "a", "value": 1.0}, {"sensor": "b", "value": 2.0, "taken_at": None}]
