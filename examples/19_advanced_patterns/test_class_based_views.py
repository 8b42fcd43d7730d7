from typing import Annotated, Any

import pytest
from class_based_views import ItemViews, app, get_user
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from fastapi_utils.cbv import cbv

client = TestClient(app, headers={"X-User": "Ada"})


def test_all_methods_of_the_class_answer() -> None:
    assert client.get("/items/").json() == ["item 0 of Ada", "item 1 of Ada"]
    assert client.get("/items/?limit=1").json() == ["item 0 of Ada"]
    assert client.get("/items/7").json() == "item 7 of Ada"
    deleted = client.delete("/items/7")
    assert deleted.status_code == 204
    assert deleted.content == b""


def test_dependency_is_shared_by_all_methods() -> None:
    try:
        app.dependency_overrides[get_user] = lambda: "Bob"
        assert client.get("/items/").json() == ["item 0 of Bob", "item 1 of Bob"]
        assert client.get("/items/7").json() == "item 7 of Bob"
    finally:
        app.dependency_overrides.clear()


@pytest.mark.parametrize(("method", "path"), [("GET", "/items/"), ("GET", "/items/7"), ("DELETE", "/items/7")])
def test_missing_header_is_refused_by_every_method(method: str, path: str) -> None:
    response = TestClient(app).request(method, path)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error.pop("msg")
    assert error == {"type": "missing", "loc": ["header", "x-user"], "input": None}


def test_every_request_gets_an_instance_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def describe(self: ItemViews, number: int) -> str:
        seen.append(self)
        return self.user

    monkeypatch.setattr(ItemViews, "describe", describe)
    assert [client.get("/items/7", headers={"X-User": name}).json() for name in ("a", "b")] == ["a", "b"]
    assert seen[0] is not seen[1]


def test_openapi_shows_the_parameters_and_the_header_but_no_self() -> None:
    header = {"name": "x-user", "in": "header", "required": True, "schema": {"type": "string", "title": "X-User"}}
    item_id = {"name": "item_id", "in": "path", "required": True, "schema": {"type": "integer", "title": "Item Id"}}
    limit = {
        "name": "limit",
        "in": "query",
        "required": False,
        "schema": {"type": "integer", "default": 2, "title": "Limit"},
    }
    paths = app.openapi()["paths"]
    found = {
        (path, method): sorted(operation["parameters"], key=lambda each: str(each["name"]))
        for path, operations in paths.items()
        for method, operation in operations.items()
    }
    assert found == {
        ("/items/", "get"): [limit, header],
        ("/items/{item_id}", "get"): [item_id, header],
        ("/items/{item_id}", "delete"): [item_id, header],
    }
    assert "requestBody" not in paths["/items/"]["get"]


def test_openapi_names_operations_after_the_class_and_tags_them_once() -> None:
    operation = app.openapi()["paths"]["/items/{item_id}"]["get"]
    assert operation["tags"] == ["items"]
    assert operation["summary"] == "Itemviews.Read Item"
    assert operation["operationId"] == "ItemViews_read_item_items__item_id__get"
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]["type"] == "string"
    listed = app.openapi()["paths"]["/items/"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert (listed["type"], listed["items"]) == ("array", {"type": "string"})


def define_view(router: APIRouter, path: str) -> None:
    @cbv(router)
    class View:
        @router.get(path)
        def read(self) -> str:
            return path


def test_two_classes_on_two_routers_both_answer() -> None:
    both = FastAPI()
    for path in ("/a", "/b"):
        router = APIRouter()
        define_view(router, path)
        both.include_router(router)
    assert [TestClient(both).get(path).json() for path in ("/a", "/b")] == ["/a", "/b"]


def test_second_class_on_the_same_router_is_refused() -> None:
    router = APIRouter()
    define_view(router, "/a")
    with pytest.raises(ValueError, match=r"^The provided routes should be of type APIRoute$"):
        define_view(router, "/b")


def test_class_on_the_router_of_the_app_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^The provided routes should be of type APIRoute$"):
        define_view(FastAPI().router, "/a")


def test_tags_of_the_router_itself_appear_twice() -> None:
    router = APIRouter(prefix="/views", tags=["views"])
    define_view(router, "/a")
    tagged = FastAPI()
    tagged.include_router(router)
    assert TestClient(tagged).get("/views/a").json() == "/a"
    operation: dict[str, Any] = tagged.openapi()["paths"]["/views/a"]["get"]
    assert operation["tags"] == ["views", "views"]


def test_annotated_dependency_of_a_class_becomes_a_query_parameter() -> None:
    router = APIRouter()

    @cbv(router)
    class View:
        user: Annotated[str, Depends(get_user)]

        @router.get("/")
        def read(self) -> str:
            return self.user

    annotated = FastAPI()
    annotated.include_router(router)
    assert TestClient(annotated).get("/?user=anyone", headers={"X-User": "Ada"}).json() == "anyone"
    assert annotated.openapi()["paths"]["/"]["get"]["parameters"] == [
        {"name": "user", "in": "query", "required": True, "schema": {"type": "string", "title": "User"}}
    ]
