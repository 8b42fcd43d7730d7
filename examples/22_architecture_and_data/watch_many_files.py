"""Around many files: prefixes that add up, the order of routers, and the document of the whole."""

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from many_files import app


def watch_openapi() -> object:
    return app.openapi()


def watch_unknown_paths_and_methods() -> object:
    client = TestClient(app)
    asked = [
        ("GET", "/users/1"),
        ("GET", "/v1"),
        ("DELETE", "/v1/users/1"),
        ("PUT", "/v1/users"),
    ]
    answers = [client.request(method, path) for method, path in asked]
    return [[answer.status_code, answer.json(), answer.headers.get("allow")] for answer in answers]


def watch_prefixes_that_add_up() -> object:
    own, outer, inner = FastAPI(), APIRouter(prefix="/outer", tags=["a"]), APIRouter(prefix="/inner")

    @inner.get("/read", tags=["b"])
    def read() -> str:
        return "read"

    outer.include_router(inner, prefix="/between")
    own.include_router(outer, prefix="/v1", tags=["c"])
    document = own.openapi()
    tags = {path: ways["get"]["tags"] for path, ways in document["paths"].items()}
    return tags, TestClient(own).get("/v1/outer/between/inner/read").json()


def watch_two_routers_with_one_path() -> object:
    told = []
    for order in ((0, 1), (1, 0)):
        own = FastAPI()
        routers = [APIRouter(), APIRouter()]
        routers[0].add_api_route("/me", lambda: "first")
        routers[1].add_api_route("/{name}", lambda name: name)
        for index in order:
            own.include_router(routers[index])
        told.append(TestClient(own).get("/me").json())
    return told


def watch_router_without_prefix_and_path() -> object:
    own, empty = FastAPI(), APIRouter()
    empty.add_api_route("", lambda: "root")
    try:
        own.include_router(empty)
        return TestClient(own).get("/").json()
    except Exception as error:
        return type(error).__name__
