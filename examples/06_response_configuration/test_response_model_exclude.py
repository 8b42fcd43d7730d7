import pytest
from fastapi.testclient import TestClient
from response_model_exclude import app, users

client = TestClient(app)


def test_exclude_none_drops_null_and_keeps_defaults() -> None:
    response = client.get("/users/ada")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "language": "en"}


def test_exclude_unset_drops_what_was_not_given_and_keeps_null() -> None:
    response = client.get("/users/ada/changes")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "phone": None}


@pytest.mark.parametrize("path", ["/users/ada", "/users/ada/changes"])
def test_excluded_field_is_not_in_the_body(path: str) -> None:
    assert users["ada"].password not in client.get(path).text


@pytest.mark.parametrize("path", ["/users/alan", "/users/alan/changes"])
def test_missing_user_is_404(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json() == {"detail": "User not found"}


def test_stored_user_is_unchanged() -> None:
    client.get("/users/ada")
    assert set(users["ada"].model_dump()) == {"name", "password", "language", "phone"}
    assert users["ada"].language == "en"


@pytest.mark.parametrize("path", ["/users/{name}", "/users/{name}/changes"])
def test_documentation_still_lists_the_excluded_field(path: str) -> None:
    content = app.openapi()["paths"][path]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/User"}
    properties = app.openapi()["components"]["schemas"]["User"]["properties"]
    assert list(properties) == ["name", "password", "language", "phone"]
