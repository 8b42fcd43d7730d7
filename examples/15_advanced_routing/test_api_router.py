import pytest
from api_router import app, router
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

client = TestClient(app)


def test_routes_answer_under_the_prefix() -> None:
    listed, one = client.get("/items/"), client.get("/items/7")
    assert (listed.status_code, listed.json()) == (200, ["cup", "plate"])
    assert (one.status_code, one.json()) == (200, {"item_id": 7})


@pytest.mark.parametrize("path", ["/", "/7", "/list_items", "/items/7/items/7"])
def test_routes_do_not_answer_without_the_prefix(path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


def test_the_prefix_without_the_slash_of_the_path_redirects() -> None:
    response = client.get("/items?q=1", follow_redirects=False)
    assert response.status_code == 307
    assert dict(response.headers) == {"content-length": "0", "location": "http://testserver/items/?q=1"}


def test_parameters_are_validated_as_on_the_app() -> None:
    response = client.get("/items/x")
    assert response.status_code == 422
    [error] = response.json()["detail"]
    error.pop("msg")
    assert error == {"type": "int_parsing", "loc": ["path", "item_id"], "input": "x"}


def test_prefix_and_tags_are_in_openapi() -> None:
    paths = app.openapi()["paths"]
    assert list(paths) == ["/items/", "/items/{item_id}"]
    assert paths["/items/"] == {
        "get": {
            "tags": ["items"],
            "summary": "List Items",
            "operationId": "list_items_items__get",
            "responses": {
                "200": {
                    "description": "Successful Response",
                    "content": {
                        "application/json": {
                            "schema": {
                                "items": {"type": "string"},
                                "type": "array",
                                "title": "Response List Items Items  Get",
                            }
                        }
                    },
                }
            },
        }
    }
    assert paths["/items/{item_id}"]["get"]["tags"] == ["items"]
    assert paths["/items/{item_id}"]["get"]["operationId"] == "read_item_items__item_id__get"
    assert paths["/items/{item_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "title": "Response Read Item Items  Item Id  Get",
    }


def test_the_router_lists_its_own_routes_with_the_prefix() -> None:
    assert [(route.path, route.name, route.methods) for route in router.routes if isinstance(route, APIRoute)] == [
        ("/items/", "list_items", {"GET"}),
        ("/items/{item_id}", "read_item", {"GET"}),
    ]
    assert (router.prefix, router.tags) == ("/items", ["items"])


def test_the_app_lists_none_of_the_routes_of_the_router_itself() -> None:
    assert [route for route in app.routes if isinstance(route, APIRoute)] == []


def test_the_paths_are_found_by_name() -> None:
    assert app.url_path_for("read_item", item_id="7") == "/items/7"
    assert router.url_path_for("list_items") == "/items/"


def test_a_router_answers_nothing_until_it_is_included() -> None:
    other = FastAPI()
    assert TestClient(other).get("/items/").status_code == 404
    other.include_router(router)
    assert TestClient(other).get("/items/").json() == ["cup", "plate"]


def test_a_prefix_without_a_leading_slash_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"^A path prefix must start with '/'$"):
        APIRouter(prefix="items")


def test_a_prefix_with_a_trailing_slash_is_refused() -> None:
    with pytest.raises(
        AssertionError, match=r"^A path prefix must not end with '/', as the routes will start with '/'$"
    ):
        APIRouter(prefix="/items/")
