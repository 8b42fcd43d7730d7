# /// script
# requires-python = ">=3.11"
# dependencies = ["uvicorn"]
# ///
"""Around a deployment: the Python that FastAPI needs, forwarded headers, and a frontend beside the API."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import metadata
from pathlib import Path
from typing import Any
from unittest import mock

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient


def watch_python_that_is_needed() -> object:
    return [metadata(name)["Requires-Python"] for name in ("fastapi", "starlette", "uvicorn", "pydantic")]


def watch_extras_of_fastapi() -> object:
    return sorted(metadata("fastapi").get_all("Provides-Extra") or [])


def seen_by(app_options: dict[str, Any], peer: str, headers: dict[str, str]) -> Any:
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    app = FastAPI()

    @app.get("/x")
    def read(request: Request) -> list[Any]:
        return [str(request.url), request.client and [request.client.host, request.client.port]]

    wrapped: Any = ProxyHeadersMiddleware(app, **app_options)  # type: ignore[arg-type]
    client = TestClient(wrapped, client=(peer, 5000))
    redirect = client.get("/x/", headers=headers, follow_redirects=False).headers["location"]
    return client.get("/x", headers=headers).json(), redirect


FORWARDED = {"X-Forwarded-For": "203.0.113.9, 10.0.0.7", "X-Forwarded-Proto": "https"}


def watch_forwarded_headers_by_trusted_hosts() -> object:
    trusted: list[Any] = ["127.0.0.1", "10.0.0.5", "10.0.0.0/8", ["10.0.0.5", "10.0.0.7"], "*", "unix:", ""]
    return [seen_by({"trusted_hosts": each}, "10.0.0.5", FORWARDED) for each in trusted]


def watch_odd_forwarded_headers() -> object:
    odd = [
        {"X-Forwarded-For": "203.0.113.9:4711"},
        {"X-Forwarded-For": "[2001:db8::1]:4711"},
        {"X-Forwarded-For": ""},
        {"X-Forwarded-For": "unknown, _hidden"},
        {"X-Forwarded-Proto": "ftp"},
        {"X-Forwarded-Proto": "HTTPS"},
        {"X-Forwarded-Host": "example.com"},
        {"X-Forwarded-Prefix": "/api"},
        {"Forwarded": "for=203.0.113.9;proto=https"},
    ]
    return [seen_by({"trusted_hosts": "*"}, "10.0.0.5", headers) for headers in odd]


def watch_forwarded_headers_by_default() -> object:
    return [seen_by({}, peer, FORWARDED) for peer in ("127.0.0.1", "10.0.0.5")]


def watch_server_options_for_proxies() -> object:
    import uvicorn

    results = []
    for value in (None, "10.0.0.5"):
        with mock.patch.dict(os.environ, {"FORWARDED_ALLOW_IPS": value} if value else {}):
            if not value:
                os.environ.pop("FORWARDED_ALLOW_IPS", None)
            config = uvicorn.Config("module:app")
            results.append([config.forwarded_allow_ips, config.proxy_headers, config.server_header, config.root_path])
    return results


@contextmanager
def build(**files: str) -> Iterator[Path]:
    """A folder as a frontend's build step leaves it, `_` standing for a dot and `__` for a slash in names."""
    with tempfile.TemporaryDirectory() as name:
        for each, text in files.items():
            path = Path(name, each.replace("__", "/").replace("_", "."))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        yield Path(name)


SITE = {"index_html": "<h1>home</h1>", "assets__app_js": "run()", "docs__index_html": "<h1>docs</h1>"}
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def asked(client: TestClient, *requests: str | tuple[str, str, dict[str, str]]) -> list[Any]:
    results = []
    for each in requests:
        method, path, headers = ("GET", each, BROWSER) if isinstance(each, str) else each
        response = client.request(method, path, headers=headers, follow_redirects=False)
        found = [method, path, response.status_code, response.headers.get("content-type"), response.text]
        results.append([*found, response.headers.get("location"), response.headers.get("x-seen")])
    return results


def frontend(path: str, directory: Path, **options: Any) -> FastAPI:
    app = FastAPI(docs_url=None)

    @app.get("/api")
    def api() -> str:
        return "the API"

    app.frontend(path, directory=directory, **options)
    return app


def watch_route_added_after_the_frontend_and_redirects_of_slashes() -> object:
    with build(**SITE) as folder:
        app = frontend("/", folder)

        @app.get("/late")
        def late() -> str:
            return "late"

        @app.get("/slash/")
        def slash() -> str:
            return "slash"

        @app.post("/form")
        def form() -> str:
            return "posted"

        return asked(TestClient(app), "/late", "/late/", "/slash", "/form", ("PUT", "/form", {}), ("PUT", "/late", {}))


def watch_links_and_pipes_of_a_frontend() -> object:
    with build(**SITE) as folder, build(secret_txt="secret") as other:
        (folder / "link.txt").symlink_to(other / "secret.txt")
        (folder / "inside.js").symlink_to(folder / "assets" / "app.js")
        os.mkfifo(folder / "pipe")
        return asked(TestClient(frontend("/", folder)), "/link.txt", "/inside.js", "/pipe")


def watch_conditional_and_partial_requests_of_the_frontend() -> object:
    with build(**SITE) as folder:
        client = TestClient(frontend("/", folder))
        etag = client.get("/assets/app.js").headers["etag"]
        return [
            client.get("/assets/app.js", headers=headers).status_code
            for headers in (
                {"If-None-Match": etag},
                {"If-None-Match": '"x"'},
                {"Range": "bytes=0-1"},
                {"Range": "bytes=9-"},
            )
        ]


def watch_frontend_of_a_mounted_app() -> object:
    with build(**SITE) as folder:
        app = FastAPI()
        app.mount("/site", frontend("/", folder))
        return asked(TestClient(app), "/site", "/site/", "/site/docs", "/site/cart", "/site/api", "/cart")


def watch_frontend_that_is_built_after_the_start() -> object:
    with build() as folder:
        client = TestClient(frontend("/", folder / "dist", check_dir=False), raise_server_exceptions=False)
        before = client.get("/").status_code
        (folder / "dist").mkdir()
        (folder / "dist" / "index.html").write_text("built")
        return before, client.get("/").text
