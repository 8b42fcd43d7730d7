"""Around hidden docs: each argument alone, docs behind a login, what is still there, and the pages that are left."""

import re
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from fastapi.testclient import TestClient

URLS = ["/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"]


def answered(app: FastAPI) -> list[str]:
    client = TestClient(app)
    return [path for path in URLS if client.get(path).status_code == 200]


def watch_each_argument_alone() -> object:
    given: list[dict[str, Any]] = [
        {},
        {"docs_url": None},
        {"redoc_url": None},
        {"openapi_url": None},
        {"openapi_url": ""},
        {"docs_url": ""},
        {"openapi_url": None, "docs_url": "/docs", "redoc_url": "/redoc"},
        {"swagger_ui_oauth2_redirect_url": None},
    ]
    return [[str(each), answered(FastAPI(**each))] for each in given]


def watch_routes_and_document_that_are_left() -> object:
    app = FastAPI(openapi_url=None)
    app.add_api_route("/items", lambda: ["green"])
    return (
        len(FastAPI(openapi_url=None).routes),
        len(FastAPI(docs_url=None, redoc_url=None).routes),
        app.openapi()["paths"],
    )


def watch_arguments_changed_after_the_declaration() -> object:
    app = FastAPI()
    app.openapi_url = None
    app.docs_url = None
    seen: list[Any] = []
    for path in URLS:
        try:
            seen.append(TestClient(app).get(path).status_code)
        except TypeError as error:
            seen.append(type(error).__name__)
    return seen


def watch_methods_of_the_docs() -> object:
    client = TestClient(FastAPI())
    return [
        [method, path, client.request(method, path).status_code]
        for method in ("HEAD", "POST", "OPTIONS")
        for path in URLS
    ]


def watch_addresses_in_the_swagger_page() -> object:
    text = TestClient(FastAPI(redoc_url=None)).get("/docs").text
    return re.findall(r'(?:href|src)="([^"]*)"', text), re.findall(r"<meta [^>]*>", text)


def watch_addresses_in_the_redoc_page() -> object:
    text = TestClient(FastAPI(docs_url=None)).get("/redoc").text
    return re.findall(r'(?:href|src|spec-url)="([^"]*)"', text), re.findall(r"<meta [^>]*>", text)


def watch_whole_pages() -> object:
    client = TestClient(FastAPI())
    return {path: re.sub(r"\s+", " ", client.get(path).text) for path in URLS[1:]}


def watch_docs_behind_a_login() -> object:
    app = FastAPI(openapi_url=None)
    basic = HTTPBasic()

    def check(given: Annotated[HTTPBasicCredentials, Depends(basic)]) -> None:
        if not secrets.compare_digest(given.password.encode(), b"tea"):
            raise HTTPException(status_code=401, headers={"WWW-Authenticate": "Basic"})

    docs = APIRouter(dependencies=[Depends(check)], include_in_schema=False)

    @docs.get("/openapi.json")
    def read_document() -> dict[str, Any]:
        return app.openapi()

    @docs.get("/docs")
    def read_docs() -> HTMLResponse:
        return get_swagger_ui_html(openapi_url="/openapi.json", title="Shop")

    @docs.get("/redoc")
    def read_redoc() -> HTMLResponse:
        return get_redoc_html(openapi_url="/openapi.json", title="Shop")

    app.include_router(docs)
    app.add_api_route("/items", lambda: ["green"])
    client = TestClient(app)
    seen = {}
    for path in ("/openapi.json", "/docs", "/redoc"):
        responses = [client.get(path), client.get(path, auth=("ann", "x")), client.get(path, auth=("ann", "tea"))]
        seen[path] = [[each.status_code, each.headers.get("www-authenticate")] for each in responses]
    return seen, list(client.get("/openapi.json", auth=("ann", "tea")).json()["paths"])


def watch_dependencies_of_the_app_do_not_guard_the_docs() -> object:
    def refuse() -> None:
        raise HTTPException(status_code=401)

    return answered(FastAPI(dependencies=[Depends(refuse)]))


def watch_operations_that_are_left_out() -> object:
    app, hidden = FastAPI(), APIRouter(include_in_schema=False)
    app.add_api_route("/shown", lambda: "shown")
    app.add_api_route("/hidden", lambda: "hidden", include_in_schema=False)
    hidden.add_api_route("/router", lambda: "router", include_in_schema=True)
    app.include_router(hidden)
    whole = FastAPI(include_in_schema=False)
    whole.add_api_route("/x", lambda: "x")
    return list(app.openapi()["paths"]), TestClient(app).get("/hidden").json(), whole.openapi()["paths"]
