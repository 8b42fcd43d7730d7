"""Around static files: conditions, ranges, links, other settings, templates that link to files, and app.frontend()."""

import asyncio
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from static_files import ASSETS, app

MODIFIED = 1_000_000_000


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@contextmanager
def folder(*names: str) -> Iterator[Path]:
    with TemporaryDirectory() as made:
        path = Path(made, "public")
        path.mkdir()
        for name in names:
            file = path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"<p>{name}")
            os.utime(file, (MODIFIED, MODIFIED))
        yield path


def serve(path: Any, **options: Any) -> TestClient:
    made = FastAPI()
    made.mount("/static", StaticFiles(directory=path, **options), name="static")
    return TestClient(made, raise_server_exceptions=False, follow_redirects=False)


def ask(client: TestClient, *requests: str, **headers: str) -> list[Any]:
    seen = []
    for request in requests:
        method, _, path = request.rpartition(" ")
        response = client.request(method or "GET", path, headers=headers)
        seen.append([request[:40], response.status_code, response.text[:60]])
    return seen


def watch_headers() -> object:
    with folder("a.txt", "a.css", "a.zzz", "none") as path:
        return [dict(serve(path).get(f"/static/{name}").headers) for name in ("a.txt", "a.css", "a.zzz", "none")]


def watch_forms_of_if_none_match() -> object:
    with folder("a.txt") as path:
        client = serve(path)
        tag = client.get("/static/a.txt").headers["etag"]
        forms = ["{}", "W/{}", '"other", {}', "*", '"other"', "", " {} "]
        responses = [client.get("/static/a.txt", headers={"If-None-Match": form.format(tag)}) for form in forms]
    return [[form, r.status_code, r.text, dict(r.headers)] for form, r in zip(forms, responses, strict=True)]


def watch_entity_tag_after_a_change() -> object:
    with folder("a.txt") as path:
        client = serve(path)
        first = client.get("/static/a.txt").headers["etag"]
        os.utime(path / "a.txt", (MODIFIED + 1, MODIFIED + 1))
        return client.get("/static/a.txt", headers={"If-None-Match": first}).status_code


def watch_if_modified_since() -> object:
    dates = [
        "Sun, 09 Sep 2001 01:46:40 GMT",
        "Sun, 09 Sep 2001 01:46:39 GMT",
        "Sun, 09 Sep 2001 01:46:41 GMT",
        "yesterday",
        "",
    ]
    with folder("a.txt") as path:
        return [ask(serve(path), "/static/a.txt", **{"If-Modified-Since": date}) for date in dates]


def watch_both_conditions() -> object:
    date = "Sun, 09 Sep 2001 01:46:40 GMT"
    with folder("a.txt") as path:
        return ask(serve(path), "/static/a.txt", **{"If-Modified-Since": date, "If-None-Match": '"other"'})


def watch_ranges() -> object:
    ranges = ["bytes=0-2", "bytes=2-", "bytes=-2", "bytes=8-", "bytes=0-1,4-5", "items=0-1", "bytes=x", "bytes=3-1"]
    with folder("a.txt") as path:
        responses = [serve(path).get("/static/a.txt", headers={"Range": given}) for given in ranges]
    return [
        [given, r.status_code, r.headers.get("content-range"), r.text if "," not in given else len(r.content) > 0]
        for given, r in zip(ranges, responses, strict=True)
    ]


def watch_methods() -> object:
    with folder("a.txt") as path:
        responses = [serve(path).request(method, "/static/a.txt") for method in ("HEAD", "POST", "OPTIONS", "DELETE")]
    return [[r.status_code, r.text, r.headers.get("allow"), r.headers.get("content-length")] for r in responses]


def watch_missing_files_and_folders() -> object:
    with folder("a.txt", "sub/b.txt") as path:
        return ask(
            serve(path),
            "/static/none",
            "/static/",
            "/static",
            "/static/sub",
            "/static/sub/",
            "/static/a.txt/x",
            "/static/a.txt/",
            "/static//a.txt",
        )


def watch_names_that_are_odd() -> object:
    with folder("a.txt", "ü b.txt", "50%.txt") as path:
        return ask(
            serve(path),
            "/static/ü%20b.txt",
            "/static/50%25.txt",
            "/static/" + "x" * 300,
            "/static/a%00b",
            "/static/A.TXT",
        )


def exactly(served: Any, path: str) -> int:
    """Ask for a path that an HTTP client would tidy up before sending it."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": [], "query_string": b""}
    asyncio.run(served(scope, receive, send))
    return statuses[0]


def watch_dots_in_the_path() -> object:
    paths = [
        "/guide/../site.css",
        "/../static_files.py",
        "/guide/../../static_files.py",
        "/./site.css",
        f"/{ASSETS / 'site.css'}",
        "/\\site.css",
        "/..\\static_files.py",
    ]
    return [[exactly(app, mount + path) for path in paths] for mount in ("/static", "")]


def watch_folder_that_begins_with_the_same_name() -> object:
    with folder("a.txt") as path:
        beside = path.parent / "public-secret"
        beside.mkdir()
        (beside / "b.txt").write_text("secret")
        made = FastAPI()
        made.mount("/static", StaticFiles(directory=path))
        return exactly(made, "/static/../public-secret/b.txt")


def watch_links() -> object:
    with folder("a.txt", "sub/b.txt") as path:
        (path.parent / "secret.txt").write_text("secret")
        (path / "out.txt").symlink_to(path.parent / "secret.txt")
        (path / "in.txt").symlink_to(path / "a.txt")
        (path / "dir").symlink_to(path / "sub")
        (path / "gone.txt").symlink_to(path / "nothing")
        requests = ["/static/out.txt", "/static/in.txt", "/static/dir/b.txt", "/static/gone.txt"]
        return ask(serve(path), *requests), ask(serve(path, follow_symlink=True), *requests)


def watch_html() -> object:
    with folder("index.html", "sub/index.html", "empty/a.txt") as path:
        client = serve(path, html=True)
        requests = [
            "/static/",
            "/static/sub/",
            "/static/sub",
            "/static/empty/",
            "/static/none",
            "/static/sub/index.html",
            "/static/sub/index",
        ]
        first = ask(client, *requests)
        location = client.get("/static/sub?q=1").headers["location"]
        (path / "404.html").write_text("nothing here")
        return first, location, ask(client, "/static/none", "/static/empty/", "POST /static/none")


def watch_packages() -> object:
    def served(packages: Any, directory: Any = None) -> Any:
        def call() -> list[Any]:
            made = FastAPI()
            made.mount("/static", StaticFiles(packages=packages, directory=directory))
            return [response[1] for response in ask(TestClient(made), "/static/__init__.py", "/static/site.css")]

        return attempt(call)

    given: list[Any] = [[("fastapi", ".")], [("fastapi", "none")], ["fastapi"], ["no_such_package"], []]
    return [served(packages) for packages in given], served([("fastapi", ".")], ASSETS)


def watch_folder_that_does_not_exist() -> object:
    refused = attempt(lambda: StaticFiles(directory="no-such-folder"))
    late, made = StaticFiles(directory="no-such-folder", check_dir=False), FastAPI()
    made.mount("/static", late)
    return refused, attempt(lambda: TestClient(made).get("/static/x").status_code)


def watch_folder_that_is_a_file() -> object:
    made = FastAPI()
    file = os.path.relpath(ASSETS / "site.css", Path.cwd())
    refused = attempt(lambda: StaticFiles(directory=file)).replace(file, "FILE")
    made.mount("/static", StaticFiles(directory=file, check_dir=False))
    return refused, attempt(lambda: TestClient(made).get("/static/x").status_code).replace(file, "FILE")


def watch_no_folder_at_all() -> object:
    made = FastAPI()
    made.mount("/static", StaticFiles())
    return ask(TestClient(made), "/static/x")


def watch_websocket_at_a_mount_of_files() -> object:
    def call() -> str:
        with TestClient(app).websocket_connect("/static/site.css"):
            return "accepted"

    return attempt(call)


def watch_files_without_permission_or_with_a_failing_disk() -> object:
    class Failing(StaticFiles):
        error: OSError = PermissionError()

        def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
            raise self.error

    seen = []
    for error in (PermissionError(), OSError(5, "disk")):
        files, made = Failing(directory=ASSETS), FastAPI()
        files.error = error
        made.mount("/static", files)
        seen.append(ask(TestClient(made, raise_server_exceptions=False), "/static/site.css"))
    return seen


def watch_files_of_a_class_of_its_own() -> object:
    class Cached(StaticFiles):
        def file_response(self, *arguments: Any, **options: Any) -> Response:
            response = super().file_response(*arguments, **options)
            response.headers["cache-control"] = "public, max-age=3600"
            return response

    made = FastAPI()
    made.mount("/static", Cached(directory=ASSETS))
    return TestClient(made).get("/static/site.css").headers["cache-control"]


def watch_route_after_a_mount_at_the_root() -> object:
    made = FastAPI()
    made.mount("/", StaticFiles(directory=ASSETS))
    made.add_api_route("/late", lambda: "late")
    return ask(TestClient(made), "/late", "/site.css")


def watch_names() -> object:
    calls: list[Callable[[], Any]] = [
        lambda: app.url_path_for("static", path="/site.css"),
        lambda: app.url_path_for("static", path="a b.css"),
        lambda: app.url_path_for("site", path="guide/"),
        lambda: app.url_path_for("static"),
    ]
    return [attempt(call) for call in calls]


def watch_template_that_links_to_a_file() -> object:
    from fastapi.templating import Jinja2Templates

    with folder() as path:
        (path / "page.html").write_text(
            "{{ url_for('static', path='site.css') }} {{ name }} {{ shop }} {{ request.url.path }}"
        )
        templates = Jinja2Templates(directory=path, context_processors=[lambda request: {"shop": request.url.hostname}])
        made = FastAPI()
        made.mount("/static", StaticFiles(directory=ASSETS), name="static")

        @made.get("/page")
        def read(request: Request, tasks: BackgroundTasks) -> Response:
            return templates.TemplateResponse(
                request,
                "page.html",
                {"name": "<b>"},
                status_code=203,
                headers={"x-kind": "page"},
                media_type="text/x-page",
                background=tasks,
            )

        response: Any = TestClient(made).get("/page")
    return (
        response.status_code,
        response.text,
        dict(response.headers),
        response.template.name,
        sorted(response.context),
    )


def watch_template_with_an_environment_of_its_own() -> object:
    import jinja2
    from fastapi.templating import Jinja2Templates

    templates = {"page.html": "{{ name }}", "page.txt": "{{ name }} {{ url_for is defined }}"}
    env = jinja2.Environment(loader=jinja2.DictLoader(templates), autoescape=jinja2.select_autoescape())
    pages = Jinja2Templates(env=env)
    request = Request({"type": "http", "headers": []})
    return (
        [bytes(pages.TemplateResponse(request, name, {"name": "<b>"}).body).decode() for name in templates],
        pages.get_template("page.html").name,
        attempt(lambda: pages.TemplateResponse(request, "none.html")),
        attempt(lambda: Jinja2Templates()),  # type: ignore[call-overload]
        attempt(lambda: Jinja2Templates("x", env=env)),  # type: ignore[call-overload]
    )


def watch_template_with_the_older_order_of_arguments() -> object:
    import jinja2
    from fastapi.templating import Jinja2Templates

    env = jinja2.Environment(loader=jinja2.DictLoader({"page.html": "page"}), autoescape=True)
    pages: Any = Jinja2Templates(env=env)
    request = Request({"type": "http", "headers": []})
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        result = attempt(lambda: bytes(pages.TemplateResponse("page.html", {"request": request}).body).decode())
    return result if result == "page" else "refused", [str(warning.message)[:60] for warning in seen]


def frontend(path: Path, at: str = "/", prefix: str = "", **options: Any) -> TestClient:
    made: Any = FastAPI()
    router: Any = APIRouter(prefix=prefix)
    router.add_api_route("/api", lambda: "api")
    router.frontend(at, directory=path, **options)
    made.include_router(router)
    return TestClient(made, raise_server_exceptions=False, follow_redirects=False)


PAGE = {"Accept": "text/html,*/*;q=0.8"}


def watch_frontend() -> object:
    with folder("index.html", "assets/app.js", "about/index.html") as path:
        made: Any = FastAPI()
        made.add_api_route("/api", lambda: "api")
        made.frontend("/", directory=path)
        client = TestClient(made, follow_redirects=False)
        requests = [
            "/",
            "/assets/app.js",
            "/about",
            "/about/",
            "/api",
            "/some/page",
            "/none.js",
            "HEAD /",
            "POST /",
            "POST /api",
            "POST /none",
            "/../x",
        ]
        return ask(client, *requests), ask(client, "/some/page", "/api/x", **PAGE), list(made.openapi()["paths"])


def watch_frontend_that_accepts_other_things() -> object:
    accepts = [
        "text/html",
        "application/xhtml+xml",
        "text/html;q=0",
        "text/html;q=x",
        "*/*",
        "application/json",
        "application/json, text/html;q=0.1",
        "",
    ]
    with folder("index.html") as path:
        client = frontend(path)
        return {accept: client.get("/some/page", headers={"Accept": accept}).status_code for accept in accepts}


def watch_frontend_fallbacks() -> object:
    def asked(path: Path, fallback: str | None) -> list[Any]:
        return ask(frontend(path, fallback=fallback), "/none", **PAGE)

    seen: dict[str, Any] = {}
    for names in (("index.html",), ("404.html",), ("index.html", "404.html"), ("a.txt",)):
        for fallback in ("auto", "index.html", "404.html", None, "other.html"):
            with folder(*names) as path:
                result = str(attempt(partial(asked, path, fallback)))
                for given in (path.parent.resolve(), path.parent):
                    result = result.replace(str(given), "FOLDER")
            seen[f"{names} {fallback}"] = result
    return seen


def watch_frontend_whose_fallback_is_removed() -> object:
    with folder("index.html", "404.html") as path:
        first, second = frontend(path, fallback="404.html"), frontend(path, fallback="index.html", check_dir=False)
        (path / "404.html").unlink()
        (path / "index.html").unlink()
        return ask(first, "/none", **PAGE), ask(second, "/none", **PAGE)


def watch_frontend_paths() -> object:
    with folder("index.html", "a.txt") as path:

        def served(at: str, prefix: str = "") -> Any:
            return attempt(
                lambda: ask(
                    frontend(path, at, prefix), "/app", "/app/a.txt", "/v1/app/a.txt", "/v1/a.txt", "/a.txt", "/apple"
                )
            )

        return [served("/app"), served("/app/"), served("/app", "/v1"), served("/", "/v1"), served(""), served("app")]


def watch_two_frontends() -> object:
    with folder("index.html") as outer, folder("index.html", "b.txt") as inner:
        made: Any = FastAPI()
        made.frontend("/", directory=outer)
        made.frontend("/admin", directory=inner)
        router: Any = APIRouter(prefix="/admin")
        router.frontend("/deep", directory=outer)
        nested: Any = APIRouter()
        nested.frontend("/nested", directory=inner)
        router.include_router(nested)
        made.include_router(router)
        requests = [
            "/",
            "/admin/b.txt",
            "/admin/deep/",
            "/admin/nested/b.txt",
            "POST /admin/b.txt",
            "POST /admin/deep/",
        ]
        return ask(TestClient(made), *requests), attempt(lambda: made.url_path_for("admin", path="x"))


def watch_frontends_with_the_more_specific_one_first() -> object:
    with folder("index.html") as outer, folder("index.html", "b.txt") as inner:
        made: Any = FastAPI()
        made.frontend("/admin", directory=inner)
        made.frontend("/", directory=outer)
        router: Any = APIRouter()
        router.frontend("/", directory=inner)
        made.include_router(router)
        return ask(TestClient(made), "/admin/b.txt", "/b.txt", "/", "POST /admin/b.txt", "POST /")


def watch_frontend_while_developing() -> object:
    before = os.environ.get("FASTAPI_ENV")
    os.environ["FASTAPI_ENV"] = "development"
    try:
        with folder("index.html") as path:
            return ask(frontend(path), "/", "/none")
    finally:
        del os.environ["FASTAPI_ENV"]
        if before is not None:
            os.environ["FASTAPI_ENV"] = before


def watch_frontend_behind_dependencies() -> object:
    log: list[str] = []

    def guard(response: Response, tasks: BackgroundTasks, x_key: Annotated[int, Header()] = 0) -> Iterator[None]:
        if x_key != 1:
            raise HTTPException(status_code=401)
        response.headers["x-guard"] = "passed"
        tasks.add_task(log.append, "task")
        yield
        log.append("exit")

    with folder("index.html") as path:
        seen: list[Any] = []
        for included in (False, True):
            made: Any = FastAPI(dependencies=[] if included else [Depends(guard)])
            router: Any = APIRouter(dependencies=[Depends(guard)] if included else [])
            (router if included else made).frontend("/", directory=path)
            made.include_router(router)
            client = TestClient(made)
            for key in ("1", "2", "x"):
                response = client.get("/", headers={"X-Key": key})
                seen.append([response.status_code, response.headers.get("x-guard")])
            seen.append(client.post("/", headers={"X-Key": "2"}).status_code)
            made.dependency_overrides[guard] = lambda: None
            seen.append(client.get("/").status_code)
    return seen, log


def watch_frontend_folder_that_does_not_exist() -> object:
    def served(environment: str | None, check_dir: Any) -> Any:
        before = os.environ.pop("FASTAPI_ENV", None)
        if environment:
            os.environ["FASTAPI_ENV"] = environment
        try:
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter("always")
                result = attempt(lambda: ask(frontend(Path("no-such-folder"), check_dir=check_dir), "/x"))
            return str(result).partition("Resolved")[0], [
                str(warning.message).partition("Resolved")[0] for warning in seen
            ]
        finally:
            os.environ.pop("FASTAPI_ENV", None)
            if before is not None:
                os.environ["FASTAPI_ENV"] = before

    return [served(environment, check) for environment in (None, "development") for check in ("auto", True, False)]


def watch_frontend_names_that_are_odd() -> object:
    with folder("index.html", "ü b.txt") as path:
        return ask(
            frontend(path, fallback=None),
            "/ü%20b.txt",
            "/" + "x" * 300,
            "/a%00b",
            "/%2e%2e/secret",
            "/ü%20b.txt/",
            "/ü%20b.txt/x",
        )


def watch_frontend_with_a_body_limit_and_websockets() -> object:
    with folder("index.html") as path:
        made: Any = FastAPI()
        router: Any = APIRouter()
        router.frontend("/", directory=path)
        made.include_router(router, max_body_size=3)
        client = TestClient(made)

        def connect() -> str:
            with client.websocket_connect("/"):
                return "accepted"

        sizes = [attempt(partial(client.request, "GET", "/", content=b"x" * size)) for size in (3, 4)]
        answers = [getattr(response, "status_code", response) for response in sizes]
        return answers, attempt(connect), TestClient(router, raise_server_exceptions=False).get("/").status_code
