"""Around the documentation pages: what they load, their settings, other methods, prefixes and titles."""

import re
from typing import Any

from automatic_docs import app
from fastapi import FastAPI
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html
from fastapi.testclient import TestClient

client = TestClient(app)


def loaded(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]+)"', page)


def settings(page: str) -> str:
    return " ".join(page.partition("SwaggerUIBundle({")[2].partition("})")[0].split())


def watch_what_swagger_ui_loads() -> object:
    return loaded(client.get("/docs").text)


def watch_what_redoc_loads() -> object:
    return loaded(client.get("/redoc").text)


def watch_viewport_of_the_pages() -> object:
    return {path: re.findall(r"<meta [^>]*>", client.get(path).text) for path in ("/docs", "/redoc")}


def watch_settings_of_swagger_ui() -> object:
    return settings(client.get("/docs").text)


def watch_text_of_the_redoc_page() -> object:
    return " ".join(client.get("/redoc").text.split())


def watch_text_of_the_oauth2_redirect_page() -> object:
    page = client.get("/docs/oauth2-redirect")
    return page.status_code, page.headers["content-type"], " ".join(page.text.split())


def watch_document() -> object:
    return client.get("/openapi.json").json()


def watch_headers_of_the_pages() -> object:
    paths = ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"]
    return {path: sorted(name for name in client.get(path).headers) for path in paths}


def watch_other_methods_on_the_pages() -> object:
    results = {}
    for path in ["/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"]:
        for method in ["HEAD", "POST", "OPTIONS"]:
            response = client.request(method, path)
            allow = sorted(response.headers.get("allow", "").split(", "))
            results[f"{method} {path}"] = [response.status_code, allow, len(response.content)]
    return results


def watch_slash_after_the_pages() -> object:
    quiet = TestClient(app, follow_redirects=False)
    return [[r.status_code, r.headers.get("location")] for r in (quiet.get("/docs/"), quiet.get("/openapi.json/"))]


def watch_pages_behind_a_prefix() -> object:
    results = []
    for prefix in ["/api", "/api/"]:
        behind = TestClient(FastAPI(), root_path=prefix)
        page, redoc = behind.get("/docs").text, behind.get("/redoc").text
        results.append([settings(page), re.findall(r'spec-url="([^"]*)"', redoc)])
    return results


def watch_title_with_markup() -> object:
    titled = TestClient(FastAPI(title="Rooms & <b>Beds</b></title><script>"))
    return [re.findall(r"<title>.*", titled.get(path).text) for path in ("/docs", "/redoc")]


def watch_urls_with_quotes() -> object:
    quoted = TestClient(FastAPI(openapi_url="/open'api\".json", swagger_ui_oauth2_redirect_url="/docs/o'auth"))
    return settings(quoted.get("/docs").text), re.findall(r"spec-url=.*", quoted.get("/redoc").text)


def watch_prefix_with_markup() -> object:
    behind = TestClient(FastAPI(), root_path="/</script><script>alert(1)//")
    return settings(behind.get("/docs").text), re.findall(r"spec-url=.*", behind.get("/redoc").text)


def watch_settings_with_markup() -> object:
    odd = FastAPI(
        swagger_ui_parameters={"note": "</script><b>&'\"\u2028é", "on": True, "off": None, "deepLinking": None},
        swagger_ui_init_oauth={"clientId": "</script>"},
    )
    page = TestClient(odd).get("/docs").text
    return settings(page), re.findall(r"initOAuth\(.*", page)


def watch_arguments_of_the_page_functions() -> object:
    swagger = get_swagger_ui_html(
        openapi_url="/spec",
        title="Own",
        swagger_js_url="/own.js",
        swagger_css_url="/own.css",
        swagger_favicon_url="/own.png",
        oauth2_redirect_url="/own-back",
        init_oauth={"clientId": "own"},
        swagger_ui_parameters={"own": 1},
    )
    redoc = get_redoc_html(
        openapi_url="/spec", title="Own", redoc_js_url="/own.js", redoc_favicon_url="/own.png", with_google_fonts=False
    )
    pages = [bytes(page.body).decode() for page in (swagger, redoc)]
    return [loaded(page) for page in pages], settings(pages[0]), len(get_swagger_ui_oauth2_redirect_html().body) > 1000


def watch_pages_of_an_app_without_routes() -> object:
    bare = TestClient(FastAPI())
    return {path: bare.get(path).status_code for path in ("/", "/docs", "/redoc", "/openapi.json")}


def watch_document_that_cannot_be_made() -> object:
    class Opaque:
        pass

    odd = FastAPI()
    arguments: dict[str, Any] = {"openapi_extra": {"x-value": Opaque()}}
    odd.get("/", **arguments)(lambda: 1)
    response = TestClient(odd, raise_server_exceptions=False).get("/openapi.json")
    return response.status_code, TestClient(odd).get("/docs").status_code
