import pytest
from fastapi.testclient import TestClient
from response_model_exclude import USER, app

client = TestClient(app)


def test_exclude_none_drops_null_and_keeps_defaults() -> None:
    response = client.get("/me")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "language": "en"}


def test_exclude_unset_drops_what_was_not_given_and_keeps_null() -> None:
    response = client.get("/me/settings")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "phone": None}


@pytest.mark.parametrize("path", ["/me", "/me/settings"])
def test_excluded_field_is_not_in_the_body(path: str) -> None:
    assert USER.password not in client.get(path).text


def test_object_itself_is_unchanged() -> None:
    client.get("/me")
    assert set(USER.model_dump()) == {"name", "password", "language", "phone"}
    assert USER.language == "en"


@pytest.mark.parametrize("path", ["/me", "/me/settings"])
def test_documentation_still_lists_the_excluded_field(path: str) -> None:
    content = app.openapi()["paths"][path]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/User"}
    properties = app.openapi()["components"]["schemas"]["User"]["properties"]
    assert list(properties) == ["name", "password", "language", "phone"]
