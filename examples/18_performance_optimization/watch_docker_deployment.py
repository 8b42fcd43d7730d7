# /// script
# requires-python = ">=3.11"
# dependencies = ["uvicorn"]
# ///
"""Around a deployment: the Python that FastAPI needs, forwarded headers, and a frontend beside the API."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import metadata
from pathlib import Path
from typing import Annotated, Any
from unittest import mock

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response
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


PATHS = ["/", "/index.html", "/assets/app.js", "/assets", "/docs", "/docs/", "/cart/7", "/missing.js", "/api", "/api/x"]
OTHERS: list[tuple[str, str, dict[str, str]]] = [
    ("HEAD", "/", BROWSER),
    ("POST", "/", BROWSER),
    ("POST", "/cart/7", BROWSER),
    ("GET", "/cart/7", {"Accept": "application/json"}),
    ("GET", "/cart/7", {"Accept": "*/*"}),
    ("GET", "/cart/7", {"Accept": "text/html;q=0, application/json"}),
    ("GET", "/cart/7", {"Accept": "application/xhtml+xml;q=x"}),
    ("GET", "/%00", BROWSER),
    ("GET", f"/{'a' * 300}", BROWSER),
    ("GET", "/../secret", BROWSER),
    ("GET", "/%2e%2e/secret", BROWSER),
    ("GET", "//assets//app.js", BROWSER),
]


def frontend(path: str, directory: Path, **options: Any) -> FastAPI:
    app = FastAPI(docs_url=None)

    @app.get("/api")
    def api() -> str:
        return "the API"

    app.frontend(path, directory=directory, **options)
    return app


def watch_frontend_beside_an_api() -> object:
    with build(**SITE) as folder:
        return asked(TestClient(frontend("/", folder)), *PATHS, *OTHERS)


def watch_frontend_under_a_prefix() -> object:
    paths = ["/", "/shop", "/shop/", "/shop/assets/app.js", "/shop/cart", "/shopping", "/shop/docs"]
    with build(**SITE) as folder:
        return [asked(TestClient(frontend(path, folder)), *paths) for path in ("/shop", "/shop/")]


def watch_fallbacks_of_a_frontend() -> object:
    results = {}
    for name, files in {"index": SITE, "404": {**SITE, "404_html": "gone"}, "none": {"a_txt": "a"}}.items():
        with build(**files) as folder:
            for fallback in ("auto", "index.html", "404.html", None, "other.html"):
                try:
                    found: Any = asked(TestClient(frontend("/", folder, fallback=fallback)), "/", "/cart/7", OTHERS[3])
                except (RuntimeError, AssertionError) as error:
                    found = f"{type(error).__name__}: {error}".replace(str(folder), "FOLDER").replace(
                        os.path.realpath(folder), "FOLDER"
                    )
                results[f"{name} {fallback}"] = found
    return results


def watch_fallback_that_is_removed_later() -> object:
    with build(index_html="home") as folder:
        client = TestClient(frontend("/", folder, fallback="index.html"), raise_server_exceptions=False)
        (folder / "index.html").unlink()
        return [each[2] for each in asked(client, "/", "/cart")]


def watch_paths_and_directories_that_are_refused() -> object:
    results = []
    with build(**SITE) as folder:
        for path, directory in (
            ("", folder),
            ("shop", folder),
            ("/", folder / "missing"),
            ("/", folder / "index.html"),
        ):
            try:
                frontend(path, directory)
                results.append("accepted")
            except Exception as error:
                results.append(
                    f"{type(error).__name__}: {error}".replace(os.path.realpath(folder), "FOLDER").replace(
                        str(folder), "FOLDER"
                    )
                )
    return results


def watch_missing_directory_during_development() -> object:
    results: list[Any] = []
    with build() as folder:
        for environment in ("development", "production"):
            for check_dir in ("auto", True, False):
                with (
                    mock.patch.dict(os.environ, {"FASTAPI_ENV": environment}),
                    warnings.catch_warnings(record=True) as caught,
                ):
                    warnings.simplefilter("always")
                    try:
                        app = frontend("/", folder / "dist", check_dir=check_dir)
                        client = TestClient(app, raise_server_exceptions=False)
                        before = client.get("/").status_code
                        (folder / "dist").mkdir()
                        (folder / "dist" / "index.html").write_text("built")
                        found: Any = [before, client.get("/").status_code]
                        (folder / "dist" / "index.html").unlink()
                        (folder / "dist").rmdir()
                    except RuntimeError:
                        found = "RuntimeError"
                texts = [str(each.message).partition("'")[0] for each in caught if "rontend" in str(each.message)]
                results.append([environment, check_dir, found, texts])
    return results


def watch_development_with_a_directory_that_exists() -> object:
    with build(**SITE) as folder, mock.patch.dict(os.environ, {"FASTAPI_ENV": "development"}):
        return asked(TestClient(frontend("/", folder)), "/", "/cart")


def watch_several_frontends_and_the_more_specific_one() -> object:
    with build(index_html="outer", admin__own_txt="outer file") as outer, build(index_html="admin") as admin:
        results = []
        for order in ([("/", outer), ("/admin", admin)], [("/admin", admin), ("/", outer)]):
            app = FastAPI()
            for path, folder in order:
                app.frontend(path, directory=folder)
            client = TestClient(app)
            results.append(
                asked(client, "/", "/x", "/admin", "/admin/", "/admin/x", "/admin/own.txt", ("POST", "/admin/", {}))
            )
        return results


def watch_frontend_of_an_included_router() -> object:
    def check(response: Response, x_key: Annotated[str | None, Header()] = None) -> None:
        if x_key == "wrong":
            raise HTTPException(403)
        response.headers["X-Seen"] = "by the dependency"

    def later(tasks: BackgroundTasks, events: list[str] | None = None) -> None:
        tasks.add_task(done.append, "task")

    done: list[str] = []
    with build(**SITE) as folder, build(index_html="inner") as inner:
        results: list[Any] = []
        for prefix in ("", "/shop"):
            app = FastAPI()
            router = APIRouter(prefix="/v1", dependencies=[Depends(check), Depends(later)])
            router.frontend("/", directory=folder)
            router.frontend("/inner", directory=inner)
            app.include_router(router, prefix=prefix)
            client = TestClient(app)
            base = f"{prefix}/v1"
            paths = [base, f"{base}/", f"{base}/assets/app.js", f"{base}/inner/", f"{base}/inner/x", "/", f"{base}x"]
            results += asked(client, *paths, ("POST", f"{base}/", {}), ("GET", f"{base}/", {"X-Key": "wrong"}))
        return results, len(done)


def watch_frontend_of_an_app_with_dependencies() -> object:
    def check(x_key: Annotated[int, Header()]) -> Iterator[None]:
        events.append("in")
        yield
        events.append("out")

    events: list[str] = []
    with build(**SITE) as folder:
        app = FastAPI(dependencies=[Depends(check)])
        app.frontend("/", directory=folder)
        client = TestClient(app)
        found = asked(client, ("GET", "/", {"X-Key": "1"}), ("GET", "/", {"X-Key": "x"}), ("POST", "/", {"X-Key": "x"}))
        app.dependency_overrides[check] = lambda: None
        return [each[2] for each in found], events, asked(client, "/")


def watch_names_openapi_and_websockets_with_a_frontend() -> object:
    with build(**SITE) as folder:
        app = frontend("/", folder)
        client = TestClient(app)
        results: list[Any] = [list(app.openapi()["paths"])]
        try:
            results.append(app.url_path_for("frontend", path="x"))
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
        try:
            with client.websocket_connect("/ws"):
                results.append("connected")
        except Exception as error:
            results.append(type(error).__name__)
        return results


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


def watch_links_out_of_the_frontend() -> object:
    with build(**SITE) as folder, build(secret_txt="secret") as other:
        (folder / "link.txt").symlink_to(other / "secret.txt")
        (folder / "inside.js").symlink_to(folder / "assets" / "app.js")
        return asked(TestClient(frontend("/", folder)), "/link.txt", "/inside.js")


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
