"""Around the lifespan in tests: order, errors, yielded state, older forms, and what the server must support."""

import asyncio
import os
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.testclient import TestClient


def attempt(call: Callable[[], Any]) -> list[Any]:
    """Return what the call returns or raises, and the warnings that it gives."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            result = call()
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    return [result, *(f"{warning.category.__name__}: {warning.message}" for warning in seen)]


def recording(log: list[str], fail: str = "") -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.append("start-up")
        if fail == "start-up":
            raise RuntimeError("no storage")
        yield
        log.append("shut-down")
        if fail == "shut-down":
            raise RuntimeError("storage is still open")

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def read() -> None:
        log.append("request")

    return app


def enter(app: FastAPI) -> list[Any]:
    def call() -> int:
        with TestClient(app) as client:
            return client.get("/").status_code

    return attempt(call)


def watch_order() -> object:
    log: list[str] = []
    return enter(recording(log)), log


def watch_error_at_start_up() -> object:
    log: list[str] = []
    return enter(recording(log, fail="start-up")), log


def watch_error_at_start_up_without_the_block() -> object:
    log: list[str] = []
    return TestClient(recording(log, fail="start-up")).get("/").status_code, log


def watch_error_at_shut_down() -> object:
    log: list[str] = []
    return enter(recording(log, fail="shut-down")), log


def watch_error_in_the_block() -> object:
    log: list[str] = []

    def call() -> None:
        with TestClient(recording(log)):
            raise AssertionError("a failing test")

    return attempt(call), log


def watch_two_clients_of_one_app() -> object:
    log: list[str] = []
    app = recording(log)
    with TestClient(app), TestClient(app) as second:
        second.get("/")
    return log


def watch_no_lifespan_and_no_requests() -> object:
    return enter(FastAPI())


def stateful(state: Any) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        yield state

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def read(request: Request) -> Any:
        request.state.seen = getattr(request.state, "seen", 0) + 1
        with suppress(AttributeError):
            request.state.log.append(1)
        return {"seen": request.state.seen, "log": getattr(request.state, "log", None)}

    @app.websocket("/")
    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json({"log": getattr(websocket.state, "log", None)})

    return app


def watch_yielded_state_in_two_requests_and_a_websocket() -> object:
    with TestClient(stateful({"log": []})) as client:
        requests = [client.get("/").json() for _ in range(2)]
        with client.websocket_connect("/") as session:
            return requests, session.receive_json()


def watch_yielded_state_without_the_block() -> object:
    return TestClient(stateful({"log": []})).get("/").json()


def watch_yielded_state_that_is_no_mapping() -> object:
    return enter(stateful(5)), enter(stateful([("log", [])]))


def watch_generator_functions_as_lifespan() -> object:
    log: list[str] = []

    async def asynchronous(app: FastAPI) -> AsyncIterator[None]:
        log.append("async start-up")
        yield
        log.append("async shut-down")

    def synchronous(app: FastAPI) -> Iterator[None]:
        log.append("sync start-up")
        yield
        log.append("sync shut-down")

    old: list[Any] = [asynchronous, synchronous]
    return [attempt(lambda made=made: enter(FastAPI(lifespan=made))) for made in old], log  # type: ignore[misc]


def watch_generator_functions_as_lifespan_of_starlette() -> object:
    from starlette.routing import Router

    log: list[str] = []

    async def asynchronous(app: Any) -> AsyncIterator[dict[str, int]]:
        log.append("async start-up")
        yield {"a": 1}
        log.append("async shut-down")

    def synchronous(app: Any) -> Iterator[None]:
        log.append("sync start-up")
        yield
        log.append("sync shut-down")

    def call(lifespan: Any) -> int:
        with TestClient(Router(lifespan=lifespan)) as client:
            return client.get("/").status_code

    old: list[Any] = [asynchronous, synchronous, None]
    return [attempt(lambda made=made: call(made)) for made in old], log  # type: ignore[misc]


def watch_old_event_handlers() -> object:
    log: list[str] = []

    async def asynchronous() -> None:
        log.append("async")

    def synchronous() -> None:
        log.append("sync")

    old: Any = {"on_startup": [asynchronous, synchronous], "on_shutdown": [asynchronous, synchronous]}
    return attempt(lambda: enter(FastAPI(**old))), log


def watch_old_event_decorator() -> object:
    log: list[str] = []
    app: Any = FastAPI()
    declared = [
        attempt(lambda: app.on_event("startup")(lambda: log.append("app start-up")) and None),
        attempt(lambda: app.router.on_event("shutdown")(lambda: log.append("router shut-down")) and None),
        attempt(lambda: app.add_event_handler("startup", lambda: log.append("added"))),
        attempt(lambda: app.router.add_event_handler("restart", lambda: None)),
    ]
    return declared, enter(app), log


def watch_old_event_handlers_beside_a_lifespan() -> object:
    log: list[str] = []
    app: Any = recording(log)
    added = attempt(lambda: app.router.on_startup.append(lambda: log.append("on_event")))
    return added, enter(app), log


def watch_failing_event_handler() -> object:
    def fail() -> None:
        raise RuntimeError("no storage")

    old: Any = {"on_startup": [fail]}
    return attempt(lambda: enter(FastAPI(**old)))


def messages_of(app: Any, scope: dict[str, Any]) -> list[Any]:
    """Run the lifespan as a server does, and return what the app sends, without tracebacks."""
    sent: list[Any] = []
    coming = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Any:
        return next(coming)

    async def send(message: Any) -> None:
        sent.append([message["type"], message.get("message", "").strip().rpartition("\n")[2]])

    result = attempt(lambda: asyncio.run(app({"type": "lifespan", **scope}, receive, send)))
    return [result, sent]


def watch_messages_to_the_server() -> object:
    return [
        messages_of(recording([]), {"state": {}}),
        messages_of(recording([], fail="start-up"), {"state": {}}),
        messages_of(recording([], fail="shut-down"), {"state": {}}),
    ]


def watch_server_without_lifespan_state() -> object:
    return messages_of(stateful({"log": []}), {}), messages_of(stateful(None), {})


def watch_server_without_lifespan_state_on_a_plain_router() -> object:
    from starlette.routing import Router

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, int]]:
        yield {"a": 1}

    return messages_of(Router(lifespan=lifespan), {}), messages_of(Router(lifespan=lifespan), {"state": {}})


def watch_telemetry_endpoint_in_the_environment() -> object:
    log: list[str] = []
    before = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9"
    try:
        with TestClient(recording(log)):
            pass
    except Exception as error:
        log.append(type(error).__name__)
    finally:
        del os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"]
        if before is not None:
            os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = before
    return log
