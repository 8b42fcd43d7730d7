"""Around TestClient: what it sends, each of its arguments, odd applications, and WebSocket sessions."""

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from sync_test_client import app

wire = FastAPI()
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@wire.api_route("/wire", methods=["DELETE", "GET", "PATCH", "POST", "PUT"])
async def tell_what_arrived(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": str(request.url),
        "root_path": request.scope["root_path"],
        "raw_path": request.scope["raw_path"].decode(),
        "client": request.client,
        "server": request.scope["server"],
        "http_version": request.scope["http_version"],
        "headers": {name: value for name, value in request.headers.items() if name != "accept-encoding"},
        "body": (await request.body()).decode(errors="replace"),
    }


def attempt(call: Callable[[], Any]) -> Any:
    """Return what the call returns or raises, and the warnings that it gives."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            result = call()
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return [result, *(f"{warning.category.__name__}: {warning.message}" for warning in seen)]


def sent(**options: Any) -> Any:
    method = options.pop("method", "POST")
    return attempt(lambda: TestClient(wire).request(method, "/wire", **options).json())


def watch_plain_get() -> object:
    return sent(method="GET", params={"q": ["a b", "ü"], "none": None})


def watch_json_body() -> object:
    values: list[Any] = [{"tea": 2.5, "name": "ü"}, [], None, "x"]
    return [sent(json=value) for value in values]


def watch_json_that_is_no_json() -> object:
    return sent(json=float("nan"))


def watch_form_body() -> object:
    return sent(data={"username": "ann & bob", "tag": ["a", "b"]})


def watch_raw_bytes_in_content_and_in_data() -> object:
    return sent(content=b"raw"), sent(content="text ü"), sent(data=b"raw")


def watch_generator_as_content() -> object:
    def parts() -> Iterator[bytes]:
        yield b"one,"
        yield b"two"

    return sent(content=parts())


def watch_content_read_by_chunks() -> object:
    reader = FastAPI()

    @reader.post("/")
    async def read(request: Request) -> list[str]:
        return [chunk.decode() async for chunk in request.stream()]

    def parts() -> Iterator[bytes]:
        yield b"one"
        yield b"two"

    return TestClient(reader).post("/", content=parts()).json(), TestClient(reader).post("/").json()


def watch_headers_of_client_and_request() -> object:
    client = TestClient(wire, headers={"X-Kind": "client"})
    first = client.get("/wire").json()["headers"]
    second = client.get("/wire", headers=[("X-Kind", "a"), ("x-kind", "b")]).json()["headers"]
    own_agent = TestClient(wire, headers={"user-agent": "own"}).get("/wire").json()["headers"]
    return first, second, own_agent


def watch_basic_authentication() -> object:
    return sent(method="GET", auth=("ann", "secret"))


def watch_cookies_of_client_and_of_one_request() -> object:
    kept = TestClient(app, cookies={"theme": "kept"})
    return (
        kept.get("/theme").json()[0],
        attempt(lambda: TestClient(app).get("/theme", cookies={"theme": "once"}).json()[0]),
        dict(kept.cookies),
    )


def watch_set_cookie_header() -> object:
    response = TestClient(app).post("/theme", data={"theme": "dark"}, follow_redirects=False)
    return response.status_code, dict(response.headers)


def watch_timeout_argument() -> object:
    return sent(method="GET", timeout=3)


def watch_extensions_argument() -> object:
    return sent(method="GET", extensions={"trace": 1})


def watch_old_allow_redirects() -> object:
    old: Any = {"allow_redirects": False}
    return attempt(lambda: TestClient(app).get("/theme", **old).status_code)


def watch_body_of_delete() -> object:
    old: Any = {"json": {"a": 1}}
    return attempt(lambda: TestClient(wire).delete("/wire", **old).json()["body"]), sent(method="DELETE", json={"a": 1})


def watch_each_method_of_the_client() -> object:
    client = TestClient(wire)
    return {
        "get": client.get("/wire").json()["method"],
        "post": client.post("/wire").json()["method"],
        "put": client.put("/wire").json()["method"],
        "patch": client.patch("/wire").json()["method"],
        "delete": client.delete("/wire").json()["method"],
        "head": client.head("/wire").status_code,
        "options": sorted(client.options("/wire").headers["allow"].split(", ")),
    }


def watch_base_url() -> object:
    urls = ["http://shop.test", "https://shop.test", "http://shop.test:8080", "http://[::1]:90"]
    answers = [TestClient(wire, base_url=url).get("/wire").json() for url in urls]
    return [[answer["url"], answer["server"], answer["headers"]["host"]] for answer in answers]


def watch_base_url_with_a_path() -> object:
    response = TestClient(wire, base_url="http://shop.test/v1").get("/wire")
    return response.status_code, str(response.url)


def watch_absolute_url() -> object:
    return TestClient(wire).get("https://other.test/wire").json()["url"]


def watch_escaped_path() -> object:
    reader = FastAPI()

    @reader.get("/files/{name:path}")
    async def read(name: str, request: Request) -> list[str]:
        return [name, request.scope["raw_path"].decode(), request.scope["query_string"].decode()]

    return TestClient(reader).get("/files/a b%2Fc", params={"q": "d e/f+g"}).json()


def watch_root_path_and_client_address() -> object:
    client = TestClient(wire, root_path="/shop", client=("192.0.2.7", 4711))
    return client.get("/shop/wire").json()


def watch_follow_redirects_of_the_client() -> object:
    first, second = TestClient(app), TestClient(app, follow_redirects=False)
    form = {"theme": "dark"}
    response = first.post("/theme", data=form)
    return (
        [response.status_code, [step.status_code for step in response.history]],
        second.post("/theme", data=form).status_code,
        second.post("/theme", data=form, follow_redirects=True).status_code,
    )


def watch_redirect_loop() -> object:
    async def around(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 307, "headers": [(b"location", b"/")]})
        await send({"type": "http.response.body"})

    return attempt(lambda: TestClient(around).get("/").status_code)  # type: ignore[arg-type]


def watch_exception_raised_or_answered() -> object:
    broken = FastAPI()

    @broken.get("/")
    async def read() -> None:
        raise RuntimeError("the storage is gone")

    response = TestClient(broken, raise_server_exceptions=False).get("/")
    raised = attempt(lambda: TestClient(broken).get("/"))
    return raised, response.status_code, response.text, dict(response.headers)


def watch_exception_after_the_response_began() -> object:
    broken = FastAPI()

    def parts() -> Iterator[bytes]:
        yield b"one"
        raise RuntimeError("the storage is gone")

    @broken.get("/")
    async def read() -> StreamingResponse:
        return StreamingResponse(parts())

    quiet = TestClient(broken, raise_server_exceptions=False)
    return attempt(lambda: TestClient(broken).get("/").text), attempt(lambda: quiet.get("/").text)


def watch_backend_and_its_options() -> object:
    async def tell(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        debug = str(asyncio.get_running_loop().get_debug()).encode()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": debug})

    options: list[Any] = [{}, {"backend_options": {"debug": True}}, {"backend": "none"}]
    bare: Any = tell
    return [attempt(lambda given=given: TestClient(bare, **given).get("/").text) for given in options]  # type: ignore[misc]


def watch_event_loop_with_and_without_the_block() -> object:
    loops = FastAPI()

    @loops.get("/")
    async def read() -> int:
        return id(asyncio.get_running_loop())

    with TestClient(loops) as client:
        inside = {client.get("/").json() for _ in range(3)}
        portal = client.portal is not None
    return len(inside), portal, client.portal is None


def watch_streamed_response_left_early() -> object:
    log: list[str] = []
    endless = FastAPI()

    async def ticks() -> Any:
        try:
            for _ in range(2000):
                yield b"tick\n"
                await asyncio.sleep(0)
        finally:
            log.append("closed")

    @endless.get("/")
    async def read() -> StreamingResponse:
        return StreamingResponse(ticks(), media_type="text/plain")

    with TestClient(endless).stream("GET", "/") as response:
        first = next(response.iter_lines())
    with TestClient(endless) as client, client.stream("GET", "/") as response:
        second = next(response.iter_lines())
    return first, second, log


def watch_streamed_response_open_when_the_client_closes() -> object:
    endless = FastAPI()

    async def ticks() -> Any:
        for _ in range(2000):
            yield b"tick\n"
            await asyncio.sleep(0)

    @endless.get("/")
    async def read() -> StreamingResponse:
        return StreamingResponse(ticks(), media_type="text/plain")

    with TestClient(endless) as client:
        lines = client.send(client.build_request("GET", "/"), stream=True).iter_lines()
        first = next(lines)
    rest = attempt(lambda: len(list(lines)))
    return first, rest


def answer_of(messages: list[dict[str, Any]], **options: Any) -> Any:
    """Return what the client makes of an application that sends these messages."""

    async def bare(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    def call() -> list[Any]:
        response = TestClient(bare, **options).get("/")  # type: ignore[arg-type]
        return [response.status_code, response.text, dict(response.headers), sorted(response.extensions)]

    return attempt(call)


START: dict[str, Any] = {"type": "http.response.start", "status": 200, "headers": [(b"x-kind", b"bare")]}
BODY: dict[str, Any] = {"type": "http.response.body", "body": b"one"}
TRAILERS: dict[str, Any] = {"type": "http.response.trailers", "headers": [(b"x-sum", b"1")]}


def watch_application_that_sends_nothing() -> object:
    return answer_of([]), answer_of([], raise_server_exceptions=False)


def watch_messages_out_of_order() -> object:
    orders = [[BODY], [START, START], [START, BODY, BODY], [START], [START, {**BODY, "more_body": True}, BODY]]
    return [answer_of(order) for order in orders]


def watch_trailers() -> object:
    start = {**START, "trailers": True}
    more = {**TRAILERS, "more_trailers": True}
    orders = [[start, BODY, TRAILERS], [start, BODY, more, TRAILERS], [START, BODY, TRAILERS], [start, TRAILERS]]
    return [answer_of(order) for order in [*orders, [start, BODY, TRAILERS, TRAILERS], [start, BODY, BODY]]]


def watch_debug_message() -> object:
    return [answer_of([{"type": "http.response.debug", "info": info}, START, BODY]) for info in ({}, {"template": "t"})]


def watch_body_of_a_head_response() -> object:
    async def bare(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await send(START)
        await send(BODY)

    response = TestClient(bare).head("/")  # type: ignore[arg-type]
    return response.status_code, response.text, dict(response.headers)


def watch_disconnect_after_the_response() -> object:
    log: list[str] = []

    async def bare(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        log.append((await receive())["type"])
        await send(START)
        await send(BODY)
        log.append((await receive())["type"])

    TestClient(bare).post("/", content=b"x")  # type: ignore[arg-type]
    return log


def watch_asgi_2_application() -> object:
    class Old:
        def __init__(self, scope: dict[str, Any]) -> None:
            self.scope = scope

        async def __call__(self, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": self.scope["path"].encode()})

    def old(scope: dict[str, Any]) -> Old:
        return Old(scope)

    clients: list[Any] = [Old, old]
    return [attempt(lambda made=made: TestClient(made).get("/old").text) for made in clients]  # type: ignore[misc]


sockets = FastAPI()


@sockets.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    subprotocols = websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=subprotocols[0] if subprotocols else None, headers=[(b"x-kind", b"echo")])
    async for text in websocket.iter_text():
        await websocket.send_text(text)


@sockets.websocket("/bytes")
async def echo_bytes(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json({"scheme": websocket.url.scheme, "query": str(websocket.query_params)}, mode="binary")
    async for data in websocket.iter_bytes():
        await websocket.send_bytes(data)


@sockets.websocket("/closed")
async def close(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close(code=4001, reason="enough")


@sockets.websocket("/refused")
async def refuse(websocket: WebSocket) -> None:
    await websocket.close(code=4003)


@sockets.websocket("/denied")
async def deny(websocket: WebSocket) -> None:
    async def parts() -> Any:
        yield b"not "
        yield b"you"

    await websocket.send_denial_response(StreamingResponse(parts(), status_code=403, media_type="text/plain"))


@sockets.websocket("/broken")
async def break_down(websocket: WebSocket) -> None:
    await websocket.accept()
    raise RuntimeError("the storage is gone")


def connect(path: str, use: Callable[[Any], Any], **options: Any) -> Any:
    def call() -> Any:
        with TestClient(sockets).websocket_connect(path, **options) as session:
            return use(session)

    return attempt(call)


def watch_websocket_text_and_json() -> object:
    def use(session: Any) -> Any:
        session.send_text("one")
        session.send_json({"two": "ü"})
        return session.receive_text(), session.receive_json(), session.accepted_subprotocol, session.extra_headers

    return repr(connect("/echo?q=1", use))


def watch_websocket_bytes() -> object:
    def use(session: Any) -> Any:
        opening = session.receive_json(mode="binary")
        session.send_json([1], mode="binary")
        session.send_bytes(b"\x00")
        return opening, session.receive_json(mode="binary"), list(session.receive_bytes())

    return connect("/bytes?q=1", use), connect("wss://other.test/bytes", use)


def watch_websocket_subprotocols_and_headers() -> object:
    def use(session: Any) -> Any:
        headers = {key.decode(): value.decode() for key, value in session.scope["headers"]}
        headers.pop("accept-encoding", None)
        return session.accepted_subprotocol, session.scope["subprotocols"], headers, session.scope["client"]

    return connect("/echo", use, subprotocols=["v2", "v1"], headers={"X-Kind": "own", "user-agent": "own"})


def watch_websocket_closed_refused_denied() -> object:
    paths = ["/closed", "/refused", "/denied", "/none"]
    return [connect(path, lambda session: session.receive_text()) for path in paths]


def watch_websocket_close_codes() -> object:
    from starlette.websockets import WebSocketDisconnect

    seen = []
    for path in ("/closed", "/refused", "/denied", "/none"):
        try:
            with TestClient(sockets).websocket_connect(path) as session:
                session.receive_text()
        except WebSocketDisconnect as error:
            seen.append(
                [type(error).__name__, getattr(error, "code", None), getattr(error, "reason", None)]
                if not hasattr(error, "status_code")
                else [type(error).__name__, error.status_code, getattr(error, "content", b"").decode()]
            )
    return seen


def watch_websocket_exception_of_the_app() -> object:
    return connect("/broken", lambda session: session.receive_text())


def watch_websocket_closed_by_the_client() -> object:
    codes: list[Any] = []
    closing = FastAPI()

    @closing.websocket("/")
    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        message = await websocket.receive()
        codes.append([message["type"], message.get("code"), message.get("reason")])

    for arguments in ((), (4002,), (4002, "bye")):
        with TestClient(closing).websocket_connect("/") as session:
            session.close(*arguments)
    return codes


def watch_websocket_inside_the_block() -> object:
    with TestClient(sockets) as client, client.websocket_connect("/echo") as session:
        session.send_text("one")
        return session.receive_text()


def watch_websocket_connect_to_an_http_route() -> object:
    return attempt(lambda: TestClient(wire).websocket_connect("/wire").__enter__())


def watch_websocket_application_that_sends_something_else() -> object:
    async def odd(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.http.response.start", "status": 410, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b"gone"})

    return attempt(lambda: TestClient(odd).websocket_connect("/").__enter__())  # type: ignore[arg-type]
