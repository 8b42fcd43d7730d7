"""Around the application: the defaults of FastAPI(), each of its arguments, and what it refuses."""

import asyncio
import inspect
import json
import logging
import warnings
from collections.abc import Callable
from typing import Annotated, Any

from app_instance import app
from fastapi import Depends, FastAPI, Form, Header, HTTPException, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.middleware import Middleware
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute, APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel, computed_field
from starlette.routing import Mount, Route

NO_ATTRIBUTES = {"state", "router", "webhooks", "exception_handlers", "default_response_class"}


def seen(response: Any) -> object:
    return response.status_code, response.headers.get("content-type"), response.text[:300]


def watch_script() -> object:
    client = TestClient(app)
    return client.get("/orders").json(), client.get("/openapi.json").json()


def watch_defaults() -> object:
    public = {name: value for name, value in vars(FastAPI()).items() if not name.startswith("_")}
    return {name: repr(value) for name, value in sorted(public.items()) if name not in NO_ATTRIBUTES}


def watch_exception_handlers_of_a_bare_app() -> object:
    return sorted(getattr(key, "__name__", str(key)) for key in FastAPI().exception_handlers)


def watch_document_of_a_bare_app() -> object:
    return FastAPI().openapi()


def watch_routes_of_a_bare_app() -> object:
    routes = FastAPI().routes
    return [[getattr(r, "path", ""), sorted(getattr(r, "methods", None) or []), getattr(r, "name", "")] for r in routes]


def watch_every_description() -> object:
    return FastAPI(
        title="Orders",
        summary="Order tracking",
        description="Takes **orders**.",
        version="2026.1",
        terms_of_service="https://example.com/terms",
        contact={"name": "Ada", "url": "https://example.com", "email": "ada@example.com"},
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=[{"name": "orders", "description": "All orders"}],
        openapi_external_docs={"description": "Handbook", "url": "https://example.com/docs"},
        servers=[{"url": "https://api.example.com", "description": "Production"}],
    ).openapi()


def watch_unusual_descriptions() -> object:
    results: dict[str, object] = {}
    for name, value in [
        ("title", ""),
        ("version", ""),
        ("title", None),
        ("openapi_url", ""),
        ("contact", {"email": "no address"}),
        ("license_info", {"name": "MIT", "url": "https://example.com", "identifier": "MIT"}),
        ("openapi_tags", [{"description": "no name"}]),
        ("servers", [{"description": "no url"}]),
        ("openapi_external_docs", {"description": "no url"}),
    ]:
        arguments: dict[str, Any] = {name: value}
        try:
            results[f"{name}={value!r}"] = FastAPI(**arguments).openapi()
        except Exception as error:
            results[f"{name}={value!r}"] = f"{type(error).__name__}: {error}".splitlines()[0]
    return results


def watch_unknown_argument() -> object:
    arguments: dict[str, Any] = {"owner": "Ada"}
    try:
        return repr(getattr(FastAPI(**arguments), "extra", "forgotten"))
    except TypeError as error:
        return str(error)


def watch_older_name_of_the_root_path() -> object:
    arguments: dict[str, Any] = {"openapi_prefix": "/api"}
    try:
        return f"the root path is {FastAPI(**arguments).root_path}"
    except TypeError as error:
        return str(error)


def watch_positional_argument() -> object:
    make: Callable[..., FastAPI] = FastAPI
    try:
        return make(True).debug
    except TypeError as error:
        return str(error)


def watch_document_when_a_route_is_added_later() -> object:
    growing = FastAPI()
    first = growing.openapi()
    same = growing.openapi() is first
    growing.get("/late")(lambda: None)
    return same, list(growing.openapi()["paths"]), growing.openapi() is first


def watch_document_when_the_title_changes_later() -> object:
    renamed = FastAPI()
    renamed.openapi()
    renamed.title = "Renamed"
    kept = renamed.openapi()["info"]["title"]
    renamed.openapi_schema = None
    return kept, renamed.openapi()["info"]["title"]


def watch_openapi_version() -> object:
    older = FastAPI()
    older.openapi_version = "3.0.2"
    return older.openapi()


def watch_root_path_argument() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        prefixed = FastAPI(root_path="/api/v1", servers=[{"url": "https://example.com"}])

    @prefixed.get("/path")
    def read(request: Request) -> list[str]:
        return [request.scope["root_path"], request.url.path, str(request.url_for("read"))]

    client = TestClient(prefixed)
    return (
        [(warning.category.__name__, str(warning.message)) for warning in caught],
        client.get("/path").json(),
        client.get("/api/v1/path").json(),
        client.get("/openapi.json").json()["servers"],
        "/api/v1/openapi.json" in client.get("/docs").text,
    )


def watch_root_path_of_the_server() -> object:
    results = {}
    for prefix in ["", "/api", "/api/", "api", "/"]:
        for in_servers in [True, False]:
            plain = FastAPI(root_path_in_servers=in_servers)
            client = TestClient(plain, root_path=prefix)
            results[f"{prefix} {in_servers}"] = client.get("/openapi.json").json().get("servers")
    return results


def watch_root_path_that_is_among_the_servers() -> object:
    listed = TestClient(FastAPI(servers=[{"url": "/api"}, {"url": "/v2"}]), root_path="/api")
    other = TestClient(FastAPI(servers=[{"url": "/v2"}]), root_path="/api")
    return [client.get("/openapi.json").json()["servers"] for client in (listed, other)]


def watch_urls_of_the_pages() -> object:
    moved = TestClient(
        FastAPI(openapi_url="/spec.json", docs_url="/ui", redoc_url="/read", swagger_ui_oauth2_redirect_url="/back")
    )
    pages = ["/spec.json", "/ui", "/read", "/back", "/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect"]
    return {path: moved.get(path).status_code for path in pages}, "/back" in moved.get("/ui").text


def watch_pages_that_are_turned_off() -> object:
    off: list[dict[str, Any]] = [
        {"openapi_url": None},
        {"docs_url": None},
        {"redoc_url": None},
        {"swagger_ui_oauth2_redirect_url": None},
        {"openapi_url": None, "title": "", "version": ""},
    ]
    pages = ["/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect"]
    clients = [TestClient(FastAPI(**arguments)) for arguments in off]
    return [[client.get(page).status_code for page in pages] for client in clients], [
        "oauth2RedirectUrl" in client.get("/docs").text for client in clients
    ]


def watch_swagger_ui_arguments() -> object:
    page = TestClient(
        FastAPI(
            swagger_ui_init_oauth={"clientId": "orders", "usePkceWithAuthorizationCodeGrant": True},
            swagger_ui_parameters={"deepLinking": False, "syntaxHighlight": {"theme": "agate"}},
        )
    ).get("/docs")
    return [
        line.strip() for line in page.text.splitlines() if "oauth" in line.lower() or "inking" in line or "syn" in line
    ]


def watch_routes_argument() -> object:
    listed = FastAPI(
        routes=[
            Route("/plain", lambda request: PlainTextResponse("plain")),
            Mount("/inner", routes=[Route("/deep", lambda request: PlainTextResponse("deep"))]),
            APIRoute("/api", lambda: {"api": True}),
        ]
    )
    client = TestClient(listed)
    paths = ["/plain", "/inner/deep", "/api", "/docs"]
    return [client.get(path).status_code for path in paths], listed.openapi()


def watch_dependencies_argument() -> object:
    def check(x_key: Annotated[str, Header()]) -> None:
        if x_key != "open":
            raise HTTPException(403, "no")

    guarded = FastAPI(dependencies=[Depends(check)])
    guarded.get("/")(lambda: "in")
    client = TestClient(guarded)
    return (
        [seen(client.get("/", headers=headers)) for headers in ({}, {"X-Key": "shut"}, {"X-Key": "open"})],
        client.get("/docs").status_code,
        guarded.openapi()["paths"]["/"]["get"]["parameters"],
    )


def watch_default_response_class_argument() -> object:
    class Spaced(JSONResponse):
        media_type = "application/spaced+json"

        def render(self, content: Any) -> bytes:
            return json.dumps(content, indent=1).encode()

    spaced = FastAPI(default_response_class=Spaced)
    spaced.get("/untyped")(lambda: {"a": 1})

    @spaced.get("/typed")
    def read() -> dict[str, int]:
        return {"a": 1}

    spaced.get("/text", response_class=PlainTextResponse)(lambda: "a")
    client = TestClient(spaced)
    content = [next(iter(p["get"]["responses"]["200"]["content"])) for p in spaced.openapi()["paths"].values()]
    return [seen(client.get(path)) for path in ("/untyped", "/typed", "/text", "/missing")], content


def watch_redirect_slashes_argument() -> object:
    results = []
    for redirect in [True, False]:
        slashed = FastAPI(redirect_slashes=redirect)
        slashed.get("/a")(lambda: "a")
        slashed.get("/b/")(lambda: "b")
        client = TestClient(slashed, follow_redirects=False)
        for path in ["/a", "/a/", "/b", "/b/", "/a//", "/a/?q=1"]:
            response = client.get(path)
            results.append([redirect, path, response.status_code, response.headers.get("location")])
    return results


def watch_middleware_argument() -> object:
    order: list[str] = []

    class Noting:
        def __init__(self, inner: Any, name: str) -> None:
            self.inner, self.name = inner, name

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            order.append(f"{self.name} {scope['type']}")
            await self.inner(scope, receive, send)

    layered = FastAPI(middleware=[Middleware(Noting, name="first"), Middleware(Noting, name="second")])
    layered.add_middleware(Noting, name="added")
    layered.get("/")(lambda: "in")
    client = TestClient(layered)
    client.get("/")
    try:
        layered.add_middleware(Noting, name="late")
        late = "added"
    except RuntimeError as error:
        late = str(error)
    return order, late


def watch_exception_handlers_argument() -> object:
    async def teapot(request: Request, error: Any) -> Response:
        return PlainTextResponse(f"{type(error).__name__} {request.url.path}", status_code=418)

    def invalid(request: Request, error: Any) -> Response:
        return JSONResponse([item["loc"] for item in error.errors()], status_code=400)

    handlers: dict[Any, Any] = {404: teapot, RequestValidationError: invalid, 500: teapot, KeyError: teapot}
    handling = FastAPI(exception_handlers=handlers)

    @handling.get("/fails/{kind}")
    def fail(kind: int) -> None:
        raise [KeyError("key"), ValueError("value"), HTTPException(409), HTTPException(404)][kind]

    client = TestClient(handling, raise_server_exceptions=False)
    paths = ["/missing", "/fails/x", "/fails/0", "/fails/1", "/fails/2", "/fails/3"]
    return [seen(client.get(path)) for path in paths], len(handlers)


def watch_handler_for_every_exception() -> object:
    async def everything(request: Request, error: Exception) -> Response:
        return PlainTextResponse(type(error).__name__, status_code=503)

    handling = FastAPI(exception_handlers={Exception: everything})
    handling.get("/")(lambda: 1 // 0)
    response = TestClient(handling, raise_server_exceptions=False).get("/")
    try:
        TestClient(handling).get("/")
    except ZeroDivisionError:
        return seen(response), "raised too"
    return seen(response), "not raised"


def watch_unhandled_error() -> object:
    results = []
    for debug in [False, True]:
        broken = FastAPI(debug=debug)
        broken.get("/")(lambda: 1 // 0)
        client = TestClient(broken, raise_server_exceptions=False)
        for accept in ["text/plain", "text/html"]:
            response = client.get("/", headers={"Accept": accept})
            text = response.text
            kind = response.headers["content-type"]
            results.append(
                [debug, accept, response.status_code, kind, "ZeroDivisionError" in text, "Traceback" in text]
            )
    return results


def watch_responses_argument() -> object:
    class Problem(BaseModel):
        reason: str

    documented = FastAPI(
        responses={
            404: {"model": Problem, "description": "Gone"},
            "5XX": {"description": "Down"},
            422: {"model": Problem},
        }
    )

    @documented.get("/{number}", responses={404: {"description": "No such order"}, 409: {"model": Problem}})
    def read(number: int) -> int:
        return number

    return documented.openapi()["paths"]["/{number}"]["get"]["responses"], sorted(
        documented.openapi()["components"]["schemas"]
    )


def watch_callbacks_and_webhooks_arguments() -> object:
    class Order(BaseModel):
        drink: str

    back = APIRouter()

    @back.post("{$callback_url}/orders/{$request.body.id}")
    def delivered(order: Order) -> None: ...

    hooks = APIRouter()

    @hooks.post("new-order")
    def new_order(order: Order) -> None: ...

    calling = FastAPI(callbacks=back.routes, webhooks=hooks)
    calling.get("/orders")(list)
    document = calling.openapi()
    return document["paths"]["/orders"]["get"]["callbacks"], document["webhooks"], calling.webhooks is hooks


def watch_deprecated_and_hidden_apps() -> object:
    results: list[object] = []
    variants: list[dict[str, Any]] = [{"deprecated": True}, {"deprecated": False}, {"include_in_schema": False}]
    for arguments in variants:
        marked = FastAPI(**arguments)
        marked.get("/")(lambda: "in")
        marked.get("/own", deprecated=False, include_in_schema=True)(lambda: "own")
        paths = marked.openapi()["paths"]
        results.append([{path: item["get"].get("deprecated") for path, item in paths.items()}])
        results.append([TestClient(marked).get(path).status_code for path in ("/", "/own")])
    return results


def watch_generate_unique_id_function_argument() -> object:
    named = FastAPI(generate_unique_id_function=lambda route: f"orders-{route.name}")

    @named.post("/orders")
    def create_order(file: UploadFile, note: Annotated[str, Form()]) -> None: ...

    document = named.openapi()
    return document["paths"]["/orders"]["post"]["operationId"], sorted(document["components"]["schemas"])


def watch_separate_input_output_schemas_argument() -> object:
    if "separate_input_output_schemas" not in inspect.signature(FastAPI).parameters:
        return "no such argument"

    class Order(BaseModel):
        drink: str = "tea"

        @computed_field
        def label(self) -> str:
            return self.drink.title()

    results = []
    for separate in [True, False]:
        schemas = FastAPI(separate_input_output_schemas=separate)

        @schemas.post("/")
        def create(order: Order) -> Order:
            return order

        results.append({name: s.get("required") for name, s in schemas.openapi()["components"]["schemas"].items()})
    return results


def watch_body_limit_of_the_app() -> object:
    if "max_body_size" not in inspect.signature(FastAPI).parameters:
        return "no such argument"
    limited = FastAPI(max_body_size=10)

    @limited.post("/")
    async def count(request: Request) -> int:
        return len(await request.body())

    @limited.post("/more", max_body_size=20)
    async def count_more(request: Request) -> int:
        return len(await request.body())

    client = TestClient(limited)
    return [
        [path, size, seen(client.post(path, content=b"x" * size))]
        for path in ("/", "/more")
        for size in (0, 10, 11, 20, 21)
    ]


def watch_body_limits_that_are_refused() -> object:
    if "max_body_size" not in inspect.signature(FastAPI).parameters:
        return "no such argument"
    results = {}
    for limit in [-1, True, 1.5, "10", 0]:
        wrong: Any = limit
        try:
            results[repr(limit)] = repr(FastAPI(max_body_size=wrong).max_body_size)
        except Exception as error:
            results[repr(limit)] = f"{type(error).__name__}: {error}"
    return results


def watch_form_limits_of_the_app() -> object:
    if "form_limits" not in inspect.signature(FastAPI).parameters:
        return "no such argument"
    limited = FastAPI(form_limits={"max_fields": 2, "max_files": 1, "max_part_size": 8})

    @limited.post("/")
    def read(a: Annotated[str, Form()], b: Annotated[str, Form()] = "", c: Annotated[str, Form()] = "") -> str:
        return a + b + c

    @limited.post("/files")
    def upload(files: list[UploadFile]) -> int:
        return len(files)

    client = TestClient(limited)
    one, two = [("files", ("a", b"1"))], [("files", ("a", b"1")), ("files", ("b", b"2"))]
    return [
        seen(client.post("/", data={"a": "1", "b": "2"})),
        seen(client.post("/", data={"a": "1", "b": "2", "c": "3"})),
        seen(client.post("/", data={"a": "123456789"})),
        seen(client.post("/", data={"a": "123456789"}, files={"x": b""})),
        seen(client.post("/files", files=one)),
        seen(client.post("/files", files=two)),
    ]


def watch_form_limits_that_are_refused() -> object:
    if "form_limits" not in inspect.signature(FastAPI).parameters:
        return "no such argument"
    results = {}
    for limits in [{"max_files": -1}, {"max_files": "1"}, {"max_bytes": 1}, {}]:
        wrong: Any = limits
        try:
            FastAPI(form_limits=wrong)
            results[str(limits)] = "accepted"
        except Exception as error:
            results[str(limits)] = type(error).__name__
    return results


def watch_telemetry_argument() -> object:
    if "telemetry" not in inspect.signature(FastAPI).parameters:
        return "no such argument"

    from opentelemetry.trace import NoOpTracer, Tracer, TracerProvider

    class Counting(NoOpTracer):
        def __init__(self) -> None:
            self.spans: list[str] = []

        def start_span(self, name: str, *arguments: Any, **options: Any) -> Any:
            self.spans.append(name)
            return super().start_span(name)

    class Provider(TracerProvider):
        def __init__(self) -> None:
            self.tracer = Counting()

        def get_tracer(self, *arguments: Any, **options: Any) -> Tracer:
            return self.tracer

    results = []
    variants: list[dict[str, Any]] = [
        {},
        {"tracing": False},
        {"operation_spans": False},
        {"exclude": lambda scope: True},
    ]
    for settings in variants:
        provider = Provider()
        arguments: Any = {"tracer_provider": provider, **settings}
        traced = FastAPI(telemetry=arguments)
        traced.get("/")(lambda: "in")
        client = TestClient(traced)
        results.append(
            [sorted(settings), [client.get(path).status_code for path in ("/", "/a")], provider.tracer.spans]
        )
    return results


def watch_scope_that_is_no_request() -> object:
    async def call(kind: str) -> str:
        async def receive() -> Any:
            return {"type": "nothing"}

        async def send(message: Any) -> None: ...

        try:
            await FastAPI()({"type": kind, "path": "/", "headers": []}, receive, send)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "ignored"

    return asyncio.run(call("unknown"))


def watch_state_of_the_app() -> object:
    keeping = FastAPI()
    keeping.state.greeting = "hi"

    @keeping.get("/state")
    def read(request: Request) -> list[str | bool]:
        return [request.app.state.greeting, request.app is keeping]

    try:
        missing = str(keeping.state.absent)
    except AttributeError as error:
        missing = str(error)
    return TestClient(keeping).get("/state").json(), missing


def watch_names_that_fastapi_exports() -> object:
    import fastapi
    from fastapi import types

    return [
        sorted(name for name, value in vars(module).items() if not (name.startswith("_") or inspect.ismodule(value)))
        for module in (fastapi, types)
    ]


def watch_logger() -> object:
    from fastapi.logger import logger

    return logger.name, logger is logging.getLogger("fastapi"), logger.level, len(logger.handlers)


def watch_packages_that_come_with_fastapi() -> object:
    from importlib.metadata import requires

    return sorted(line for line in requires("fastapi") or [] if "extra ==" not in line)


def watch_plain_starlette_app() -> object:
    from contextlib import asynccontextmanager

    from starlette.applications import Starlette

    order: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> Any:
        order.append("up")
        yield
        order.append("down")

    class Noting:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            order.append(scope["type"])
            await self.inner(scope, receive, send)

    async def count(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    def fail(request: Request) -> Response:
        raise KeyError("key")

    async def handle(request: Request, error: Exception) -> Response:
        return PlainTextResponse(type(error).__name__, status_code=418)

    routes = [Route("/", count, methods=["POST"]), Route("/fails", fail)]
    arguments: dict[str, Any] = {"lifespan": lifespan, "middleware": [Middleware(Noting)], "routes": routes}
    results: list[object] = []
    variants: list[dict[str, Any]] = [
        {},
        {"max_body_size": 3},
        {"exception_handlers": {KeyError: handle, 404: handle}},
        {"exception_handlers": {500: handle}},
        {"debug": True},
    ]
    for variant in variants:
        order.clear()
        try:
            plain = Starlette(**arguments, **variant)
        except TypeError as error:
            results.append(str(error))
            continue
        with TestClient(plain, raise_server_exceptions=False) as client:
            responses = [client.post("/", content=b"1234"), client.get("/fails"), client.get("/missing")]
        texts = [response.text.splitlines()[0] for response in responses]
        results.append([[r.status_code for r in responses], texts, list(order)])
    return results


def watch_subclass() -> object:
    class Orders(FastAPI):
        def build_middleware_stack(self) -> Any:
            self.state.built = getattr(self.state, "built", 0) + 1
            return super().build_middleware_stack()

    own = Orders(debug=True)
    own.get("/")(lambda: "in")
    client = TestClient(own)
    return [client.get("/").json(), client.get("/").json(), own.state.built, own.debug]
