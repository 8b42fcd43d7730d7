"""Around the function: how values are written with and without a return type, and values without a JSON form."""

import enum
import uuid
from collections import OrderedDict, deque, namedtuple
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from path_operation_function import READING, Reading, app
from pydantic import BaseModel, RootModel, SecretStr
from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
from typing_extensions import TypedDict

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Color(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 2


class Pair(NamedTuple):
    a: int
    b: str


class Options(TypedDict, total=False):
    verbose: bool


class Numbers(RootModel[list[int]]):
    pass


@dataclass
class Point:
    x: int
    y: float


Loose = namedtuple("Loose", ["a"])

VALUES: list[tuple[object, object]] = [
    (1e-7, float),
    (1e16, float),
    (1.0, float),
    (0.1 + 0.2, float),
    (2**70, int),
    (True, bool),
    (NOON, datetime),
    (NOON.replace(tzinfo=None, microsecond=5), datetime),
    (date(2026, 1, 2), date),
    (time(12, 30), time),
    (timedelta(days=1, seconds=90), timedelta),
    (Decimal("1.10"), Decimal),
    (Decimal("5"), Decimal),
    (uuid.UUID(int=1), uuid.UUID),
    (IPv4Address("10.0.0.1"), IPv4Address),
    (PurePosixPath("/a/b"), PurePosixPath),
    (Color.RED, Color),
    (Level.HIGH, Level),
    (Point(1, 2), Point),
    (Pair(1, "b"), Pair),
    (Options(verbose=True), Options),
    (Numbers([1, 2]), Numbers),
    (SecretStr("hidden"), SecretStr),
    ((1, "a"), tuple[int, str]),
    ({1}, set[int]),
    (frozenset({1}), frozenset[int]),
    (deque([1]), deque[int]),
    (OrderedDict(b=1, a=2), dict[str, int]),
    (b"raw", bytes),
    ({1: None}, dict[int, None]),
    ({NOON: 1}, dict[datetime, int]),
    ({Color.RED: 1}, dict[Color, int]),
    ({None: 1}, dict[None, int]),
    ("é\u2028</", str),
    (READING, Reading),
    ([READING], list[Reading]),
]


def returning(value: object, annotation: object) -> Callable[[], object]:
    def read() -> object:
        return value

    if annotation is None:
        del read.__annotations__["return"]
    else:
        read.__annotations__["return"] = annotation
    return read


def served(pairs: list[tuple[object, object]], with_annotation: bool) -> dict[str, object]:
    one = FastAPI()
    results: dict[str, object] = {}
    for number, (value, annotation) in enumerate(pairs):
        one.get(f"/{number}")(returning(value, annotation if with_annotation else None))
    client = TestClient(one, raise_server_exceptions=False)
    for number, (value, _) in enumerate(pairs):
        response = client.get(f"/{number}")
        results[f"{number} {type(value).__name__}"] = [response.status_code, response.text]
    return results


def watch_values_with_a_return_type() -> object:
    return served(VALUES, with_annotation=True)


def watch_values_without_a_return_type() -> object:
    return served(VALUES, with_annotation=False)


def watch_schemas_of_return_types() -> object:
    one = FastAPI()
    for number, (value, annotation) in enumerate(VALUES):
        one.get(f"/{number}", operation_id=f"read-{number}")(returning(value, annotation))
    responses = [item["get"]["responses"]["200"]["content"] for item in one.openapi()["paths"].values()]
    return [content["application/json"]["schema"] for content in responses]


def watch_document_of_the_script() -> object:
    return app.openapi()


def watch_values_without_a_json_form() -> object:
    results: dict[str, str] = {}
    unserializable: list[object] = [1j, object, lambda: 1, {1j: 1}, [1, 1j], b"\xff", "\ud800", Loose(1), object()]
    for number, value in enumerate(unserializable):
        one = FastAPI()
        one.get("/")(returning(value, None))
        try:
            response = TestClient(one).get("/")
            results[f"{number} {type(value).__name__}"] = f"{response.status_code} {response.text}"
        except Exception as error:
            results[f"{number} {type(value).__name__}"] = type(error).__name__
    return results


def watch_values_that_are_not_of_the_return_type() -> object:
    results: dict[str, str] = {}
    wrong: list[tuple[object, Any]] = [
        ("x", int),
        ("1", int),
        (1.5, int),
        (None, int),
        (1, str),
        ({"sensor": "roof"}, Reading),
        ([1], dict),
        ({"a": 1, "b": 2}, Options),
        (1, None),
    ]
    for number, (value, annotation) in enumerate(wrong):
        one = FastAPI()
        read = returning(value, annotation)
        if annotation is None:
            read.__annotations__["return"] = None
        one.get("/")(read)
        try:
            response = TestClient(one).get("/")
            results[str(number)] = f"{response.status_code} {response.text}"
        except Exception as error:
            details: Any = error
            results[str(number)] = f"{type(error).__name__} {[(e['type'], e['loc']) for e in details.errors()]}"
    return results


def watch_return_types_that_are_refused() -> object:
    class Plain:
        pass

    results: dict[str, str] = {}
    types: list[Any] = [Plain, complex, Response | None, Response | dict[str, int], "Missing", lambda: 1, list[Plain]]
    for number, annotation in enumerate(types):
        one = FastAPI()
        try:
            one.get("/")(returning(PlainTextResponse("in"), annotation))
            results[str(number)] = f"accepted, {TestClient(one).get('/').text}"
        except Exception as error:
            results[str(number)] = f"{type(error).__name__}: {str(error).split(' Hint')[0].splitlines()[0][:80]}"
    return results


def watch_response_model_none_where_a_type_is_refused() -> object:
    one = FastAPI()
    one.get("/", response_model=None)(returning({"a": 1}, Response | dict[str, int]))
    return TestClient(one).get("/").json(), one.openapi()["paths"]["/"]["get"]["responses"]


def watch_responses_as_return_types() -> object:
    one = FastAPI()
    one.get("/response")(returning(Response(b"\x00", media_type="image/png"), Response))
    one.get("/text")(returning(PlainTextResponse("in"), PlainTextResponse))
    one.get("/json")(returning(JSONResponse({"a": 1}, status_code=201), JSONResponse))
    client = TestClient(one)
    answers = [client.get(path) for path in ("/response", "/text", "/json")]
    documented = [item["get"]["responses"]["200"].get("content") for item in one.openapi()["paths"].values()]
    return [[r.status_code, r.headers["content-type"], len(r.content)] for r in answers], documented


def watch_generators() -> object:
    def numbers() -> Any:
        yield from range(3)

    async def later() -> Any:
        for number in range(3):
            yield number

    def typed() -> Iterator[int]:
        yield from range(3)

    async def typed_later() -> AsyncIterator[int]:
        yield 1

    one = FastAPI()
    results: dict[str, object] = {}
    one.get("/returned")(lambda: (number for number in range(3)))
    for endpoint in (numbers, later, typed, typed_later):
        try:
            one.get(f"/{endpoint.__name__}")(endpoint)
        except Exception as error:
            results[endpoint.__name__] = type(error).__name__
    client = TestClient(one, raise_server_exceptions=False)
    for name in ["returned", "numbers", "later", "typed", "typed_later"]:
        response = client.get(f"/{name}")
        results.setdefault(name, [response.status_code, response.headers.get("content-type"), response.text])
    return results


def watch_extra_fields_are_filtered() -> object:
    class Secret(Reading):
        password: str

    secret = Secret(**READING.model_dump(), password="hidden")
    one = FastAPI()
    one.get("/typed")(returning(secret, Reading))
    one.get("/list")(returning([secret], list[Reading]))
    one.get("/dict")(returning({"x": secret}, dict[str, Reading]))
    one.get("/union")(returning(secret, Reading | int))
    one.get("/bare")(returning(secret, None))
    one.get("/model", response_model=Reading)(returning(secret, Secret))
    client = TestClient(one)
    return {
        path: "hidden" in client.get(path).text for path in ("/typed", "/list", "/dict", "/union", "/bare", "/model")
    }


def watch_async_and_sync_functions() -> object:
    import threading

    async def on_the_loop() -> bool:
        return threading.current_thread() is threading.main_thread()

    def in_a_thread() -> str:
        return threading.current_thread().name.split("-")[0].split(" ")[0]

    one = FastAPI()
    one.get("/async")(on_the_loop)
    one.get("/sync")(in_a_thread)
    client = TestClient(one)
    return client.get("/async").json(), client.get("/sync").json()


def watch_headers_of_a_json_response() -> object:
    return dict(TestClient(app).get("/readings/average").headers)


def watch_endpoint_class() -> object:
    class Sensor(HTTPEndpoint):
        async def get(self, request: Request) -> Response:
            return PlainTextResponse(f"read {request.path_params['name']}")

        def post(self, request: Request) -> Response:
            return PlainTextResponse("written")

    one = FastAPI()
    endpoint: Any = Sensor
    one.add_route("/sensors/{name}", endpoint)
    client = TestClient(one)
    responses = [client.request(method, "/sensors/roof") for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS")]
    alone = TestClient(endpoint).delete("/")
    return (
        [[r.status_code, r.headers.get("allow"), r.text] for r in responses],
        [alone.status_code, alone.headers["allow"], alone.text],
        list(one.openapi()["paths"]),
    )


def talk(endpoint: Any, message: str | bytes) -> list[str]:
    one = FastAPI()
    one.websocket_route("/")(endpoint)
    heard: list[str] = []
    try:
        with TestClient(one).websocket_connect("/") as connection:
            if isinstance(message, str):
                connection.send_text(message)
            else:
                connection.send_bytes(message)
            heard.append(connection.receive_text())
            connection.close(4001)
    except Exception as error:
        heard.append(f"{type(error).__name__}: {error}")
    return heard


def echo(kind: Any) -> tuple[Any, list[int]]:
    closed: list[int] = []

    class Echo(WebSocketEndpoint):
        encoding = kind

        async def on_receive(self, websocket: WebSocket, data: Any) -> None:
            await websocket.send_text(repr(data))

        async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
            closed.append(close_code)

    return Echo, closed


def watch_websocket_endpoint_class() -> object:
    results: dict[str, object] = {}
    for kind in [None, "text", "bytes", "json", "xml"]:
        for message in ("plain", b"raw", '{"a": 1}', b'{"a": 1}'):
            endpoint, closed = echo(kind)
            results[f"{kind} {message!r}"] = [talk(endpoint, message), closed]
    return results


def watch_websocket_endpoint_class_without_methods() -> object:
    class Silent(WebSocketEndpoint):
        pass

    one = FastAPI()
    one.websocket_route("/")(Silent)
    with TestClient(one).websocket_connect("/") as connection:
        connection.send_text("hello")
        connection.close()
    return "closed"


class Node(BaseModel):
    children: "list[Node]" = []


def watch_value_that_contains_itself() -> object:
    node = Node()
    node.children.append(node)
    results = []
    for annotation in [Node, None]:
        one = FastAPI()
        one.get("/")(returning(node, annotation))
        try:
            results.append(TestClient(one).get("/").text)
        except Exception as error:
            results.append(type(error).__name__)
    return results
