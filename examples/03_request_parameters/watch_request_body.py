"""Around a JSON body: content types, odd JSON, the raw request, and the errors and classes behind them."""

from collections.abc import Callable
from inspect import signature
from operator import getitem
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel
from request_body import Item, app

client = TestClient(app)
TEXT = '{"name": "Shoe", "price": 42.5}'
JSON = {"Content-Type": "application/json"}


def watch_content_types() -> object:
    types = [None, "text/plain", "text/json", "application/vnd.api+json", "application/json; charset=utf-8"]
    return {
        str(kind): client.post("/items", content=TEXT, headers={"Content-Type": kind} if kind else {}).status_code
        for kind in types
    }


def watch_lenient_content_type() -> object:
    lenient = FastAPI(strict_content_type=False)

    @lenient.post("/")
    def create(item: Item) -> Item:
        return item

    return TestClient(lenient).post("/", content=TEXT).json()


def watch_broken_json() -> object:
    return [client.post("/items", content=text, headers=JSON).json() for text in ['{"name": }', "{", "", "nul", "[1"]]


def watch_json_that_is_no_object() -> object:
    return [client.post("/items", content=text, headers=JSON).json() for text in ["null", "[1]", '"Shoe"', "7"]]


def watch_bytes_that_are_no_utf_8() -> object:
    response = client.post("/items", content=b'{"name": "\xff"}', headers=JSON)
    return response.status_code, response.text


def watch_body_on_get() -> object:
    reader = FastAPI()

    @reader.get("/")
    def read(item: Item) -> Item:
        return item

    return TestClient(reader).request("GET", "/", json={"name": "Shoe", "price": 1}).json()


def watch_default_instance_as_body() -> object:
    class Page(BaseModel):
        size: int = 10

    optional = FastAPI()

    @optional.post("/")
    def read(page: Page = Page()) -> Page:
        return page

    reader = TestClient(optional)
    return reader.post("/").json(), reader.post("/", json={"size": 5}).json(), optional.openapi()["paths"]


def watch_openapi() -> object:
    return app.openapi()


def watch_field_that_is_null_or_of_another_type() -> object:
    bodies: list[object] = [{"name": None, "price": 1}, {"name": 1, "price": "1"}, {"name": "a", "price": True}, {}]
    return [client.post("/items", json=body).json() for body in bodies]


def watch_odd_json() -> object:
    lenient = TestClient(app, raise_server_exceptions=False)
    texts = {
        "duplicate key": b'{"name": "a", "name": "b", "price": 1}',
        "byte order mark": b'\xef\xbb\xbf{"name": "a", "price": 1}',
        "utf-16": '{"name": "a", "price": 1}'.encode("utf-16"),
        "lone surrogate": b'{"name": "\\ud800", "price": 1}',
        "lone surrogate in an error": b'{"name": "a", "price": "\\ud800"}',
        "null character": b'{"name": "\\u0000", "price": 1}',
        "number of 5000 digits": b'{"name": "a", "price": ' + b"9" * 5000 + b"}",
        "number that is too large": b'{"name": "a", "price": 1e999}',
        "nesting of 500": b'{"name": "a", "price": ' + b"[" * 500 + b"]" * 500 + b"}",
        "nesting of 100000": b"[" * 100_000,
        "comment": b'{"name": "a", /* no */ "price": 1}',
        "trailing comma": b'{"name": "a", "price": 1,}',
        "two documents": b'{"name": "a", "price": 1} {}',
    }
    told = {}
    for situation, content in texts.items():
        response = lenient.post("/items", content=content, headers=JSON)
        told[situation] = [response.status_code, response.text[:200]]
    return told


def watch_raw_request_beside_the_model() -> object:
    raw = FastAPI()

    @raw.post("/{number}")
    async def create(request: Request, item: Item, number: int) -> dict[str, object]:
        request.state.seen = True
        streamed = [chunk.decode() async for chunk in request.stream()]
        return {
            "json": await request.json(),
            "same": await request.json() is await request.json(),
            "body": (await request.body()).decode(),
            "streamed": streamed,
            "form": sorted(await request.form()),
            "method": [request.method, request["method"], len(request) > 5, "type" in request, "path" in list(request)],
            "client": [list(request.client or []), request.client.host if request.client else None],
            "state": [request.state.seen, hasattr(request.state, "missing")],
            "app": request.app is raw,
            "equal": request == Request(request.scope),
            "disconnected": await request.is_disconnected(),
            "path": request.path_params,
            "closed": await closed(request),
        }

    return TestClient(raw).post("/7", json={"name": "a", "price": 1}).json()


async def closed(request: Request) -> object:
    await request.close()
    return request._form is not None


def watch_request_without_a_model() -> object:
    raw = FastAPI()

    @raw.post("/")
    async def create(request: Request) -> list[object]:
        chunks = [chunk.decode() async for chunk in request.stream()]
        try:
            again = (await request.body()).decode()
        except RuntimeError as error:
            again = str(error)
        return [chunks, again]

    return TestClient(raw).post("/", content=(part for part in (b"a", b"", b"b"))).json()


def watch_client_that_disconnects() -> object:
    import asyncio

    from starlette.requests import ClientDisconnect

    async def use() -> list[object]:
        messages = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"}]

        async def receive() -> Any:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        request = Request({"type": "http", "headers": []}, receive)
        try:
            told: list[object] = [(await request.body()).decode()]
        except ClientDisconnect as error:
            told = [repr(error)]
        quiet = Request({"type": "http", "headers": []}, asyncio.Event().wait)  # type: ignore[arg-type]
        asked = Request({"type": "http", "headers": []}, receive)
        return [
            *told,
            await request.is_disconnected(),
            await quiet.is_disconnected(),
            await asked.is_disconnected(),
            request.receive is receive,
        ]

    return asyncio.run(use())


def watch_request_without_a_server() -> object:
    import asyncio

    from starlette.requests import HTTPConnection

    request = Request({"type": "http", "headers": [], "path": "/"})
    told: list[object] = [request.client, request.path_params, dict(request.cookies), str(request.base_url)]

    async def use(name: str) -> object:
        if name == "url_for":
            return request.url_for("create")
        if name == "body":
            return await request.body()
        if name == "push":
            await Request({**request.scope, "extensions": {"http.response.push": {}}}).send_push_promise("/a")
        if name == "websocket":
            return Request({"type": "websocket"})
        if name == "lifespan":
            return HTTPConnection({"type": "lifespan"})
        return getattr(request, name)

    for name in ("session", "auth", "user", "url_for", "body", "push", "websocket", "lifespan", "app"):
        try:
            told.append([name, repr(asyncio.run(use(name)))])
        except Exception as error:
            told.append([name, f"{type(error).__name__}: {error}"])
    return told


def watch_session_auth_and_user_of_the_scope() -> object:
    from starlette.requests import HTTPConnection

    scope = {"type": "websocket", "session": {"a": 1}, "auth": "scopes", "user": "ada", "state": {"b": 2}}
    connection: Any = HTTPConnection(scope)
    return [connection.session, connection.auth, connection.user, connection.state.b, len(connection)]


def watch_push_promise_and_early_hints() -> object:
    import asyncio

    async def use(extensions: dict[str, object]) -> list[str]:
        sent: list[str] = []

        async def send(message: Any) -> None:
            sent.append(repr({**message, "headers": sorted(message.get("headers", []))}))

        headers = [(b"accept", b"*/*"), (b"accept", b"text/css"), (b"user-agent", b"a"), (b"cookie", b"no")]
        request = Request({"type": "http", "headers": headers, "extensions": extensions}, send=send)
        await request.send_push_promise("/style.css")
        await request.send_early_hints("</style.css>; rel=preload", "</a.js>; rel=preload")
        return sent

    both: dict[str, object] = {"http.response.push": {}, "http.response.early_hint": {}}
    return [asyncio.run(use(extensions)) for extensions in ({}, both)]


def watch_exception_of_a_wrong_body() -> object:
    handled = FastAPI()

    @handled.exception_handler(RequestValidationError)
    def told(request: Request, error: RequestValidationError) -> JSONResponse:
        lines = [line for line in str(error).splitlines() if " File " not in line]
        return JSONResponse([repr(error.body), repr(error.errors()), lines, repr(error)[:40]])

    @handled.post("/")
    def create(item: Item) -> Item:
        return item

    own = TestClient(handled)
    return [own.post("/", json=body).json() for body in ({"name": "a"}, {}, [1])], own.post("/", content="{").json()


def watch_endpoint_that_an_exception_names() -> object:
    handled = FastAPI()

    @handled.exception_handler(RequestValidationError)
    def told(request: Request, error: RequestValidationError) -> JSONResponse:
        file = str(error.endpoint_file).replace("\\", "/").rsplit("/", 1)[-1]
        return JSONResponse([error.endpoint_function, error.endpoint_path, file, isinstance(error.endpoint_line, int)])

    @handled.post("/items/{number}")
    def create(number: int) -> int:
        return number

    return TestClient(handled).post("/items/x").json()


def watch_exceptions_by_hand() -> object:
    from fastapi.exceptions import ResponseValidationError, ValidationException, WebSocketRequestValidationError

    full: Any = {"function": "create", "path": "POST /", "file": "main.py", "line": 7}
    errors = [{"type": "missing"}, {"type": "other"}]
    return [
        str(ValidationException([])),
        str(ValidationException(errors[:1])),
        str(ValidationException(errors, endpoint_ctx=full)),
        str(ValidationException(errors, endpoint_ctx={"path": "POST /"})),
        str(ValidationException(errors, endpoint_ctx={"function": "create", "file": "main.py", "line": 7})),
        [RequestValidationError(errors, body="b").body, ResponseValidationError(errors, body=1).body],
        str(WebSocketRequestValidationError(errors, endpoint_ctx=full)),
        str(ResponseValidationError(errors, endpoint_ctx=full)),
    ]


def watch_computed_fields_in_one_schema() -> object:
    if "separate_input_output_schemas" not in signature(FastAPI).parameters:
        return "no such argument"

    from dataclasses import dataclass

    from pydantic import computed_field

    class Priced(BaseModel):
        price: float = 1

        @computed_field  # type: ignore[prop-decorator]
        @property
        def total(self) -> float:
            return self.price * 2

    class Order(BaseModel):
        items: list[Priced] = []
        parent: "Order | None" = None

    class Plain(BaseModel):
        size: int = 1
        parent: "Plain | None" = None

    @dataclass
    class Point:
        x: int = 0

    told = []
    for separate in (True, False):
        own = FastAPI(separate_input_output_schemas=separate)

        @own.post("/orders")
        def create(order: Order) -> Order:
            return order

        @own.post("/plain")
        def create_plain(plain: Plain) -> list[Plain]:
            return [plain]

        @own.post("/point")
        def create_point(point: Point) -> Point:
            return point

        document = TestClient(own).get("/openapi.json").json()
        told.append([document["components"]["schemas"], document["paths"]])
    return told


def watch_state_and_address() -> object:
    from fastapi.datastructures import Address, State

    state = State({"a": 1})
    state.b = 2
    state["c"] = 3
    del state.a
    told: list[object] = [list(state), len(state), state["b"], state.c, "b" in state]
    del state["b"]
    finders: list[Callable[..., object]] = [getattr, getitem]
    for find in finders:
        try:
            told.append(find(state, "missing"))
        except (AttributeError, KeyError) as error:
            told.append(f"{type(error).__name__}: {error}")
    return told, len(state), repr(Address("127.0.0.1", 80)), len(State())


def watch_secret_and_comma_separated_strings() -> object:
    from starlette.datastructures import CommaSeparatedStrings, Secret

    names = CommaSeparatedStrings("a, 'b, c' ,d")
    listed = CommaSeparatedStrings(["x", "y"])
    secret = Secret("hidden")
    return [
        [list(names), len(names), names[0], names[1:], repr(names), str(names), "a" in names],
        [list(listed), str(listed), list(CommaSeparatedStrings(""))],
        [str(secret), repr(secret), bool(secret), bool(Secret(""))],
    ]


def watch_placeholder_of_a_default() -> object:
    from fastapi.datastructures import Default

    values: list[Any] = [Default(None), Default(1), Default([])]
    return [bool(value) for value in values], Default(1) == Default(1), Default(1) == Default(2), Default(1) == 1
