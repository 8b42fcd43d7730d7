"""Around middleware classes: the Middleware object, options, BaseHTTPMiddleware's edges, WSGI, the exit stack."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from typing import Any

from class_middleware import HeaderMiddleware, TimingMiddleware, app
from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.middleware import Middleware
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from starlette.background import BackgroundTask
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Passing(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)


def run(asked: ASGIApp, received: list[Message], method: str = "GET", **scope: Any) -> list[object]:
    """What an application sends for these messages; then the client stays, without another message."""
    sent: list[object] = []

    async def ask() -> None:
        async def receive() -> Message:
            if not received:
                await asyncio.Event().wait()
            return received.pop(0)

        async def send(message: Message) -> None:
            shown = {key: value for key, value in message.items() if key not in {"headers", "debug"}}
            sent.append(str(shown))

        base = {"type": "http", "method": method, "path": "/", "query_string": b"", "headers": []}
        await asyncio.wait_for(asked({**base, **scope}, receive, send), timeout=2)

    try:
        asyncio.run(ask())
    except Exception as error:
        sent.append(f"{type(error).__name__}: {error}")
    return sent


def sending(*messages: Message) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return application


EMPTY: Message = {"type": "http.request", "body": b"", "more_body": False}
START: Message = {"type": "http.response.start", "status": 200, "headers": []}
BODY: Message = {"type": "http.response.body", "body": b"in", "more_body": False}


def watch_middleware_as_an_object() -> object:
    made = Middleware(HeaderMiddleware, headers={"X-A": "1"})
    positional = Middleware(HeaderMiddleware, {"X-A": "1"})
    cls, *rest = made
    return repr(made), repr(positional), cls.__name__, str(rest)


def watch_list_given_to_the_application() -> object:
    layers = [Middleware(HeaderMiddleware, headers={"X-Who": who}) for who in ("first", "second")]
    listed = FastAPI(middleware=layers)
    listed.add_middleware(HeaderMiddleware, headers={"X-Added": "added"})
    headers = TestClient(listed).get("/").headers
    return headers["x-who"], headers["x-added"], [repr(layer) for layer in listed.user_middleware]


def watch_positional_wrong_and_missing_options() -> object:
    results = []
    calls: list[Callable[[FastAPI], None]] = [
        lambda made: made.add_middleware(HeaderMiddleware, {"X-A": "1"}),
        lambda made: made.add_middleware(HeaderMiddleware),  # type: ignore[call-arg]
        lambda made: made.add_middleware(HeaderMiddleware, heads={}),  # type: ignore[call-arg]
    ]
    for call in calls:
        made = FastAPI()
        try:
            call(made)
            results.append(TestClient(made).get("/").headers.get("x-a"))
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
    return results


def watch_dispatch_as_an_argument() -> object:
    async def add(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["X-A"] = "1"
        return response

    made = FastAPI()
    made.add_middleware(BaseHTTPMiddleware, dispatch=add)
    return TestClient(made).get("/").headers.get("x-a")


def watch_messages_through_the_base_class() -> object:
    debug = {"type": "http.response.debug", "info": {"template": "a"}}
    hint = {"type": "http.response.early_hint", "links": [b"</a.css>"]}
    more = {**BODY, "more_body": True}
    path = {"type": "http.response.pathsend", "path": "/a"}
    trailers = {"type": "http.response.trailers", "headers": [], "more_trailers": False}
    cases = [[START, BODY], [debug, START, BODY], [hint, START, BODY], [START, more, BODY], [START, path]]
    cases += [[], [START], [BODY], [START, {"type": "http.response.body"}], [START, BODY, BODY], [START, trailers]]
    return [run(Passing(sending(*case)), [EMPTY]) for case in cases]


def watch_error_before_and_after_the_response_starts() -> object:
    async def before(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("before") from KeyError("cause")

    async def after(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        raise RuntimeError("after")

    async def at_the_end(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send(BODY)
        raise RuntimeError("at the end")

    return [run(Passing(each), [EMPTY]) for each in (before, after, at_the_end)]


def watch_response_dropped_and_error_swallowed() -> object:
    class Dropping(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
            try:
                await call_next(request)
            except RuntimeError as error:
                return Response(str(error), status_code=503)
            return Response("mine")

    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("down")

    long = [START, *({**BODY, "more_body": True} for _ in range(3)), BODY]
    return run(Dropping(sending(*long)), [EMPTY]), run(Dropping(fail), [EMPTY])


def watch_disconnect_seen_by_the_endpoint() -> object:
    async def listen(scope: Scope, receive: Receive, send: Send) -> None:
        kinds = [(await receive())["type"] for _ in range(4)]
        await send({**START, "kinds": kinds})
        await send({**BODY, "body": str(kinds).encode()})

    gone: Message = {"type": "http.disconnect"}
    first: Message = {"type": "http.request", "body": b"a", "more_body": True}
    cases: list[list[Message]] = [[gone], [EMPTY, gone], [first, gone], [first, EMPTY, gone], [first, EMPTY]]
    return [run(Passing(listen), case, "POST") for case in cases]


def watch_body_and_stream_read_in_dispatch() -> object:
    async def listen(scope: Scope, receive: Receive, send: Send) -> None:
        got = [await receive() for _ in range(3)]
        await send(START)
        await send({**BODY, "body": str(got).encode()})

    class Reading(BaseHTTPMiddleware):
        def __init__(self, app: ASGIApp, how: str) -> None:
            super().__init__(app)
            self.how = how

        async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
            if self.how == "body":
                await request.body()
            elif self.how == "stream":
                [chunk async for chunk in request.stream()]
            else:
                await anext(request.stream())
            self.gone = await request.is_disconnected() if self.how != "one chunk" else None
            return await call_next(request)

    gone: Message = {"type": "http.disconnect"}
    first: Message = {"type": "http.request", "body": b"a", "more_body": True}
    last: Message = {"type": "http.request", "body": b"b", "more_body": False}
    return [run(Reading(listen, how), [first, last, gone], "POST") for how in ("body", "stream", "one chunk")]


def watch_listening_after_the_response() -> object:
    heard: list[str] = []

    async def linger(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send(BODY)
        heard.append((await receive())["type"])

    async def listen_meanwhile(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        listener = asyncio.ensure_future(receive())
        await send(START)
        await send(BODY)
        heard.append((await listener)["type"])

    return run(Passing(linger), [EMPTY]), run(Passing(listen_meanwhile), [EMPTY]), heard


def watch_background_task_of_the_middleware() -> object:
    ran: list[str] = []

    class Adding(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
            response = await call_next(request)
            response.background = BackgroundTask(ran.append, "ran")
            return response

    return run(Adding(sending(START, BODY)), [EMPTY]), ran


def watch_body_messages_of_both_forms() -> object:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"one", b"two"):
            yield chunk

    results = []
    for response in (Response("whole"), StreamingResponse(chunks())):
        for wrap in (lambda made: HeaderMiddleware(made, {"X-A": "1"}), Passing):
            results.append(run(wrap(response), [EMPTY]))
    return results


def watch_scopes_that_reach_each_form() -> object:
    seen: list[str] = []

    class Noting:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(f"plain {scope['type']}")
            await self.app(scope, receive, send)

    class NotingBase(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
            seen.append(f"base {request.scope['type']}")
            return await call_next(request)

    made = FastAPI()
    made.add_middleware(NotingBase)
    made.add_middleware(Noting)

    @made.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    with TestClient(made) as client:
        client.get("/")
        with client.websocket_connect("/ws") as session:
            session.receive_text()
    return seen


def watch_context_variable_that_comes_back() -> object:
    variable = ContextVar("variable", default="unset")
    back: list[str] = []

    class Reading:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app(scope, receive, send)
            back.append(variable.get())

    for inner in (lambda made: HeaderMiddleware(made, {}), Passing):

        async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
            variable.set("endpoint")
            await Response("in")(scope, receive, send)

        run(Reading(inner(endpoint)), [EMPTY])
    return back


def watch_stack_of_the_application() -> object:
    names: list[str] = []
    layer: Any = app.build_middleware_stack()
    while layer is not None:
        names.append(type(layer).__name__)
        layer = getattr(layer, "app", None)
    return names


def watch_exit_stack_of_fastapi() -> object:
    from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware

    closed: list[str] = []

    async def use(scope: Scope, receive: Receive, send: Send) -> None:
        for name in ("fastapi_middleware_astack", "mine"):
            if name in scope:
                scope[name].callback(closed.append, name)
        await Response("in")(scope, receive, send)

    run(AsyncExitStackMiddleware(use), [EMPTY])
    run(AsyncExitStackMiddleware(use, context_name="mine"), [EMPTY])
    return closed


def watch_wsgi_application() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from fastapi.middleware.wsgi import WSGIMiddleware

    def legacy(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        names = ["REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH"]
        names += ["HTTP_X_A", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "wsgi.url_scheme", "REMOTE_ADDR"]
        if environ["PATH_INFO"] == "/error":
            raise RuntimeError("down")
        if environ["PATH_INFO"] == "/late":
            try:
                raise RuntimeError("late")
            except RuntimeError as error:
                start_response("500 Late", [], (type(error), error, None))
                return [b"late"]
        start_response("201 Created", [("X-Legacy", "yes"), ("X-Legacy", "twice")])
        body = environ["wsgi.input"].read()
        return [str({name: environ.get(name) for name in names}).encode(), b"|", body]

    made = FastAPI()
    made.mount("/legacy", WSGIMiddleware(legacy))
    client = TestClient(made, raise_server_exceptions=False)
    results = []
    for path in ("/legacy/é/x?a=1", "/legacy", "/legacy/error", "/legacy/late"):
        response = client.post(
            path, content=b"body", headers=[("X-A", "1"), ("X-A", "2"), ("Content-Type", "text/plain")]
        )
        results.append((response.status_code, response.text, response.headers.get("x-legacy")))
    parts: list[Message] = [{"type": "http.request", "body": b"bo", "more_body": True}]
    parts += [{"type": "http.request", "body": b"dy", "more_body": False}]
    bare = run(WSGIMiddleware(legacy), parts, "POST", http_version="1.1", path="/legacy", root_path="/legacy")
    return results, bare, sorted({type(each.message).__name__ for each in caught})


def watch_wsgi_on_a_websocket() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.middleware.wsgi import WSGIMiddleware
    return run(WSGIMiddleware(lambda environ, start_response: []), [EMPTY], type="websocket")


def watch_timing_middleware_without_its_option() -> object:
    made = FastAPI()
    made.add_middleware(TimingMiddleware)  # type: ignore[call-arg]
    try:
        return TestClient(made).get("/").status_code
    except Exception as error:
        return type(error).__name__
