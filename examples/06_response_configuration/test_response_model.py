from fastapi.testclient import TestClient
from response_model import app, rows

client = TestClient(app)


def test_fields_outside_the_model_are_dropped() -> None:
    response = client.get("/users/1")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"id": 1, "name": "Ada"}
    assert "password_hash" in rows[1]


def test_fields_of_every_item_are_dropped() -> None:
    response = client.get("/users")
    assert response.status_code == 200
    assert response.json() == [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Alan"}]


def test_missing_user_is_404() -> None:
    response = client.get("/users/3")
    assert response.status_code == 404
    assert response.json() == {"detail": "User not found"}


def test_documentation_shows_the_response_model() -> None:
    paths = app.openapi()["paths"]
    one = paths["/users/{user_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert one == {"$ref": "#/components/schemas/UserOut"}
    many = paths["/users"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert many["items"] == {"$ref": "#/components/schemas/UserOut"}
    assert list(app.openapi()["components"]["schemas"]["UserOut"]["properties"]) == ["id", "name"]
