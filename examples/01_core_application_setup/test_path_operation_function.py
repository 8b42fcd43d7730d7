from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from path_operation_function import app

client = TestClient(app)

START = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/readings/average", "/readings/start", "/readings/by-sensor", "/alarm"])
def test_response_is_json(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"


def test_model_becomes_an_object() -> None:
    reading = client.get("/alarm?limit=21").json()
    assert datetime.fromisoformat(reading.pop("taken_at")) == START
    assert reading == {"sensor": "café", "value": 21.5}


def test_number_and_datetime_become_scalars() -> None:
    assert client.get("/readings/average").json() == 21.5
    assert datetime.fromisoformat(client.get("/readings/start").json()) == START


def test_models_inside_dicts_and_lists_become_objects() -> None:
    reading = client.get("/alarm?limit=21").json()
    assert client.get("/readings/by-sensor").json() == {"café": [reading]}


def test_none_becomes_null() -> None:
    response = client.get("/alarm")
    assert response.status_code == 200
    assert response.json() is None


def test_openapi_documents_the_return_types() -> None:
    document = client.get("/openapi.json").json()
    schemas = {
        path: item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for path, item in document["paths"].items()
    }
    assert {"$ref": "#/components/schemas/Reading"} in schemas["/alarm"]["anyOf"]
    assert schemas["/readings/average"]["type"] == "number"
    assert schemas["/readings/start"]["format"] == "date-time"
    assert schemas["/readings/by-sensor"]["type"] == "object"
    assert document["components"]["schemas"]["Reading"]["required"] == ["sensor", "value", "taken_at"]
