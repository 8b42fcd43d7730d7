import warnings

from fastapi.testclient import TestClient
from operation_id import app

client = TestClient(app)


def ids() -> dict[str, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {path: methods["get"]["operationId"] for path, methods in app.openapi()["paths"].items()}


def test_ids_are_as_set() -> None:
    assert ids() == {"/health": "checkHealth", "/v1/items": "v1-items-list_items", "/v2/items": "v2-items-list_items"}


def test_ids_are_unique_over_the_document_and_give_no_warning() -> None:
    app.openapi_schema = None
    assert len(set(ids().values())) == 3


def test_served_document_has_them_too() -> None:
    document = client.get("/openapi.json").json()
    assert {path: methods["get"]["operationId"] for path, methods in document["paths"].items()} == ids()


def test_routes_answer() -> None:
    assert client.get("/v1/items").json() == client.get("/v2/items").json() == ["green"]
    assert client.get("/health").json() == "healthy"
