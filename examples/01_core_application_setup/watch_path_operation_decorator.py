"""Around the decorators: every argument of every method, odd paths, several routes, the other decorators."""

import warnings
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request, Response, WebSocket
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from path_operation_decorator import app
from pydantic import BaseModel, Field
from starlette.websockets import WebSocketDisconnect


class Tag(Enum):
    DESK = "desk"


class Ticket(BaseModel):
    number: int = Field(serialization_alias="no")
    title: str = "untitled"
    note: str | None = None


class TicketResponse(JSONResponse):
    media_type = "application/ticket+json"


def refuse() -> None:
    raise HTTPException(403, "closed")


back = APIRouter()


@back.post("{$request.query.url}")
def closed(ticket: Ticket) -> None: ...


ARGUMENTS: dict[str, Any] = {
    "response_model": Ticket,
    "status_code": 202,
    "tags": ["tickets", Tag.DESK],
    "dependencies": [Depends(refuse)],
    "summary": "All tickets",
    "description": "Every *ticket*.",
    "response_description": "The ticket",
    "responses": {404: {"model": Ticket}, "4XX": {"description": "Wrong"}},
    "deprecated": True,
    "operation_id": "own-id",
    "response_model_include": {"number"},
    "response_model_exclude": {"title"},
    "response_model_by_alias": False,
    "response_model_exclude_unset": True,
    "response_model_exclude_defaults": True,
    "response_model_exclude_none": True,
    "include_in_schema": False,
    "response_class": TicketResponse,
    "name": "renamed",
    "callbacks": back.routes,
    "openapi_extra": {"x-owner": "desk", "tags": ["extra"], "responses": {"200": {"x-note": "more"}}},
    "generate_unique_id_function": lambda route: f"made-{route.name}",
    "max_body_size": 5,
    "form_limits": {"max_fields": 1},
}


async def read_ticket(request: Request) -> Ticket:
    await request.body()
    return Ticket(number=1, title="untitled")


async def read_form(a: Annotated[str, Form()] = "", b: Annotated[str, Form()] = "") -> str:
    return a + b


def untyped_ticket() -> Any:
    return {"number": 1, "title": "seat", "secret": True}


def endpoint_for(argument: str) -> Any:
    return {"response_model": untyped_ticket, "form_limits": read_form}.get(argument, read_ticket)


def effects(declare: Callable[..., Any], method: str) -> object:
    """For each argument: what it changes in the operation, and what the route then answers."""
    all_of_them = FastAPI()
    results: dict[str, object] = {}
    for endpoint in (read_ticket, read_form, untyped_ticket):
        declare(all_of_them, f"/plain/{endpoint.__name__}", endpoint, {})
    for argument, value in ARGUMENTS.items():
        try:
            declare(all_of_them, f"/{argument}", endpoint_for(argument), {argument: value})
        except TypeError as error:
            results[argument] = str(error).split(". Did you mean")[0]
    paths = all_of_them.openapi()["paths"]
    client = TestClient(all_of_them)
    for argument in ARGUMENTS:
        if argument in results:
            continue
        endpoint = endpoint_for(argument)
        body: dict[str, Any] = {"data": {"a": "1", "b": "2"}} if endpoint is read_form else {"content": b"123456"}
        response = client.request(method, f"/{argument}", **body)
        length, kind = response.headers.get("content-length"), response.headers.get("content-type")
        plain = paths[f"/plain/{endpoint.__name__}"][method.lower()]
        operation = paths.get(f"/{argument}", {}).get(method.lower(), {})
        usual = {"operationId": f"{endpoint.__name__}_{argument}_{method.lower()}"}
        changed = {key: operation.get(key) for key in {*plain, *operation} if operation.get(key) != plain.get(key)}
        changed = {key: value for key, value in changed.items() if value != usual.get(key)}
        results[argument] = response.status_code, kind, length, response.text, changed
    return results, sorted({str(getattr(route, "name", "")) for route in all_of_them.routes})


def decorator_of(method: str) -> Callable[..., Any]:
    def declare(one: FastAPI, path: str, endpoint: Any, arguments: dict[str, Any]) -> None:
        getattr(one, method)(path, **arguments)(endpoint)

    return declare


def watch_arguments_of_get() -> object:
    return effects(decorator_of("get"), "GET")


def watch_arguments_of_put() -> object:
    return effects(decorator_of("put"), "PUT")


def watch_arguments_of_post() -> object:
    return effects(decorator_of("post"), "POST")


def watch_arguments_of_delete() -> object:
    return effects(decorator_of("delete"), "DELETE")


def watch_arguments_of_options() -> object:
    return effects(decorator_of("options"), "OPTIONS")


def watch_arguments_of_head() -> object:
    return effects(decorator_of("head"), "HEAD")


def watch_arguments_of_patch() -> object:
    return effects(decorator_of("patch"), "PATCH")


def watch_arguments_of_trace() -> object:
    return effects(decorator_of("trace"), "TRACE")


def watch_arguments_of_api_route() -> object:
    def declare(one: FastAPI, path: str, endpoint: Any, arguments: dict[str, Any]) -> None:
        one.api_route(path, methods=["POST"], **arguments)(endpoint)

    return effects(declare, "POST")


def watch_arguments_of_add_api_route() -> object:
    def declare(one: FastAPI, path: str, endpoint: Any, arguments: dict[str, Any]) -> None:
        one.add_api_route(path, endpoint, methods=["POST"], **arguments)

    return effects(declare, "POST")


def watch_methods_of_api_route() -> object:
    results: dict[str, object] = {}
    for methods in [None, [], ["GET"], ["get", "Post"], ["PURGE"], ["GET", "HEAD", "QUERY"]]:
        several = FastAPI(generate_unique_id_function=lambda route: route.name)
        try:
            several.api_route("/", methods=methods)(lambda: "in")
            client = TestClient(several)
            answers = {m: client.request(m, "/").status_code for m in ("GET", "POST", "HEAD", "PURGE", "QUERY")}
            results[str(methods)] = [answers, sorted(several.openapi()["paths"].get("/", {}))]
        except Exception as error:
            results[str(methods)] = f"{type(error).__name__}: {error}"
    return results


def watch_every_method_on_the_script() -> object:
    client = TestClient(app)
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "get", "PURGE"]
    responses = [client.request(method, "/tickets") for method in methods]
    return [[m, r.status_code, r.headers.get("allow"), r.text] for m, r in zip(methods, responses, strict=True)]


def watch_odd_paths_on_the_script() -> object:
    client = TestClient(app, follow_redirects=False)
    paths = [
        "/tickets/",
        "/tickets/?page=2",
        "//tickets",
        "/tickets//",
        "/%74ickets",
        "/tickets%2F",
        "/tickets;a",
        "/../tickets",
    ]
    responses = [client.get(f"http://testserver{path}") for path in paths]
    return [[p, r.status_code, r.headers.get("location"), r.text] for p, r in zip(paths, responses, strict=True)]


def watch_odd_paths_when_declared() -> object:
    results: dict[str, object] = {}
    for path in ["", "tickets", "/a b", "/é", "/{a}/{a}", "/{a-b}", "/{a", "/{a:unknown}", "//", "/{a}{b}"]:
        odd = FastAPI()
        try:
            odd.get(path)(lambda: "in")
            results[path] = [TestClient(odd).get("http://testserver" + path).status_code, list(odd.openapi()["paths"])]
        except Exception as error:
            results[path] = f"{type(error).__name__}: {error}"
    return results


def watch_same_path_and_method_twice() -> object:
    twice = FastAPI()
    twice.get("/")(lambda: "first")
    twice.get("/")(lambda: "second")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        operation = twice.openapi()["paths"]["/"]["get"]["operationId"]
    return TestClient(twice).get("/").json(), operation, [str(warning.message).split(" at ")[0] for warning in caught]


def watch_allow_of_a_path_with_two_routes() -> object:
    several = FastAPI()
    several.get("/")(lambda: "got")
    several.post("/")(lambda: "posted")
    client = TestClient(several)
    return [[r.status_code, r.headers.get("allow")] for r in (client.post("/"), client.put("/"), client.head("/"))]


def watch_same_operation_id_twice() -> object:
    alike = FastAPI()
    alike.get("/one", operation_id="read")(lambda: 1)
    alike.get("/two", operation_id="read")(lambda: 2)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        alike.openapi()
    return [[warning.category.__name__, str(warning.message).split(" at ")[0]] for warning in caught]


def watch_what_the_decorator_returns() -> object:
    def read() -> None: ...

    plain = FastAPI()
    return [
        getattr(plain, method)("/")(read) is read
        for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    ]


def watch_one_function_with_two_decorators() -> object:
    double = FastAPI()

    @double.get("/old", deprecated=True)
    @double.get("/new")
    def read() -> str:
        return "in"

    client = TestClient(double)
    ids = [item["get"]["operationId"] for item in double.openapi()["paths"].values()]
    return [client.get(path).json() for path in ("/old", "/new")], ids, str(double.url_path_for("read"))


def watch_docstring_with_a_form_feed() -> object:
    described = FastAPI()

    @described.get("/")
    def read() -> None:
        """Shown.

        Also *shown*.
        \f
        Hidden.
        """

    return described.openapi()["paths"]["/"]["get"]["description"]


def watch_functions_that_are_no_plain_functions() -> object:
    class Shift:
        def __call__(self, number: int) -> int:
            return number

        def method(self, number: int) -> int:
            return -number

    def add(number: int, by: int) -> int:
        return number + by

    odd = FastAPI()
    odd.get("/object", name="object")(Shift())
    odd.get("/method")(Shift().method)
    odd.get("/partial", name="partial")(partial(add, by=2))
    client = TestClient(odd)
    paths = ["/object?number=1", "/method?number=1", "/partial?number=1"]
    return [client.get(path).text for path in paths], [
        [item["get"]["summary"], item["get"]["operationId"]] for item in odd.openapi()["paths"].values()
    ]


def watch_no_function_at_all() -> object:
    wrong: Any = "text"
    try:
        FastAPI().get("/")(wrong)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_tags_of_an_odd_kind() -> object:
    results = []
    for tags in [[], ["a", "a"], [Tag.DESK], "ab"]:
        tagged = FastAPI()
        wrong: Any = tags
        tagged.get("/", tags=wrong)(lambda: 1)
        results.append(tagged.openapi()["paths"]["/"]["get"].get("tags"))
    return results


def watch_status_codes_of_an_odd_kind() -> object:
    results: dict[str, object] = {}
    for code in [99, 299, 600, "201", 201.0, None]:
        coded = FastAPI()
        wrong: Any = code
        try:
            coded.get("/", status_code=wrong)(lambda: 1)
            results[repr(code)] = [
                TestClient(coded).get("/").status_code,
                list(coded.openapi()["paths"]["/"]["get"]["responses"]),
            ]
        except Exception as error:
            results[repr(code)] = f"{type(error).__name__}: {error}"
    return results


def watch_responses_that_are_refused() -> object:
    results: dict[str, object] = {}
    for responses in [
        {404: "gone"},
        {404: {"description": ""}},
        {"teapot": {"description": "?"}},
        {"default": {}},
        {204: {"model": Ticket}},
    ]:
        documented = FastAPI()
        wrong: Any = responses
        try:
            documented.get("/", responses=wrong)(lambda: 1)
            results[str(responses)] = documented.openapi()["paths"]["/"]["get"]["responses"]
        except Exception as error:
            results[str(responses)] = f"{type(error).__name__}: {error}"
    return results


def watch_websocket_arguments() -> object:
    sockets = FastAPI()

    @sockets.websocket("/open", name="opened")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("in")
        await websocket.close()

    sockets.websocket("/shut", dependencies=[Depends(refuse)])(talk)
    sockets.add_api_websocket_route("/added", talk, name="added", dependencies=[Depends(lambda: None)])
    sockets.websocket_route("/starlette", name="star")(talk)
    client = TestClient(sockets)
    results = []
    for path in ["/open", "/added", "/starlette", "/shut"]:
        try:
            with client.websocket_connect(path) as connection:
                results.append(connection.receive_text())
        except Exception as error:
            results.append(type(error).__name__)
    names = [str(sockets.url_path_for(name)) for name in ("opened", "added", "star", "talk")]
    return results, names, sockets.openapi()["paths"]


def watch_websocket_path_asked_over_http() -> object:
    sockets = FastAPI()

    @sockets.websocket("/open")
    async def talk(websocket: WebSocket) -> None: ...

    sockets.get("/page")(lambda: "in")
    client = TestClient(sockets)
    status = client.get("/open").status_code
    try:
        with client.websocket_connect("/page"):
            return status, "connected"
    except WebSocketDisconnect as error:
        return status, error.code, error.reason


def watch_exception_handler_decorator() -> object:
    handling = FastAPI()

    @handling.exception_handler(404)
    async def missing(request: Request, error: HTTPException) -> Response:
        return PlainTextResponse("nothing here", status_code=404)

    @handling.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        return PlainTextResponse("invalid", status_code=400)

    @handling.exception_handler(LookupError)
    def lookup(request: Request, error: LookupError) -> Response:
        return PlainTextResponse(f"lookup {error}", status_code=410)

    @handling.get("/{number}")
    def read(number: int) -> None:
        raise KeyError(number)

    client = TestClient(handling)
    responses = [client.get(path) for path in ("/a/b", "/x", "/1")]
    return [[r.status_code, r.text] for r in responses], missing.__name__, len(handling.exception_handlers)


def watch_middleware_decorator() -> object:
    timed = FastAPI()

    @timed.middleware("http")
    async def outer(request: Request, call_next: Callable[..., Any]) -> Any:
        response = await call_next(request)
        response.headers["X-Order"] = response.headers.get("X-Order", "") + "outer"
        return response

    @timed.middleware("websocket")
    async def later(request: Request, call_next: Callable[..., Any]) -> Any:
        response = await call_next(request)
        response.headers["X-Order"] = response.headers.get("X-Order", "") + "later"
        return response

    timed.get("/")(lambda: "in")
    return TestClient(timed).get("/").headers["X-Order"], outer.__name__


def watch_routes_of_starlette_on_the_app() -> object:
    mixed = FastAPI()

    async def plain(request: Request) -> Response:
        return PlainTextResponse(request.method)

    mixed.add_route("/added", plain, methods=["PUT"], name="added", include_in_schema=False)
    mixed.add_route("/default", plain)
    mixed.mount("/files", PlainTextResponse("mounted"), name="files")
    mixed.host("api.example.com", PlainTextResponse("host"), name="api")
    client = TestClient(mixed)
    return (
        [client.put("/added").text, client.get("/added").status_code, client.get("/default").text],
        client.get("/files/a").text,
        TestClient(mixed, base_url="http://api.example.com").get("/").text,
        [
            str(mixed.url_path_for("added")),
            str(mixed.url_path_for("files", path="/a")),
            str(mixed.url_path_for("api", path="/b")),
        ],
        list(mixed.openapi()["paths"]),
    )


def watch_old_decorators_that_are_there() -> object:
    names = ["route", "add_websocket_route", "add_api_websocket_route", "websocket_route", "add_event_handler"]
    return {name: hasattr(FastAPI(), name) for name in names}


def watch_url_path_for() -> object:
    named = FastAPI()
    named.get("/tickets/{number}", name="read")(lambda number: number)
    results: list[str] = []
    variants: list[dict[str, Any]] = [
        {"number": 1},
        {"number": "a b"},
        {"number": "a/b"},
        {"number": ""},
        {},
        {"no": 1},
    ]
    for values in variants:
        try:
            results.append(str(named.url_path_for("read", **values)))
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
    return results


def watch_openapi_extra_over_what_is_there() -> object:
    extended = FastAPI()
    extra = {"tags": ["more"], "summary": "Theirs", "responses": {"200": {"description": "Fine"}}, "security": []}
    extended.get("/", tags=["own"], openapi_extra=extra)(lambda: 1)
    return extended.openapi()["paths"]["/"]["get"]
