import pytest
from fastapi.testclient import TestClient
from route_order import app

client = TestClient(app)


def test_fixed_path_is_reached() -> None:
    response = client.get("/users/me")
    assert (response.status_code, response.json()) == (200, "the current user")


def test_other_paths_reach_the_route_with_the_parameter() -> None:
    response = client.get("/users/7")
    assert (response.status_code, response.json()) == (200, "user number 7")


def test_text_that_is_no_number_is_422() -> None:
    response = client.get("/users/you")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "user_id"]]


def test_wrong_order_hides_the_fixed_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.router, "routes", app.router.routes[::-1])
    assert client.get("/users/me").status_code == 422
    assert client.get("/users/7").status_code == 200


def test_document_lists_the_paths_in_the_order_of_declaration() -> None:
    assert list(app.openapi()["paths"]) == ["/users/me", "/users/{user_id}"]
