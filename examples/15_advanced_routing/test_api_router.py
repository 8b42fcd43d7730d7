import pytest
from api_router import app, router
from fastapi import APIRouter
from fastapi.testclient import TestClient

client = TestClient(app)


def test_routes_answer_under_the_prefix() -> None:
    assert client.get("/items").json() == ["cup", "plate"]
    assert client.get("/items/2").json() == "plate"


@pytest.mark.parametrize("path", ["/", "/2", "/items/items/2"])
def test_routes_do_not_answer_without_the_prefix(path: str) -> None:
    assert client.get(path).status_code == 404


def test_missing_item_is_404() -> None:
    response = client.get("/items/3")
    assert (response.status_code, response.json()) == (404, {"detail": "No such item"})


def test_parameters_are_validated() -> None:
    response = client.get("/items/x")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "item_id"]]


def test_prefix_and_tags_are_in_openapi() -> None:
    paths = app.openapi()["paths"]
    assert {path: methods["get"]["tags"] for path, methods in paths.items()} == {
        "/items": ["items"],
        "/items/{item_id}": ["items"],
    }


@pytest.mark.parametrize("prefix", ["items", "/items/"])
def test_prefix_needs_a_slash_before_and_none_after(prefix: str) -> None:
    with pytest.raises(AssertionError, match="prefix must"):
        APIRouter(prefix=prefix)


def test_paths_are_found_by_name() -> None:
    assert app.url_path_for("read_item", item_id=2) == "/items/2"
    assert router.url_path_for("list_items") == "/items"
