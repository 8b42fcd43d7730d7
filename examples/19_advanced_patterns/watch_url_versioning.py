"""Around versions in the path: what a mounted app sees and shares, links, routers instead of apps, a WSGI app."""

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from fastapi.testclient import TestClient
from url_versioning import app, v1


def watch_what_a_mounted_app_sees() -> object:
    inner, middle, outer = FastAPI(), FastAPI(), FastAPI()
    outer.mount("/v1", middle)
    middle.mount("/deep", inner)

    @inner.get("/x/{name}")
    def read(request: Request, name: str) -> list[Any]:
        scope = request.scope
        return [scope["path"], scope["root_path"], scope.get("app_root_path"), str(request.url), str(request.base_url)]

    return TestClient(outer).get("/v1/deep/x/a%2Fb%20c").json(), TestClient(outer).get("/v1/deep/x/a%20b").json()


def watch_mounted_app_below_a_root_path() -> object:
    inner = FastAPI()

    @inner.get("/x")
    def read(request: Request) -> list[str]:
        return [request.scope["path"], request.scope["root_path"], str(request.url)]

    outer = FastAPI()
    outer.mount("/v1", inner)
    client = TestClient(outer, root_path="/api")
    answers = [client.get(path).text for path in ("/v1/x", "/api/v1/x")]
    return answers, client.get("/v1/openapi.json").json().get("servers")


def watch_lifespans_and_handlers_of_mounted_apps() -> object:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        events.append(app.title)
        yield

    outer = FastAPI(title="outer", lifespan=lifespan)
    inner = FastAPI(title="inner", lifespan=lifespan)
    outer.mount("/v1", inner)

    @outer.exception_handler(LookupError)
    def handle(request: Request, error: Exception) -> Response:
        return Response("handled", status_code=418)

    @inner.get("/")
    def break_down() -> None:
        raise LookupError("nothing here")

    with TestClient(outer, raise_server_exceptions=False) as client:
        response = client.get("/v1/")
    return events, response.status_code, response.text


def watch_links_between_versions() -> object:
    outer = FastAPI()
    found = []
    for prefix, name in (("/v1", "v1"), ("/v2", "v2"), ("/v3", None)):
        inner = FastAPI()

        @inner.get("/x/{number}", name="x")
        def read(request: Request, number: int) -> list[str]:
            links = []
            for target in ("x", "v1:x", "v2:x"):
                try:
                    links.append(str(request.url_for(target, number=number)))
                except Exception as error:
                    links.append(type(error).__name__)
            return links

        outer.mount(prefix, inner, name=name)
    client = TestClient(outer)
    for path in ("/v1/x/1", "/v2/x/1", "/v3/x/1"):
        found.append(client.get(path).json())
    return found, str(outer.url_path_for("v1", path="/y"))


def watch_slashes_after_the_prefix() -> object:
    client = TestClient(app)
    found = []
    for path in ("/v1", "/v1/", "/v1/users/me/", "/v1//users/me", "//v1/users/me", "/V1/users/me"):
        response = client.get(path, follow_redirects=False)
        found.append([path, response.status_code, response.headers.get("location")])
    return found


def watch_documents_of_mounted_apps() -> object:
    outer = FastAPI()
    outer.mount("/v1", v1)
    return outer.openapi()["paths"], v1.openapi()


def watch_one_router_for_each_version() -> object:
    other = FastAPI()
    for version in ("/v1", "/v2"):
        router = APIRouter(prefix=version, tags=[version])

        @router.get("/users/me", name="me")
        def read(version: str = version) -> str:
            return version

        other.include_router(router)
    client = TestClient(other)
    ids = {path: each["get"]["operationId"] for path, each in other.openapi()["paths"].items()}
    return [client.get(f"/{version}/users/me").json() for version in ("v1", "v2")], ids, str(other.url_path_for("me"))


def watch_websocket_of_a_mounted_app() -> object:
    inner, outer = FastAPI(), FastAPI()
    outer.mount("/v1", inner)

    @inner.websocket("/ws")
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json([websocket.scope["root_path"], str(websocket.url)])
        await websocket.close()

    with TestClient(outer).websocket_connect("/v1/ws") as websocket:
        return websocket.receive_json()


def watch_environ_of_a_mounted_wsgi_app() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import importlib

        import starlette.middleware.wsgi

        module = importlib.reload(starlette.middleware.wsgi)
    scopes: list[dict[str, Any]] = [
        {"method": "GET", "path": "/x", "query_string": b"", "http_version": "1.1", "headers": []},
        {
            "method": "POST",
            "path": "/root/é",
            "root_path": "/root",
            "query_string": b"a=1",
            "http_version": "2",
            "scheme": "https",
            "server": ("example.com", 443),
            "client": ("192.0.2.1", 1),
            "headers": [(b"content-length", b"4"), (b"content-type", b"t"), (b"x-a", b"1"), (b"x-a", b"2")],
        },
        {
            "method": "GET",
            "path": "/rooted",
            "root_path": "/root",
            "query_string": b"",
            "http_version": "1",
            "headers": [],
        },
    ]
    environs = [module.build_environ(scope, b"body") for scope in scopes]
    shown = [{name: value for name, value in each.items() if name.isupper()} for each in environs]
    return shown, [each.category.__name__ for each in caught]
