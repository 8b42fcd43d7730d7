"""Around handlers: precedence, what they get and return, Exception and 500, middleware, mounts, WebSockets."""

import functools
from collections.abc import Callable
from typing import Any

from exception_handler import ShopError, SoldOutError, UnknownItemError, app, handle_shop_error, handle_sold_out
from fastapi import APIRouter, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.testclient import TestClient


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def failing(**handlers: Any) -> FastAPI:
    application = FastAPI(**handlers)
    router = APIRouter()

    @router.get("/zero")
    def divide() -> float:
        return 1 / 0

    @router.get("/teapot")
    def refuse() -> None:
        raise HTTPException(418, "Short and stout")

    @router.get("/shop")
    async def shop() -> None:
        raise UnknownItemError("nail")

    @router.get("/sold")
    async def sold() -> None:
        raise SoldOutError("saw")

    @router.get("/broken")
    async def broken() -> None:
        raise HTTPException(500, "raised on purpose")

    application.include_router(router)
    return application


PATHS = ("/zero", "/teapot", "/shop", "/sold", "/broken", "/nowhere")


def answers(application: Any, paths: tuple[str, ...] = PATHS) -> dict[str, object]:
    client = TestClient(application, raise_server_exceptions=False)
    strict = TestClient(application)
    seen: dict[str, object] = {}
    for path in paths:
        response = client.get(path)
        seen[path] = [response.status_code, response.text]
        raised = outcome(lambda path=path: strict.get(path).status_code)  # type: ignore[misc]
        if isinstance(raised, str):
            seen[path] = [response.status_code, response.text, raised[:80]]
    return seen


def saying(word: str, status: int = 400) -> Callable[[Request, Exception], Any]:
    async def answer(request: Request, exc: Exception) -> JSONResponse:
        return JSONResponse({word: type(exc).__name__}, status_code=status)

    return answer


def watch_order_of_registration() -> object:
    first, second = failing(), failing()
    first.exception_handler(SoldOutError)(handle_sold_out)
    first.exception_handler(ShopError)(handle_shop_error)
    second.exception_handler(ShopError)(handle_shop_error)
    second.exception_handler(SoldOutError)(handle_sold_out)
    return answers(first, ("/sold",)), answers(second, ("/sold",))


def watch_two_handlers_for_one_class() -> object:
    twice = failing()
    twice.exception_handler(ShopError)(saying("first"))
    twice.exception_handler(ShopError)(saying("second"))
    return answers(twice, ("/shop",))


def watch_handler_for_two_bases() -> object:
    class BothError(KeyError, ShopError): ...

    both = FastAPI(exception_handlers={ShopError: saying("shop"), KeyError: saying("key"), LookupError: saying("up")})

    @both.get("/")
    def fail() -> None:
        raise BothError

    return answers(both, ("/",))


def watch_kinds_of_handlers() -> object:
    class Handler:
        async def __call__(self, request: Request, exc: Exception) -> Response:
            return PlainTextResponse("instance", status_code=400)

    class SyncHandler:
        def __call__(self, request: Request, exc: Exception) -> Response:
            return PlainTextResponse("sync instance", status_code=400)

    def plain(request: Request, exc: Exception) -> Response:
        return PlainTextResponse("plain", status_code=400)

    async def answer(word: str, request: Request, exc: Exception) -> Response:
        return PlainTextResponse(word, status_code=400)

    async def nothing(request: Request, exc: Exception) -> None: ...

    async def wrong(request: Request, exc: Exception) -> Any:
        return {"not": "a response"}

    kinds: dict[str, Any] = {
        "plain": plain,
        "lambda": lambda request, exc: PlainTextResponse("lambda", status_code=400),
        "instance": Handler(),
        "sync instance": SyncHandler(),
        "partial": functools.partial(answer, "partial"),
        "nothing": nothing,
        "dict": wrong,
    }
    return {kind: answers(failing(exception_handlers={ArithmeticError: h}), ("/zero",)) for kind, h in kinds.items()}


def watch_handler_for_exception_and_for_500() -> object:
    sync_handler: Any = lambda request, exc: PlainTextResponse(f"sync {type(exc).__name__}", status_code=500)  # noqa: E731
    debugging = failing(debug=True, exception_handlers={500: saying("status", 500)})
    return {
        "Exception": answers(failing(exception_handlers={Exception: saying("exception", 500)})),
        "500": answers(failing(exception_handlers={500: saying("status", 500)})),
        "both": answers(
            failing(exception_handlers={Exception: saying("exception"), 500: saying("status")}), ("/zero", "/broken")
        ),
        "sync": answers(failing(exception_handlers={Exception: sync_handler}), ("/zero",)),
        "debug": TestClient(debugging, raise_server_exceptions=False).get("/zero").text[:9],
    }


def watch_handler_for_a_status_and_for_the_class() -> object:
    both = failing()
    both.exception_handler(HTTPException)(saying("class", 418))
    both.exception_handler(418)(saying("status", 418))
    return answers(both, ("/teapot", "/broken", "/nowhere"))


def watch_handler_for_a_status_that_no_http_exception_has() -> object:
    class TeapotError(Exception):
        status_code = 418

    teapot = FastAPI(exception_handlers={418: saying("status", 418)})

    @teapot.get("/")
    def fail() -> None:
        raise TeapotError

    @teapot.get("/returned", status_code=418)
    def returned() -> str:
        return "not an exception"

    return answers(teapot, ("/", "/returned"))


def watch_what_the_handler_gets() -> object:
    seen: list[object] = []
    reading = FastAPI()
    raised = UnknownItemError("nail")

    @reading.exception_handler(ShopError)
    async def keep(request: Request, exc: ShopError) -> JSONResponse:
        seen.append([type(request).__name__, request.method, request.url.path, dict(request.query_params)])
        seen.append([request.path_params, request.headers["x-id"], request.state.user, request.app is reading])
        seen.append([exc is raised, request.scope.get("route") is not None])
        return JSONResponse({"body": (await request.body()).decode()}, status_code=400)

    @reading.post("/items/{name}")
    async def fail(name: str, request: Request) -> None:
        request.state.user = "ada"
        if request.query_params.get("read"):
            await request.body()
        raise raised

    client = TestClient(reading, raise_server_exceptions=False)
    for query in ("read=1", ""):
        answer = client.post(f"/items/saw?{query}", content=b"sent", headers={"X-Id": "7"})
        seen.append([answer.status_code, answer.text])
    return seen


def watch_exception_raised_in_a_handler() -> object:
    async def fail_too(request: Request, exc: Exception) -> JSONResponse:
        raise ShopError("in the handler")

    async def again(request: Request, exc: Exception) -> JSONResponse:
        raise exc

    return {
        "with a handler of its own": answers(
            failing(exception_handlers={ArithmeticError: fail_too, ShopError: handle_shop_error}), ("/zero",)
        ),
        "without one": answers(failing(exception_handlers={ArithmeticError: fail_too}), ("/zero",)),
        "raised again": answers(failing(exception_handlers={ArithmeticError: again}), ("/zero",)),
        "in the handler of Exception": answers(failing(exception_handlers={Exception: fail_too}), ("/zero",)),
        "http in a handler": answers(failing(exception_handlers={ArithmeticError: raise_teapot}), ("/zero",)),
    }


async def raise_teapot(request: Request, exc: Exception) -> JSONResponse:
    raise HTTPException(418, "from the handler")


def watch_exception_in_a_middleware() -> object:
    class Failing:
        def __init__(self, app: Any, when: str = "before") -> None:
            self.app, self.when = app, when

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            if self.when == "after":
                await self.app(scope, receive, send)
            if scope["type"] == "http":
                raise ShopError("in the middleware")

    seen: dict[str, object] = {}
    for when in ("before", "after"):
        outer = FastAPI(exception_handlers={ShopError: handle_shop_error, Exception: saying("exception", 500)})
        outer.get("/")(lambda: "served")
        outer.add_middleware(Failing, when=when)
        seen[when] = answers(outer, ("/",))

    function = FastAPI(exception_handlers={ShopError: handle_shop_error})

    @function.middleware("http")
    async def see(request: Request, call_next: Any) -> Response:
        try:
            response: Response = await call_next(request)
        except Exception as error:
            return PlainTextResponse(f"middleware sees {type(error).__name__}", status_code=502)
        response.headers["X-Seen"] = str(response.status_code)
        return response

    function.include_router(failing().router)
    seen["function"] = answers(function, ("/zero", "/shop", "/teapot"))
    return seen


def watch_mounted_application() -> object:
    outer = FastAPI(exception_handlers={ShopError: saying("outer"), 404: saying("outer 404", 404)})
    outer.mount("/own", app)
    outer.mount("/bare", failing())
    outer.mount("/all", failing(exception_handlers={Exception: saying("inner exception", 500)}))
    return answers(outer, ("/own/items/nail", "/bare/shop", "/bare/nowhere", "/bare/zero", "/all/zero", "/nowhere"))


def watch_mounted_router_and_starlette() -> object:
    from starlette.applications import Starlette
    from starlette.routing import Route

    def fail(request: Any) -> Response:
        raise ShopError("plain")

    def refuse(request: Any) -> Response:
        raise HTTPException(409, "plain")

    routes = [Route("/fail", fail), Route("/refuse", refuse)]
    outer = FastAPI(exception_handlers={ShopError: saying("outer")})
    outer.mount("/starlette", Starlette(routes=routes))
    outer.mount("/handled", Starlette(routes=routes, exception_handlers={ShopError: saying("inner")}))
    outer.router.routes.extend(routes)
    paths = ("/starlette/fail", "/starlette/refuse", "/handled/fail", "/fail", "/refuse")
    return answers(outer, paths)


def watch_response_started_before_the_error() -> object:
    from fastapi.responses import StreamingResponse

    def streaming(error: Exception) -> FastAPI:
        started = FastAPI(exception_handlers={ShopError: handle_shop_error, Exception: saying("exception", 500)})

        def chunks() -> Any:
            yield "first"
            raise error

        @started.get("/")
        def stream() -> StreamingResponse:
            return StreamingResponse(chunks())

        return started

    return answers(streaming(ShopError("late")), ("/",)), answers(streaming(KeyError("late")), ("/",))


def watch_websockets() -> object:
    def talk(error: Exception, handler: Any, *, accept: bool) -> object:
        async def say_why(websocket: WebSocket, exc: Exception) -> None:
            await websocket.send_text(f"{exc} on {websocket.url.path}")
            await websocket.close(4000)

        handlers: Any = {ShopError: say_why} if handler else {}
        socket = FastAPI(exception_handlers=handlers)

        @socket.websocket("/ws")
        async def fail(websocket: WebSocket) -> None:
            if accept:
                await websocket.accept()
            raise error

        try:
            with TestClient(socket).websocket_connect("/ws") as websocket:
                return [websocket.receive_text(), outcome(websocket.receive_text)]
        except Exception as raised:
            return type(raised).__name__, str(getattr(raised, "code", ""))

    return {
        "handled": talk(UnknownItemError("nail"), True, accept=True),
        "not handled": talk(UnknownItemError("nail"), False, accept=True),
        "before accept": talk(UnknownItemError("nail"), False, accept=False),
    }


def watch_websocket_exceptions() -> object:
    from fastapi import WebSocketException

    def refused(error: Any, *, accept: bool, handlers: Any = None) -> object:
        socket = FastAPI(exception_handlers=handlers)

        @socket.websocket("/ws")
        async def fail(websocket: WebSocket) -> None:
            if accept:
                await websocket.accept()
            raise error

        try:
            with TestClient(socket).websocket_connect("/ws") as websocket:
                return outcome(websocket.receive_text)
        except Exception as raised:
            status = getattr(raised, "status_code", None)
            return type(raised).__name__, getattr(raised, "code", None), getattr(raised, "reason", None), status

    async def translate(websocket: WebSocket, exc: Any) -> None:
        await websocket.close(4001, f"was {exc.code}")

    error = WebSocketException(1008, "not allowed")
    return {
        "before accept": refused(error, accept=False),
        "after accept": refused(error, accept=True),
        "without a reason": refused(WebSocketException(4000), accept=False),
        "own handler": refused(error, accept=False, handlers={WebSocketException: translate}),
        "http before accept": refused(HTTPException(403, "No entry", {"X-A": "1"}), accept=False),
        "http after accept": refused(HTTPException(403, "No entry"), accept=True),
        "as text": [str(error), repr(error), repr(WebSocketException(4000).reason), error.args],
        "arguments": outcome(lambda: WebSocketException()),  # type: ignore[call-arg]
    }


def watch_websocket_validation_error() -> object:
    from fastapi.exceptions import WebSocketRequestValidationError

    def connect(handlers: Any = None) -> object:
        socket = FastAPI(exception_handlers=handlers)

        @socket.websocket("/{room}")
        async def talk(websocket: WebSocket, room: int, limit: int = 1) -> None:
            await websocket.accept()
            await websocket.close()

        try:
            with TestClient(socket).websocket_connect("/first?limit=x"):
                return "connected"
        except Exception as raised:
            reason = getattr(raised, "reason", None)
            locs = [error["loc"] for error in reason] if isinstance(reason, list) else reason
            return type(raised).__name__, getattr(raised, "code", None), locs

    seen: list[object] = []

    async def explain(websocket: WebSocket, exc: WebSocketRequestValidationError) -> None:
        seen.append([type(exc).__name__, len(exc.errors()), str(exc).splitlines()[0], hasattr(exc, "body")])
        await websocket.close(4002, "invalid")

    return connect(), connect({WebSocketRequestValidationError: explain}), seen


def watch_handlers_of_the_application() -> object:
    return sorted(getattr(key, "__name__", str(key)) for key in FastAPI().exception_handlers)


def watch_lifespan_and_other_scopes() -> object:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def fail(app: FastAPI) -> Any:
        raise ShopError("at start")
        yield

    broken = FastAPI(lifespan=fail, exception_handlers={ShopError: handle_shop_error})

    def start() -> object:
        with TestClient(broken) as client:
            return client.get("/").status_code

    return outcome(start)


def watch_applications_served_without_their_middlewares() -> object:
    from fastapi.routing import APIRoute, APIWebSocketRoute
    from starlette.routing import Route

    async def fail(request: Request) -> Response:
        raise HTTPException(418, "no middleware here")

    async def fail_typed() -> None:
        raise ShopError("no middleware here")

    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    router = APIRouter()
    router.get("/")(fail_typed)
    http: list[Any] = [Route("/", fail), APIRoute("/", fail_typed), router]
    seen: list[object] = [outcome(lambda app=app: TestClient(app).get("/").status_code) for app in http]  # type: ignore[misc]

    def connect() -> object:
        with TestClient(APIWebSocketRoute("/ws", talk)).websocket_connect("/ws"):
            return "connected"

    return [*seen, outcome(connect)]


def watch_two_failures_in_one_middleware() -> object:
    """The response fails while the middleware itself does."""
    from fastapi.responses import StreamingResponse

    both = FastAPI(exception_handlers={ShopError: handle_shop_error})

    @both.middleware("http")
    async def fail_too(request: Request, call_next: Any) -> Response:
        response = await call_next(request)
        if request.url.path == "/second":
            raise KeyError("in the middleware")
        return response  # type: ignore[no-any-return]

    async def chunks() -> Any:
        yield b"first"
        raise ShopError("while streaming")

    @both.get("/first")
    @both.get("/second")
    def stream() -> StreamingResponse:
        return StreamingResponse(chunks())

    return answers(both, ("/first", "/second"))


def watch_exception_middleware_and_other_scopes() -> object:
    import asyncio

    from starlette.middleware.errors import ServerErrorMiddleware
    from starlette.middleware.exceptions import ExceptionMiddleware

    seen: list[str] = []

    async def note(scope: Any, receive: Any, send: Any) -> None:
        seen.append(f"{scope['type']} {'starlette.exception_handlers' in scope}")

    async def nothing(*_: Any) -> None: ...

    for application in (ExceptionMiddleware(note), ServerErrorMiddleware(note)):
        asyncio.run(application({"type": "lifespan"}, nothing, nothing))  # type: ignore[arg-type]
    return seen
