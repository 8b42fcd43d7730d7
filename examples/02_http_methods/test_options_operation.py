import pytest
from fastapi.testclient import TestClient
from options_operation import app

client = TestClient(app)


def test_allow_header_lists_the_methods() -> None:
    response = client.options("/books")
    assert response.status_code == 204
    assert response.content == b""
    assert response.headers["allow"] == "GET, OPTIONS"


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
def test_exactly_the_listed_methods_are_served(method: str) -> None:
    allowed = client.options("/books").headers["allow"].split(", ")
    assert (client.request(method, "/books").status_code != 405) is (method in allowed)


def test_get_on_the_same_path_still_answers() -> None:
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json() == ["Emma", "Persuasion"]
    assert "allow" not in response.headers


def test_path_without_options_is_405() -> None:
    assert client.options("/openapi.json").status_code == 405


def test_unknown_path_is_404() -> None:
    assert client.options("/authors").status_code == 404


def test_openapi_has_the_operation_without_content() -> None:
    paths = app.openapi()["paths"]
    assert set(paths["/books"]) == {"get", "options"}
    assert "content" not in paths["/books"]["options"]["responses"]["204"]
