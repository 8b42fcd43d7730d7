"""Around the document: get_openapi, webhooks, callbacks, openapi_extra, parameters, bodies, and Starlette's own."""

import warnings
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from custom_openapi import app as shown
from fastapi import (
    APIRouter,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    Path,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
)
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from fastapi.security import (
    APIKeyHeader,
    HTTPBasic,
    HTTPBearer,
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field


class Item(BaseModel):
    name: str
    price: float = 1.5


class Invoice(BaseModel):
    total: float


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def operation(app: FastAPI, path: str = "/x", method: str = "get") -> Any:
    return app.openapi()["paths"][path][method]


def watch_get_openapi_by_hand() -> object:
    app = FastAPI(title="Shop", summary="Tea", openapi_tags=[{"name": "items"}], servers=[{"url": "/x"}])
    return get_openapi(title=app.title, version=app.version, routes=app.routes)


def watch_get_openapi_with_each_argument() -> object:
    app, hooks = FastAPI(), APIRouter()
    app.add_api_route("/x", lambda item: None, methods=["POST"])
    hooks.add_api_route("paid", lambda: None, methods=["POST"], name="paid")
    return get_openapi(
        title="Shop",
        version="2",
        openapi_version="3.1.1",
        summary="Tea",
        description="Sells tea",
        routes=app.routes,
        webhooks=hooks.routes,
        tags=[{"name": "items"}],
        servers=[{"url": "https://a.test"}],
        terms_of_service="https://example.com/terms",
        contact={"name": "Shop"},
        license_info={"name": "MIT"},
        separate_input_output_schemas=False,
        external_docs={"url": "https://example.com"},
    )


def watch_older_form_that_keeps_the_result() -> object:
    app = FastAPI(title="Shop", version="2")

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            schema["info"]["x-logo"] = {"url": "https://example.com/logo.png"}
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    first = list(TestClient(app).get("/openapi.json").json()["paths"])
    app.add_api_route("/late", lambda: None)
    return first, TestClient(app).get("/openapi.json").json()["info"], list(app.openapi()["paths"])


def watch_route_added_after_the_first_document() -> object:
    app = FastAPI()
    first = app.openapi()
    app.add_api_route("/late", lambda: None)
    second = app.openapi()
    return list(first["paths"]), list(second["paths"]), app.openapi() is second


def watch_document_set_by_hand() -> object:
    app = FastAPI()
    app.openapi_schema = {"openapi": "3.1.0", "info": {"title": "Kept", "version": "1"}, "paths": {}}
    return app.openapi()["info"], TestClient(app).get("/openapi.json").json()["info"]


def watch_extension_under_a_root_path() -> object:
    document = TestClient(shown, root_path="/shop").get("/shop/openapi.json").json()
    return document["info"], document.get("servers"), "servers" in shown.openapi()


def watch_openapi_extra() -> object:
    app = FastAPI()
    extra = {
        "x-rate": 5,
        "tags": ["extra"],
        "parameters": [{"in": "query", "name": "raw", "schema": {"type": "string"}}],
        "requestBody": {"content": {"application/x-yaml": {"schema": Item.model_json_schema()}}, "required": True},
        "responses": {"200": {"headers": {"X-Kind": {"schema": {"type": "string"}}}}},
    }

    @app.post("/x", openapi_extra=extra, tags=["own"])
    async def create(request: Request, limit: int = 5) -> None: ...

    return operation(app, method="post")


def watch_webhooks() -> object:
    app = FastAPI()

    @app.webhooks.post("invoice-paid", tags=["hooks"])
    def paid(body: Invoice, x_signature: Annotated[str, Header()], user: Annotated[str, Depends(HTTPBearer())]) -> None:
        """Sent if an invoice was paid."""

    @app.webhooks.get("ping", include_in_schema=False)
    def ping() -> None: ...

    app.webhooks.add_route("/plain", lambda request: Response())
    document = app.openapi()
    return document, TestClient(app).post("/invoice-paid", json={"total": 1}).status_code


def watch_webhooks_given_to_the_app() -> object:
    hooks = APIRouter()
    hooks.add_api_route("paid", lambda: None, methods=["POST"], name="paid")
    app = FastAPI(webhooks=hooks)
    return app.openapi()["webhooks"], app.openapi()["paths"]


def watch_callbacks() -> object:
    callbacks = APIRouter()

    @callbacks.post("{$request.body.callback_url}/invoices/{$request.body.id}", response_model=Item)
    def paid(body: Invoice) -> Any:
        """Sent if the invoice was paid."""

    async def plain(request: Request) -> Response:
        return Response()

    callbacks.add_route("/plain", plain)
    whole, app = FastAPI(callbacks=callbacks.routes), FastAPI()
    whole.add_api_route("/x", lambda: None)

    @app.post("/x", callbacks=callbacks.routes)
    def create(callback_url: str) -> None: ...

    return app.openapi(), operation(whole)


def watch_include_in_schema() -> object:
    app = FastAPI()

    @app.get("/x")
    def read(
        shown: int = 1,
        hidden: Annotated[int, Query(include_in_schema=False)] = 1,
        header: Annotated[int, Header(include_in_schema=False)] = 1,
        cookie: Annotated[int, Cookie(include_in_schema=False)] = 1,
    ) -> list[int]:
        return [shown, hidden, header, cookie]

    app.add_api_route("/hidden", lambda item: item, include_in_schema=False)
    hidden = FastAPI()
    hidden.router.include_in_schema = False
    hidden.add_api_route("/x", lambda: None)
    response = TestClient(app).get("/x", params={"hidden": 5}, headers={"header": "6"})
    return operation(app)["parameters"], list(app.openapi()["paths"]), response.json(), hidden.openapi()["paths"]


def watch_parameters_of_each_kind() -> object:
    app = FastAPI()

    class Paging(BaseModel):
        size: int = Field(10, ge=1, le=100, description="How many")
        order_by: Literal["name", "price"] = "name"

    @app.get("/x/{kind}/{rest:path}")
    def read(
        kind: Annotated[str, Path(title="Kind", description="A kind", min_length=2, max_length=9, pattern="^[a-z]+$")],
        rest: str,
        paging: Annotated[Paging, Query()],
        user_agent: Annotated[str | None, Header(description="Who asks")] = None,
        x_raw: Annotated[list[str] | None, Header(convert_underscores=False, alias="x_raw")] = None,
        session: Annotated[str | None, Cookie(deprecated=True)] = None,
    ) -> None: ...

    return operation(app, "/x/{kind}/{rest}")


def watch_models_of_headers_and_cookies() -> object:
    app = FastAPI()

    class Trace(BaseModel):
        x_trace_id: str
        if_match: str | None = None

    class Session(BaseModel):
        user_id: int = Field(deprecated=True, default=1)

    @app.get("/x")
    def read(
        trace: Annotated[Trace, Header()],
        raw: Annotated[Trace, Header(convert_underscores=False)],
        session: Annotated[Session, Cookie()],
    ) -> None: ...

    return operation(app)["parameters"]


def watch_examples_of_parameters_and_bodies() -> object:
    app = FastAPI()
    named: Any = {"short": {"summary": "A short one", "value": "a"}, "long": {"value": "abc"}}

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        @app.post("/x")
        def create(
            first: Annotated[str, Query(openapi_examples=named)],
            second: Annotated[str, Query(examples=["a", "b"])],
            third: Annotated[str, Query(example="a")],
            body: Annotated[Item, Body(openapi_examples={"cup": {"value": {"name": "cup"}}})],
        ) -> None: ...

        @app.put("/x")
        def put(body: Annotated[Item, Body(example={"name": "cup"})]) -> None: ...

        @app.patch("/x")
        def patch(body: Annotated[Item, Body(examples=[{"name": "cup"}])]) -> None: ...

    return app.openapi()["paths"]


def watch_same_parameter_from_two_dependencies() -> object:
    app = FastAPI()

    def optional(q: int = 1) -> int:
        return q

    def required(q: int) -> int:
        return q

    @app.get("/first")
    def read(a: Annotated[int, Depends(optional)], b: Annotated[int, Depends(required)]) -> None: ...

    @app.get("/second")
    def read_second(
        b: Annotated[int, Depends(required)], a: Annotated[int, Depends(optional)], c: Annotated[int, Depends(optional)]
    ) -> None: ...

    return [operation(app, path)["parameters"] for path in ("/first", "/second")]


def watch_bodies_of_each_kind() -> object:
    app = FastAPI()

    @app.post("/model")
    def model(item: Item) -> None: ...

    @app.post("/optional")
    def optional(item: Item | None = None) -> None: ...

    @app.post("/two")
    def two(item: Item, invoice: Invoice, note: Annotated[str, Body()] = "") -> None: ...

    @app.post("/embedded")
    def embedded(item: Annotated[Item, Body(embed=True)]) -> None: ...

    @app.post("/type")
    def media_type(item: Annotated[Item, Body(media_type="application/vnd.shop+json")]) -> None: ...

    @app.post("/form")
    def form(name: Annotated[str, Form()], item: Annotated[str, Form(max_length=3)] = "") -> None: ...

    @app.post("/form-model")
    def form_model(item: Annotated[Item, Form()]) -> None: ...

    @app.post("/file")
    def file(
        file: UploadFile, more: Annotated[list[bytes], File(description="More")], name: Annotated[str, Form()]
    ) -> None: ...

    @app.get("/get")
    def get(item: Item) -> None: ...

    document = app.openapi()
    bodies = {path: next(iter(methods.values())).get("requestBody") for path, methods in document["paths"].items()}
    return bodies, document["components"]["schemas"]


def watch_security_schemes() -> object:
    app = FastAPI()
    password = OAuth2PasswordBearer(
        "token", scopes={"me": "Own data", "items": "Items"}, refreshUrl="refresh", description="By password"
    )
    code = OAuth2AuthorizationCodeBearer("authorize", "token", scheme_name="code")
    key = APIKeyHeader(name="X-Key", description="A key")

    def user(token: Annotated[str, Security(password, scopes=["me"])]) -> str:
        return token

    @app.get(
        "/x", dependencies=[Security(user, scopes=["items", "me"]), Depends(key), Security(password, scopes=["items"])]
    )
    def read(more: Annotated[str, Security(user, scopes=["admin"])], other: Annotated[Any, Depends(code)]) -> None: ...

    @app.get("/y", dependencies=[Depends(HTTPBasic(realm="shop")), Depends(OpenIdConnect(openIdConnectUrl="/oidc"))])
    def read_y() -> None: ...

    document = app.openapi()
    return document["components"]["securitySchemes"], [operation(app, path)["security"] for path in ("/x", "/y")]


def watch_responses_of_each_class() -> object:
    class Own(JSONResponse):
        media_type = "application/vnd.shop+json"

    class Bare(Response):
        media_type = None

    class Coded(PlainTextResponse):
        def __init__(self, content: Any = None, status_code: Any = None) -> None:
            super().__init__(content, status_code or 200)

    class Nameless(Response):
        def __init__(self, content: Any = None) -> None:
            super().__init__(content)

    def responses(**options: Any) -> Any:
        app = FastAPI()
        app.add_api_route("/x", lambda: None, name="x", **options)
        return attempt(lambda: operation(app)["responses"])

    kinds = [
        JSONResponse,
        HTMLResponse,
        PlainTextResponse,
        RedirectResponse,
        StreamingResponse,
        Own,
        Bare,
        Coded,
        Nameless,
    ]
    return {kind.__name__: responses(response_class=kind) for kind in kinds}, [
        responses(response_class=Own, response_model=Item, responses={400: {"model": Invoice}}),
        responses(response_class=HTMLResponse, responses={400: {"model": Invoice}}),
        responses(response_class=Bare, responses={400: {"model": Invoice}}),
    ]


def watch_responses_without_a_body() -> object:
    app = FastAPI()
    for code in (204, 205, 304, 100):
        app.add_api_route(f"/{code}", lambda: None, status_code=code, name=str(code))
    return {path: operation(app, path)["responses"] for path in app.openapi()["paths"]}


def watch_streams() -> object:
    app = FastAPI()

    @app.get("/lines")
    def lines() -> Iterator[Item]:
        yield Item(name="cup")

    @app.get("/untyped")
    def untyped():  # type: ignore[no-untyped-def]  # noqa: ANN202
        yield 1

    try:
        from fastapi.sse import EventSourceResponse, ServerSentEvent
    except ImportError as error:
        return str(error)

    @app.get("/events", response_class=EventSourceResponse)
    def events() -> Iterator[Item]:
        yield Item(name="cup")

    @app.get("/own-events", response_class=EventSourceResponse)
    def own_events() -> Iterator[ServerSentEvent]:
        yield ServerSentEvent(data=1)

    return {path: operation(app, path)["responses"] for path in app.openapi()["paths"]}


def watch_summary_and_description() -> object:
    app = FastAPI()

    @app.get("/x")
    def read_all_items() -> None:
        """Read *all* items."""

    class Endpoint:
        def __call__(self) -> None:
            """Call it."""

    app.add_api_route("/y", Endpoint())
    app.add_api_route("/z", lambda: None, summary="Own", description="Own *text*")
    keys = ("summary", "description", "operationId")
    return {path: [methods["get"].get(key) for key in keys] for path, methods in app.openapi()["paths"].items()}


def watch_older_helpers_of_the_document() -> object:
    from fastapi.openapi import utils

    def read_item() -> None: ...

    app = FastAPI()
    app.add_api_route("/x/{a}", read_item)
    app.add_api_route("/y", read_item, operation_id="own")
    helper: Any = getattr(utils, "generate_operation_id", None)
    if helper is None:
        return "gone"
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        ids = [attempt(lambda route=route: helper(route=route, method="get")) for route in app.routes[-2:]]  # type: ignore[misc]
    return ids, [f"{warning.category.__name__}: {warning.message}" for warning in seen]


def watch_values_that_are_no_json() -> object:
    def read(**options: Any) -> Any:
        def call() -> Any:
            app = FastAPI()
            app.add_api_route("/x", lambda: None, **options)
            return operation(app)

        return attempt(call)

    return [
        read(openapi_extra={"x-set": {1}, "x-tuple": (1,), "x-none": None}),
        read(openapi_extra={"x-object": object()})[:20],
        read(openapi_extra={"responses": {"200": "no dict"}}),
        read(responses={"abc": {}}),
        read(responses={999: {}, "default": {"description": "Else"}, "2xx": {"model": Item}}),
    ]


def watch_models_of_the_document() -> object:
    from fastapi.openapi import models

    string = {"type": "string"}
    given: list[tuple[str, Any]] = [
        ("Schema", {"type": ["string", "null"], "$ref": "#/x", "prefixItems": [{"type": "integer"}], "x-own": 1}),
        ("Schema", {"type": "none"}),
        ("Parameter", {"name": "a", "in": "query", "schema": string, "style": "form"}),
        ("Parameter", {"name": "a", "in": "nowhere"}),
        ("Header", {"required": True, "example": 1}),
        ("OAuthFlows", {"password": {"tokenUrl": "t"}}),
        ("Operation", {"responses": {"200": {"description": "x", "links": {"a": {"operationId": "b"}}}}}),
    ]

    def dumped(name: str, value: Any) -> Any:
        return attempt(lambda: getattr(models, name)(**value).model_dump(mode="json", by_alias=True, exclude_none=True))

    return [dumped(name, value) for name, value in given]


def watch_documents_of_starlette() -> object:
    from starlette.endpoints import HTTPEndpoint
    from starlette.routing import Host, Mount, Route, Router, WebSocketRoute
    from starlette.schemas import OpenAPIResponse, SchemaGenerator

    async def read(request: Request) -> Response:
        """Read it.
        ---
        responses:
          200:
            description: Fine
        """
        return Response()

    async def plain(request: Request) -> Response:
        """Only words."""
        return Response()

    async def silent(request: Request) -> Response:
        return Response()

    class Endpoint(HTTPEndpoint):
        def get(self, request: Request) -> Response:
            """
            summary: Get it
            """
            return Response()

        def query(self, request: Request) -> Response:
            """
            summary: Query it
            """
            return Response()

    routes: Any = [
        Route("/items/{item_id:int}", read, methods=["GET", "POST"]),
        Route("/plain", plain),
        Route("/silent", silent),
        Route("/hidden", read, include_in_schema=False),
        Route("/class", Endpoint),
        WebSocketRoute("/ws", read),
        Mount("/sub/{n:int}", routes=[Route("/in", read)]),
        Host("a.test", app=Router([Route("/host", read)])),
    ]
    info: Any = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}}
    generators = [SchemaGenerator(dict(info, openapi=version)) for version in ("3.1.0", "3.2.0", "")]
    app = FastAPI(openapi_url=None)
    app.router.routes.extend(routes)
    app.add_route("/schema", lambda request: generators[0].OpenAPIResponse(request=request), include_in_schema=False)
    served = TestClient(app).get("/schema")
    return (
        [each.get_schema(routes) for each in generators],
        served.headers["content-type"],
        served.text[:80],
        attempt(lambda: OpenAPIResponse(["no dict"])),
    )
