"""Around a WebSocket endpoint: routes, names, routers, overrides, security classes, CORS, refusals and validation."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Cookie, Depends, FastAPI, Header, HTTPException, Path, Query, Request, WebSocket
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection
from websocket_endpoint import API_KEY, app


def talk(made: Any, target: str = "/", headers: dict[str, str] | None = None) -> object:
    """What the app sends to a client that connects and then leaves."""
    path, _, query = target.partition("?")
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "ws",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    messages: list[dict[str, Any]] = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]
    incoming = iter(messages)
    seen: list[object] = []

    async def receive() -> dict[str, Any]:
        return next(incoming)

    async def send(message: Any) -> None:
        kept = {key: str(value) for key, value in message.items() if value and key != "type"}
        seen.append([message["type"].removeprefix("websocket."), kept])

    try:
        asyncio.run(made(scope, receive, send))
    except BaseException as error:
        seen.append(f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
    return seen


def saying(endpoint: Callable[..., Any], path: str = "/", **options: Any) -> FastAPI:
    made = FastAPI()
    made.websocket(path, **options)(endpoint)
    return made


async def say(websocket: WebSocket, *words: object) -> None:
    await websocket.accept()
    await websocket.send_json(words)
    await websocket.close()


def watch_caller_and_room() -> object:
    good = {"Origin": "https://example.com", "Cookie": f"api_key={API_KEY}"}
    return [
        talk(app, "/rooms/seven", headers={**good}),
        talk(app, "/rooms/7", headers={"Cookie": good["Cookie"]}),
        talk(app, "/rooms/7", headers={**good, "Origin": "https://evil.example"}),
        talk(app, "/nowhere", headers={**good}),
    ]


def watch_kinds_of_parameters() -> object:
    async def endpoint(
        websocket: WebSocket,
        number: int,
        tags: Annotated[list[str], Query()] = [],  # noqa: B006
        limit: Annotated[int, Query(le=10)] = 5,
        agent: Annotated[str, Header(alias="x-agent")] = "none",
        session: Annotated[str | None, Cookie()] = None,
    ) -> None:
        await say(websocket, number, tags, limit, agent, session)

    made = saying(endpoint, "/{number}")
    headers = {"X-Agent": "a", "Cookie": "session=s"}
    return talk(made, "/7?tags=a&tags=b&limit=10", headers=headers), talk(made, "/7"), talk(made, "/7?limit=11")


def watch_other_ways_to_the_connection() -> object:
    async def by_name(ws: WebSocket, connection: HTTPConnection) -> None:
        await say(ws, connection.scope["type"], connection.url.path, type(connection).__name__)

    async def none() -> None:
        return None

    def plain(websocket: WebSocket) -> None: ...

    async def with_request(request: Request, websocket: WebSocket) -> None:
        await say(websocket, type(request).__name__)

    async def with_body(websocket: WebSocket, body: Annotated[dict[str, int] | None, Body()] = None) -> None:
        await say(websocket, body)

    return [talk(saying(endpoint)) for endpoint in (by_name, none, plain, with_request, with_body)]


def watch_dependencies_of_an_endpoint() -> object:
    steps: list[str] = []

    def plain(x_word: Annotated[str, Header()] = "none") -> str:
        return x_word

    def closing() -> Iterator[str]:
        steps.append("open")
        yield "plain"
        steps.append("closed")

    async def closing_async(first: Annotated[str, Depends(closing)]) -> AsyncIterator[str]:
        yield f"{first} async"
        steps.append("async closed")

    async def endpoint(
        websocket: WebSocket, word: Annotated[str, Depends(plain)], last: Annotated[str, Depends(closing_async)]
    ) -> None:
        await say(websocket, word, last)
        steps.append("endpoint ends")

    return talk(saying(endpoint), headers={"X-Word": "t"}), steps


def watch_dependency_of_function_scope() -> object:
    steps: list[str] = []

    def closing() -> Iterator[None]:
        yield
        steps.append("closed")

    async def endpoint(websocket: WebSocket) -> None:
        await say(websocket)

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        await made(scope, receive, send)
        steps.append("app ends")

    made = saying(endpoint, dependencies=[Depends(closing, scope="function")])
    return talk(observed), steps


def watch_exceptions_at_the_yield() -> object:
    from fastapi import WebSocketException

    seen: list[str] = []

    def noting() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            seen.append(type(error).__name__)
            raise

    def swallowing() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            seen.append(f"{type(error).__name__} swallowed")

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        raise WebSocketException(code=4000, reason="mine")

    return [talk(saying(endpoint, dependencies=[Depends(one)])) for one in (noting, swallowing)], seen


def watch_router_with_prefix_and_dependencies() -> object:
    steps: list[str] = []

    def note(step: str) -> Any:
        return Depends(lambda: steps.append(step))

    router = APIRouter(prefix="/inner", dependencies=[note("router")])

    @router.websocket("/{name}", name="greeting", dependencies=[note("route")])
    async def greet(websocket: WebSocket, name: str) -> None:
        route = websocket.scope.get("route")
        await say(websocket, name, getattr(route, "path", None), websocket.scope["endpoint"].__name__)

    made = FastAPI(dependencies=[note("app")])
    made.include_router(router, prefix="/outer", dependencies=[note("include")])
    return talk(made, "/outer/inner/ada"), steps, made.url_path_for("greeting", name="a")


def watch_router_with_plain_routes_of_starlette() -> object:
    from starlette.routing import WebSocketRoute

    async def plain(websocket: WebSocket) -> None:
        await say(websocket, "plain", websocket.path_params)

    async def scoped(scope: Any, receive: Any, send: Any) -> None:
        await say(WebSocket(scope, receive, send), "scoped")

    router = APIRouter(routes=[WebSocketRoute("/plain/{x:int}", plain, name="plain")])
    router.add_websocket_route("/added", plain, name="added")
    router.websocket_route("/decorated", name="decorated")(plain)
    router.add_api_websocket_route("/api/{x}", plain, name="api")
    made = FastAPI()
    made.include_router(router, prefix="/in")
    made.websocket_route("/app-decorated")(plain)
    made.add_api_websocket_route("/app-api/{x}", plain, dependencies=[Depends(lambda: None)])
    made.mount("/mounted", saying(plain, "/{x}"))
    paths = ["/in/plain/7", "/in/plain/a", "/in/added", "/in/decorated", "/in/api/a", "/app-decorated"]
    return (
        hasattr(made, "add_websocket_route"),
        [talk(made, path) for path in [*paths, "/app-api/a", "/mounted/b", "/mounted/"]],
        talk(scoped),
    )


def watch_mounted_validation_error() -> object:
    from fastapi.exceptions import WebSocketRequestValidationError

    seen: list[str] = []

    async def endpoint(websocket: WebSocket, number: int) -> None: ...

    inner = saying(endpoint, "/{number}")

    @inner.exception_handler(WebSocketRequestValidationError)
    async def handle(websocket: WebSocket, error: WebSocketRequestValidationError) -> None:
        seen.append(str(error).splitlines()[0])
        seen.append(str("WS /outer/{number}" in str(error)))
        seen.extend(one["type"] for one in error.errors())
        await websocket.close(code=4422, reason="invalid")

    made = FastAPI()
    made.mount("/outer", inner)
    return talk(made, "/outer/a"), seen


def watch_error_handlers() -> object:
    from fastapi import WebSocketException

    made = FastAPI()

    @made.exception_handler(KeyError)
    async def handle(websocket: WebSocket, error: KeyError) -> None:
        await websocket.close(code=4404, reason=str(error))

    @made.exception_handler(WebSocketException)
    async def handle_own(websocket: WebSocket, error: WebSocketException) -> None:
        await websocket.close(code=error.code + 1, reason=f"handled {error.reason}")

    @made.websocket("/{what}")
    async def fail(websocket: WebSocket, what: str) -> None:
        await websocket.accept()
        if what == "own":
            raise WebSocketException(code=4000, reason="mine")
        if what == "key":
            raise KeyError("missing")
        raise ZeroDivisionError(what)

    return [talk(made, path) for path in ("/own", "/key", "/other")]


def watch_exceptions_in_a_dependency() -> object:
    from fastapi import WebSocketException

    def refuse(what: Annotated[str, Path()]) -> None:
        errors: dict[str, Exception] = {
            "policy": WebSocketException(code=1008),
            "reason": WebSocketException(code=1013, reason="later"),
            "http": HTTPException(status_code=401, detail="who?", headers={"WWW-Authenticate": "Bearer"}),
        }
        raise errors[what]

    async def endpoint(websocket: WebSocket) -> None: ...

    made = saying(endpoint, "/{what}", dependencies=[Depends(refuse)])
    return [talk(made, path) for path in ("/policy", "/reason", "/http")]


def watch_security_classes() -> object:
    from fastapi.security import APIKeyCookie, APIKeyHeader, APIKeyQuery, HTTPBasic, HTTPBearer, OAuth2PasswordBearer

    schemes: list[Callable[..., Any]] = [
        APIKeyHeader(name="X-Key"),
        APIKeyQuery(name="key"),
        APIKeyCookie(name="key"),
        OAuth2PasswordBearer(tokenUrl="token"),
        HTTPBearer(),
        HTTPBasic(),
        APIKeyHeader(name="X-Missing", auto_error=False),
        APIKeyHeader(name="X-Missing"),
    ]
    found = []
    for scheme in schemes:

        async def endpoint(websocket: WebSocket, given: Any) -> None:
            await say(websocket, str(given))

        endpoint.__annotations__["given"] = Annotated[Any, Depends(scheme)]
        basic = isinstance(scheme, HTTPBasic)
        headers = {"X-Key": "k", "Cookie": "key=k", "Authorization": "Basic YTpi" if basic else "Bearer t"}
        found.append([type(scheme).__name__, talk(saying(endpoint), "/?key=k", headers=headers)])
    return found


def watch_overridden_dependency() -> object:
    def original() -> str:
        return "original"

    async def endpoint(websocket: WebSocket, word: Annotated[str, Depends(original)]) -> None:
        await say(websocket, word)

    made = saying(endpoint)
    router = APIRouter()
    router.websocket("/router")(endpoint)
    made.include_router(router)
    made.dependency_overrides[original] = lambda: "override"
    return talk(made), talk(made, "/router")


def watch_cors_middleware() -> object:
    from fastapi.middleware.cors import CORSMiddleware
    from fastapi.middleware.trustedhost import TrustedHostMiddleware

    async def endpoint(websocket: WebSocket) -> None:
        await say(websocket, websocket.headers.get("origin"))

    made = saying(endpoint)
    made.add_middleware(CORSMiddleware, allow_origins=["https://example.com"])
    hosts = saying(endpoint)
    hosts.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com"])
    return talk(made, headers={"Origin": "https://evil.example"}), talk(hosts)


def watch_function_middleware() -> object:
    seen: list[str] = []

    async def endpoint(websocket: WebSocket) -> None:
        await say(websocket)

    made = saying(endpoint)

    @made.middleware("http")
    async def around(request: Request, call_next: Any) -> Any:
        seen.append("called")
        return await call_next(request)

    return talk(made), seen


def watch_route_and_websocket_at_one_path() -> object:
    async def endpoint(websocket: WebSocket) -> None:
        await say(websocket, "websocket")

    made = saying(endpoint, "/both")
    made.get("/both")(lambda: "plain")
    return talk(made, "/both"), TestClient(made).get("/both").json(), TestClient(made).post("/both").status_code


def watch_slashes_and_root_path() -> object:
    async def endpoint(websocket: WebSocket) -> None:
        await say(websocket, websocket.scope.get("root_path"), websocket.scope["path"])

    made = FastAPI(root_path="/api")
    made.websocket("/here")(endpoint)
    return talk(made, "/here"), talk(made, "/here/"), talk(made, "/api/here")


def watch_names_and_urls() -> object:
    async def endpoint(websocket: WebSocket, number: int) -> None: ...

    made = saying(endpoint, "/rooms/{number}", name="room")
    found: list[object] = []
    for name, parameters in (("room", {"number": 7}), ("endpoint", {"number": 7}), ("room", {})):
        try:
            path = made.url_path_for(name, **parameters)
            found.append([path, path.protocol, str(path.make_absolute_url("https://example.com/base/"))])
        except Exception as error:
            found.append(type(error).__name__)
    return found, made.openapi()["paths"], app.openapi()["paths"]


def watch_routes_as_objects() -> object:
    from starlette.routing import Router, WebSocketRoute

    async def endpoint(websocket: WebSocket) -> None:
        await say(websocket, "starlette")

    class Loud:
        def __init__(self, app: Any, word: str) -> None:
            self.app, self.word = app, word

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            seen.append(self.word)
            await self.app(scope, receive, send)

    from functools import partial

    from starlette.middleware import Middleware

    seen: list[str] = []
    layers = [Middleware(Loud, "outer"), Middleware(Loud, word="inner")]
    route = WebSocketRoute("/a", partial(endpoint), name="a", middleware=layers)
    same = [route == WebSocketRoute("/a", route.endpoint), route == WebSocketRoute("/b", route.endpoint), route == "a"]
    bare = Router(routes=[route])
    try:
        WebSocketRoute("no-slash", endpoint)
    except AssertionError as error:
        wrong = str(error)
    url = bare.url_path_for("a"), bare.url_path_for("a").protocol, talk(route, "/a"), talk(route, "/b")
    return repr(route), same, talk(bare, "/a"), seen, talk(bare, "/b"), url, wrong


def watch_class_as_a_plain_route() -> object:
    from fastapi.responses import PlainTextResponse
    from starlette.endpoints import HTTPEndpoint
    from starlette.routing import Router

    class Plain(HTTPEndpoint):
        def get(self, request: Request) -> PlainTextResponse:
            return PlainTextResponse("in a thread")

        async def post(self, request: Request) -> PlainTextResponse:
            return PlainTextResponse("on the loop")

    class Head(HTTPEndpoint):
        async def head(self, request: Request) -> PlainTextResponse:
            return PlainTextResponse("", headers={"X-Own": "head"})

    made = FastAPI()
    classes: dict[str, Any] = {"/plain": Plain, "/head": Head}
    for path, endpoint in classes.items():
        made.router.add_route(path, endpoint)
    bare = TestClient(Router(), raise_server_exceptions=False)
    client = TestClient(made)
    found: list[object] = []
    for path in ("/plain", "/head"):
        for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
            response = client.request(method, path)
            found.append([response.status_code, response.text, response.headers.get("allow")])
    outside = TestClient(Plain).delete("/")
    return found, outside.status_code, outside.text, outside.headers.get("allow"), bare.get("/").status_code


def watch_path_that_is_empty() -> object:
    async def endpoint(websocket: WebSocket, number: int = 0) -> None:
        await say(websocket, number)

    router = APIRouter()
    router.websocket("")(endpoint)
    made = FastAPI()
    try:
        made.include_router(router)
        included = "included"
    except Exception as error:
        included = type(error).__name__
    return included, talk(made, ""), talk(saying(endpoint, ""), ""), talk(saying(endpoint, ""), "?number=a")


def watch_telemetry_of_connections() -> object:
    from fastapi.telemetry import get_telemetry_data
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    seen: list[object] = []

    class Noting:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            try:
                await self.app(scope, receive, send)
            finally:
                data: Any = get_telemetry_data()
                if data is not None and data.websocket is not None:
                    seen.append([data.websocket.url.path, str(data.values), [one["type"] for one in data.errors or []]])

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    made = FastAPI(telemetry={"tracer_provider": provider, "auto_configure": False})
    made.add_middleware(Noting)

    @made.websocket("/rooms/{number}")
    async def endpoint(websocket: WebSocket, number: int) -> None:
        await websocket.accept()
        if number == 0:
            raise ZeroDivisionError("none")
        await websocket.receive_text()

    talked = [talk(made, path) for path in ("/rooms/1", "/rooms/0", "/rooms/a", "/nowhere")]
    spans = [
        [span.name, span.status.status_code.name, sorted(span.attributes or {})]
        for span in exporter.get_finished_spans()
    ]
    return talked, [[str(part) for part in one] for one in spans], seen
