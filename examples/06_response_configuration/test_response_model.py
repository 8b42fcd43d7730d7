import pytest
from fastapi.testclient import TestClient
from response_model import ROWS, app

client = TestClient(app)


def test_fields_outside_the_model_are_dropped() -> None:
    response = client.get("/users")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == [{"id": 1, "name": "Ada"}]
    assert "password_hash" in ROWS[0]


def test_fields_of_every_item_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("response_model.ROWS", [{"id": number, "name": "", "email": ""} for number in (1, 2)])
    assert client.get("/users").json() == [{"id": 1, "name": ""}, {"id": 2, "name": ""}]


@pytest.mark.parametrize("row", [{"id": 1}, {"id": "one", "name": "Ada"}, None])
def test_row_that_does_not_fit_is_500(row: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("response_model.ROWS", [row])
    response = TestClient(app, raise_server_exceptions=False).get("/users")
    assert response.status_code == 500
    assert "Ada" not in response.text


def test_documentation_shows_the_response_model() -> None:
    document = app.openapi()
    schema = document["paths"]["/users"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["items"] == {"$ref": "#/components/schemas/UserOut"}
    assert list(document["components"]["schemas"]["UserOut"]["properties"]) == ["id", "name"]
