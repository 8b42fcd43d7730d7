from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from url_versioning import app, v1

client = TestClient(app)


def test_each_version_answers_with_its_own_shape_and_links_to_itself() -> None:
    first = client.get("/v1/users/7")
    assert first.status_code == 200
    assert first.json() == {"name": "Ada Lovelace", "url": "http://testserver/v1/users/7"}
    second = client.get("/v2/users/7")
    assert second.status_code == 200
    assert second.json() == {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "url": "http://testserver/v2/users/7",
    }


def test_each_version_validates_its_own_requests() -> None:
    for version in ("v1", "v2"):
        response = client.get(f"/{version}/users/x")
        assert response.status_code == 422
        (error,) = response.json()["detail"]
        assert error.pop("msg")
        assert error == {"type": "int_parsing", "loc": ["path", "user_id"], "input": "x"}


@pytest.mark.parametrize(("version", "number", "schema"), [("v1", "1.4", "UserV1"), ("v2", "2.0", "UserV2")])
def test_each_version_has_its_own_docs(version: str, number: str, schema: str) -> None:
    docs = client.get(f"/{version}/docs")
    assert docs.status_code == 200
    assert docs.headers["content-type"] == "text/html; charset=utf-8"
    assert f"/{version}/openapi.json" in docs.text
    document = client.get(f"/{version}/openapi.json").json()
    assert document["info"] == {"title": "Users", "version": number}
    assert document["servers"] == [{"url": f"/{version}"}]
    assert list(document["paths"]) == ["/users/{user_id}"]
    assert set(document["components"]["schemas"]) == {schema, "HTTPValidationError", "ValidationError"}


@pytest.mark.parametrize("path", ["/v3/users/7", "/users/7", "/v1/users", "/v11/users/7", "/v2/nothing"])
def test_unknown_version_or_path_is_404(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_outer_app_has_no_docs_of_its_own(path: str) -> None:
    assert client.get(path).status_code == 404


def test_document_of_an_outer_app_does_not_contain_what_is_mounted() -> None:
    outer = FastAPI()
    outer.mount("/v1", v1)
    assert outer.openapi()["paths"] == {}


def test_mounted_app_sees_the_full_path_and_the_prefix_as_root_path() -> None:
    seen: dict[str, Any] = {}
    inner, outer = FastAPI(), FastAPI()
    outer.mount("/v1", inner)

    @inner.get("/x")
    def read(request: Request) -> None:
        seen.update(path=request.scope["path"], root_path=request.scope["root_path"], url=str(request.url))

    assert TestClient(outer).get("/v1/x").status_code == 200
    assert seen == {"path": "/v1/x", "root_path": "/v1", "url": "http://testserver/v1/x"}


def test_lifespan_of_a_mounted_app_does_not_run() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        events.append(app.title)
        yield

    outer = FastAPI(title="outer", lifespan=lifespan)
    outer.mount("/v1", FastAPI(title="inner", lifespan=lifespan))
    with TestClient(outer):
        assert events == ["outer"]


def test_exception_handlers_are_not_shared() -> None:
    outer = FastAPI()
    inner = FastAPI()
    outer.mount("/v1", inner)

    @outer.exception_handler(LookupError)
    def handle(request: Request, error: Exception) -> Response:
        return Response("never asked", status_code=418)

    @inner.get("/")
    def fail() -> None:
        raise LookupError("nothing here")

    response = TestClient(outer, raise_server_exceptions=False).get("/v1/")
    assert response.status_code == 500
    assert response.text == "Internal Server Error"


def test_link_to_a_name_in_mounts_without_names_leads_to_the_first_of_them() -> None:
    outer = FastAPI()
    for prefix in ("/v1", "/v2"):
        inner = FastAPI()

        @inner.get("/x", name="x")
        def read(request: Request) -> str:
            return str(request.url_for("x"))

        outer.mount(prefix, inner)
    assert [TestClient(outer).get(path).json() for path in ("/v1/x", "/v2/x")] == ["http://testserver/v1/x"] * 2
