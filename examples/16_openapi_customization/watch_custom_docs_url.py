"""Around moved docs: root paths, assets of one's own, each argument of the page functions, and refused values."""

import re
from collections.abc import Callable
from typing import Any

from custom_docs_url import app
from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def addresses(text: str) -> list[str]:
    return re.findall(r"""(?:href=|src=|spec-url=|url: |origin \+ )['"]([^'"]*)['"]""", text)


def squeezed(response: HTMLResponse) -> str:
    return re.sub(r"\s+", " ", bytes(response.body).decode())


def watch_addresses_under_root_paths() -> object:
    seen = {}
    for root_path in ("", "/proxy", "/proxy/", "/a/b"):
        client = TestClient(app, root_path=root_path)
        prefix = root_path.rstrip("/")
        seen[root_path] = [addresses(client.get(prefix + page).text) for page in ("/api/docs", "/api/redoc")]
        seen[root_path].append(client.get(f"{prefix}/api/openapi.json").json().get("servers"))
    return seen


def watch_login_page_without_its_argument() -> object:
    moved, none = TestClient(FastAPI(docs_url="/api/docs")), TestClient(FastAPI(swagger_ui_oauth2_redirect_url=None))
    return (
        moved.get("/docs/oauth2-redirect").status_code,
        addresses(moved.get("/api/docs").text),
        addresses(none.get("/docs").text),
        none.get("/docs/oauth2-redirect").status_code,
    )


def watch_addresses_that_are_refused() -> object:
    given: list[dict[str, Any]] = [
        {"docs_url": "docs"},
        {"redoc_url": "redoc"},
        {"openapi_url": "openapi.json"},
        {"swagger_ui_oauth2_redirect_url": "x"},
        {"title": "", "openapi_url": "/o"},
        {"version": "", "openapi_url": "/o"},
        {"docs_url": "/"},
        {"openapi_url": "/{x}"},
    ]
    return [attempt(lambda each=each: FastAPI(**each).docs_url) for each in given]  # type: ignore[misc]


def watch_document_with_another_type() -> object:
    client = TestClient(FastAPI(openapi_url="/api/v1.yaml"))
    return client.get("/api/v1.yaml").headers["content-type"], addresses(client.get("/docs").text)[-2:]


def watch_swagger_page_with_each_argument() -> object:
    bare = get_swagger_ui_html(openapi_url="/o.json", title="Shop")
    full = get_swagger_ui_html(
        openapi_url="/o.json",
        title="Shop",
        swagger_js_url="/static/swagger.js",
        swagger_css_url="/static/swagger.css",
        swagger_favicon_url="/static/icon.png",
        oauth2_redirect_url="/back",
        init_oauth={"clientId": "shop"},
        swagger_ui_parameters={"deepLinking": False},
    )
    return squeezed(bare), squeezed(full), bare.media_type


def watch_redoc_page_with_each_argument() -> object:
    bare = get_redoc_html(openapi_url="/o.json", title="Shop")
    full = get_redoc_html(
        openapi_url="/o.json",
        title="Shop",
        redoc_js_url="/static/redoc.js",
        redoc_favicon_url="/static/icon.png",
        with_google_fonts=False,
    )
    return squeezed(bare), squeezed(full), bare.media_type


def watch_page_of_the_login() -> object:
    return squeezed(get_swagger_ui_oauth2_redirect_html())


def watch_assets_of_ones_own() -> object:
    own = FastAPI(docs_url=None, redoc_url=None)

    @own.get("/docs", include_in_schema=False)
    def read_docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=own.openapi_url or "",
            title=f"{own.title} - Swagger UI",
            oauth2_redirect_url=own.swagger_ui_oauth2_redirect_url,
            swagger_js_url="/static/swagger-ui-bundle.js",
            swagger_css_url="/static/swagger-ui.css",
            swagger_favicon_url="/static/icon.png",
        )

    @own.get("/docs/oauth2-redirect", include_in_schema=False)
    def read_redirect() -> HTMLResponse:
        return get_swagger_ui_oauth2_redirect_html()

    client = TestClient(own)
    return addresses(client.get("/docs").text), client.get("/docs/oauth2-redirect").status_code, own.openapi()["paths"]


def watch_texts_that_could_break_the_page() -> object:
    page = TestClient(FastAPI(title="</title><script>", openapi_url="/o'x.json")).get("/docs").text
    return re.findall(r"<title>.*", page), [line.strip() for line in page.splitlines() if "url:" in line]
