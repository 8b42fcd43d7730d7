from fastapi.testclient import TestClient
from return_type_annotation import app, items

client = TestClient(app)


def test_subclass_is_reduced_to_the_annotated_base() -> None:
    response = client.get("/items/1")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"name": "Pen", "price": "1.50"}
    assert "cost" in items[1].model_dump()


def test_items_of_a_list_are_reduced_too() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == [{"name": "Pen", "price": "1.50"}]


def test_missing_item_is_404() -> None:
    response = client.get("/items/2")
    assert response.status_code == 404
    assert response.json() == {"detail": "Item not found"}


def test_annotation_is_documented() -> None:
    paths = app.openapi()["paths"]
    one = paths["/items/{item_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert one == {"$ref": "#/components/schemas/Item"}
    many = paths["/items"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert (many["type"], many["items"]) == ("array", {"$ref": "#/components/schemas/Item"})
    schemas = app.openapi()["components"]["schemas"]
    assert "StoredItem" not in schemas
    assert list(schemas["Item"]["properties"]) == ["name", "price"]
