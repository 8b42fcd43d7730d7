import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.testclient import TestClient
from mount_sub_application import UnknownDrinkError, app, app_v1

client = TestClient(app)


def test_it_answers_under_the_mount_and_not_beside_it() -> None:
    response = client.get("/v1/stock/tea")
    assert (response.status_code, response.json()) == (200, {"tea": 3})
    beside = client.get("/stock/tea")
    assert (beside.status_code, beside.json()) == (404, {"detail": "Not Found"})


def test_the_parent_answers_beside_the_mount_and_not_under_it() -> None:
    assert client.get("/health/").json() == {"healthy": True}
    under = client.get("/v1/health/")
    assert (under.status_code, under.json()) == (404, {"detail": "Not Found"})


def test_the_scope_has_the_full_path_and_the_mount_as_root_path() -> None:
    assert client.get("/v1/where/").json() == {
        "path": "/v1/where/",
        "root_path": "/v1",
        "url": "http://testserver/v1/where/",
    }
    assert TestClient(app_v1).get("/where/").json() == {
        "path": "/where/",
        "root_path": "",
        "url": "http://testserver/where/",
    }


def test_the_mount_adds_to_the_root_path_of_a_proxy() -> None:
    behind_proxy = TestClient(app, root_path="/shop")
    assert behind_proxy.get("/shop/v1/where/").json() == {
        "path": "/shop/v1/where/",
        "root_path": "/shop/v1",
        "url": "http://testserver/shop/v1/where/",
    }
    assert behind_proxy.get("/shop/v1/openapi.json").json()["servers"] == [{"url": "/shop/v1"}]


def test_its_openapi_document_carries_the_mount_in_servers() -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["info"]["title"] == "Shop, version 1"
    assert document["servers"] == [{"url": "/v1"}]
    assert list(document["paths"]) == ["/where/", "/stock/{drink}"]
    assert "servers" not in TestClient(app_v1).get("/openapi.json").json()
    assert "servers" not in app_v1.openapi()


@pytest.mark.parametrize(("page", "pattern"), [("/v1/docs", r"url: '([^']*)'"), ("/v1/redoc", r'spec-url="([^"]*)"')])
def test_its_docs_pages_point_at_its_own_document(page: str, pattern: str) -> None:
    response = client.get(page)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(pattern, response.text) == ["/v1/openapi.json"]
    assert re.findall(r"<title>(.*) - .*</title>", response.text) == ["Shop, version 1"]


def test_it_is_absent_from_the_schema_of_the_parent() -> None:
    document = client.get("/openapi.json").json()
    assert document["info"]["title"] == "Shop"
    assert list(document["paths"]) == ["/health/"]
    assert "servers" not in document
    assert "components" not in document


def test_its_exception_handlers_are_its_own() -> None:
    response = client.get("/v1/stock/milk")
    assert (response.status_code, response.json()) == (404, {"unknown": "milk"})
    assert UnknownDrinkError in app_v1.exception_handlers
    assert UnknownDrinkError not in app.exception_handlers


def mounted(sub: FastAPI, parent: FastAPI) -> FastAPI:
    parent.mount("/sub", sub)
    return parent


def test_a_handler_of_the_parent_does_not_see_http_errors_of_the_sub_application() -> None:
    parent = mounted(app_v1, FastAPI())

    @parent.exception_handler(HTTPException)
    def answer(request: Request, error: HTTPException) -> None:
        raise AssertionError("never called")

    response = TestClient(parent).get("/sub/nothing")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


def test_the_dependencies_of_the_parent_do_not_guard_the_mount() -> None:
    def refuse() -> None:
        raise HTTPException(403)

    parent = mounted(app_v1, FastAPI(dependencies=[Depends(refuse)]))
    assert TestClient(parent).get("/sub/stock/tea").json() == {"tea": 3}


def test_the_middleware_of_the_parent_runs_around_the_mount() -> None:
    parent = mounted(app_v1, FastAPI())

    @parent.middleware("http")
    async def mark(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers["x-parent"] = request.url.path
        return response

    assert TestClient(parent).get("/sub/stock/tea").headers["x-parent"] == "/sub/stock/tea"


def test_the_lifespan_of_the_sub_application_does_not_run() -> None:
    log: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.append(app.title)
        yield

    parent = mounted(FastAPI(title="sub", lifespan=lifespan), FastAPI(title="parent", lifespan=lifespan))
    with TestClient(parent):
        pass
    assert log == ["parent"]


def test_request_app_is_the_sub_application() -> None:
    sub = FastAPI(title="sub")

    @sub.get("/title/")
    def read_title(request: Request) -> str:
        title: str = request.app.title
        return title

    assert TestClient(mounted(sub, FastAPI(title="parent"))).get("/sub/title/").json() == "sub"


def test_the_mount_without_a_slash_redirects_into_the_sub_application() -> None:
    response = client.get("/v1", follow_redirects=False)
    assert response.status_code == 307
    assert dict(response.headers) == {"content-length": "0", "location": "http://testserver/v1/"}


def test_paths_of_the_mount_are_found_by_the_name_of_the_mount() -> None:
    assert app.url_path_for("v1:read_stock", drink="tea") == "/v1/stock/tea"
    assert app.url_path_for("v1", path="/anything") == "/v1/anything"


def test_a_route_declared_before_the_mount_wins_and_one_declared_after_it_is_hidden() -> None:
    parent = FastAPI()
    parent.add_api_route("/sub/first", lambda: "parent")
    parent.mount("/sub", app_v1)
    parent.add_api_route("/sub/last", lambda: "parent")
    assert TestClient(parent).get("/sub/first").json() == "parent"
    assert TestClient(parent).get("/sub/last").status_code == 404


def test_the_old_root_path_argument_is_deprecated() -> None:
    with pytest.warns(UserWarning, match=r"^The `root_path` parameter is deprecated\."):
        FastAPI(root_path="/v1")
