from decimal import Decimal

from fastapi.testclient import TestClient
from return_type_annotation import StoredItem, app, list_items

client = TestClient(app)


def test_subclass_is_reduced_to_the_annotated_base() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == [{"name": "Pen", "price": "1.50"}]


def test_plain_call_returns_all_fields() -> None:
    assert list_items() == [StoredItem(name="Pen", price=Decimal("1.5"), cost=Decimal("0.3"))]


def test_annotation_is_documented() -> None:
    document = app.openapi()
    schema = document["paths"]["/items"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["type"] == "array"
    item = document["components"]["schemas"][schema["items"]["$ref"].rpartition("/")[2]]
    assert list(item["properties"]) == ["name", "price"]
