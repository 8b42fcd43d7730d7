"""Around the lifespan: the older events, routers and mounted apps, errors, state, telemetry set-up at start."""

import asyncio
import builtins
import logging
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from fastapi import APIRouter, FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from lifespan_events import app


def noting(name: str, events: list[str], state: dict[str, Any] | None = None) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any] | None]:
        events.append(f"{name} up")
        yield state
        events.append(f"{name} down")

    return lifespan


def started(one: FastAPI) -> str:
    try:
        with TestClient(one):
            pass
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "started and stopped"


def caught_warnings(action: Callable[[], Any]) -> list[list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        action()
    return [[warning.category.__name__, " ".join(str(warning.message).split())] for warning in caught]


def watch_request_without_the_context_manager() -> object:
    try:
        return TestClient(app).post("/checksums", files={"file": b"a"}).text
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_document() -> object:
    return app.openapi()


def watch_on_event() -> object:
    events: list[str] = []
    old = FastAPI()

    async def later() -> None:
        events.append("async up")

    def declare() -> None:
        old.on_event("startup")(lambda: events.append("up"))
        old.on_event("startup")(later)
        old.on_event("shutdown")(lambda: events.append("down"))

    heard = caught_warnings(declare)
    return heard, started(old), events


def watch_on_event_of_an_unknown_kind() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            FastAPI().on_event("restart")(lambda: None)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_old_arguments() -> object:
    events: list[str] = []
    made: list[FastAPI] = []

    def make() -> None:
        made.append(FastAPI(on_startup=[lambda: events.append("up")], on_shutdown=[lambda: events.append("down")]))

    return caught_warnings(make), started(made[0]), events


def watch_old_forms_beside_a_lifespan() -> object:
    events: list[str] = []
    mixed = FastAPI(lifespan=noting("lifespan", events), on_startup=[lambda: events.append("argument")])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mixed.on_event("startup")(lambda: events.append("on_event"))
    return started(mixed), events


def watch_add_event_handler() -> object:
    events: list[str] = []
    results: list[str] = []
    for target in (FastAPI(), FastAPI().router):
        add: Any = getattr(target, "add_event_handler", None)
        if add is None:
            results.append("gone")
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            add("startup", lambda: events.append("up"))
        results.append("there")
    return results


def watch_old_events_of_an_included_router() -> object:
    results = []
    for lifespan in [False, True]:
        events: list[str] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            router = APIRouter(on_startup=[noted(events, "up")], on_shutdown=[noted(events, "down")])
            router.on_event("startup")(noted(events, "on_event"))
        one = FastAPI(lifespan=noting("app", events)) if lifespan else FastAPI()
        one.include_router(router)
        results.append([started(one), events])
    return results


def noted(events: list[str], name: str) -> Callable[[], None]:
    return lambda: events.append(name)


def watch_lifespans_of_included_routers() -> object:
    events: list[str] = []
    inner = APIRouter(lifespan=noting("inner", events, {"inner": 3, "both": "inner"}))
    outer = APIRouter(lifespan=noting("outer", events, {"outer": 2, "both": "outer"}))
    one = FastAPI(lifespan=noting("app", events, {"app": 1, "both": "app"}))

    @inner.get("/")
    def read(request: Request) -> dict[str, Any]:
        events.append("request")
        return {name: getattr(request.state, name, None) for name in ("app", "outer", "inner", "both")}

    outer.include_router(inner)
    one.include_router(outer)
    with TestClient(one) as client:
        answer = client.get("/").json()
    return answer, events


def watch_router_included_after_the_start() -> object:
    events: list[str] = []
    one = FastAPI()
    with TestClient(one) as client:
        late = APIRouter(lifespan=noting("late", events))
        late.get("/")(lambda: "in")
        one.include_router(late)
        return client.get("/").json(), events


def watch_lifespan_of_a_mounted_app() -> object:
    events: list[str] = []
    outer = FastAPI(lifespan=noting("app", events, {"name": "outer"}))
    inner = FastAPI(lifespan=noting("mounted", events))

    @inner.get("/")
    def read(request: Request) -> str:
        return str(request.state.name)

    outer.mount("/inner", inner)
    with TestClient(outer) as client:
        answer = client.get("/inner/").json()
    return answer, events


def watch_state_is_copied_for_each_request() -> object:
    one = FastAPI(lifespan=noting("app", [], {"count": 0, "shared": []}))

    @one.get("/")
    def read(request: Request) -> list[Any]:
        request.state.count += 1
        request.state.shared.append(request.state.count)
        return [request.state.count, request.state.shared]

    with TestClient(one) as client:
        return [client.get("/").json(), client.get("/").json()]


def watch_state_in_a_websocket() -> object:
    one = FastAPI(lifespan=noting("app", [], {"name": "state"}))

    @one.websocket("/")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(websocket.state.name)
        await websocket.close()

    with TestClient(one) as client, client.websocket_connect("/") as connection:
        return connection.receive_text()


def watch_state_of_an_odd_kind() -> object:
    odd: list[Any] = [None, {}, {"a-b": 1}, [("a", 1)], 7]
    return {repr(state): started(FastAPI(lifespan=noting("app", [], state))) for state in odd}


def watch_errors_at_start_and_stop() -> object:
    @asynccontextmanager
    async def fails_at_start(app: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("no database")
        yield

    @asynccontextmanager
    async def fails_at_stop(app: FastAPI) -> AsyncIterator[None]:
        yield
        raise RuntimeError("cannot close")

    return [started(FastAPI(lifespan=lifespan)) for lifespan in (fails_at_start, fails_at_stop)]


def watch_messages_of_the_lifespan() -> object:
    @asynccontextmanager
    async def fails(app: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("no database")
        yield

    async def messages(one: FastAPI) -> list[Any]:
        incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
        sent: list[Any] = []

        async def receive() -> Any:
            return incoming.pop(0)

        async def send(message: Any) -> None:
            sent.append([message["type"], message.get("message", "").splitlines()[-1:]])

        try:
            await one({"type": "lifespan", "app": one, "state": {}}, receive, send)
        except RuntimeError as error:
            sent.append(str(error))
        return sent

    return [asyncio.run(messages(FastAPI(lifespan=lifespan))) for lifespan in (noting("app", []), fails)]


def watch_lifespans_of_other_forms() -> object:
    events: list[str] = []

    async def async_generator(app: FastAPI) -> AsyncIterator[None]:
        events.append("async generator up")
        yield
        events.append("async generator down")

    def generator(app: FastAPI) -> Iterator[None]:
        events.append("generator up")
        yield
        events.append("generator down")

    @contextmanager
    def manager(app: FastAPI) -> Iterator[None]:
        yield

    class Lifespan:
        def __init__(self, app: FastAPI) -> None:
            events.append(f"made for {type(app).__name__}")

        async def __aenter__(self) -> dict[str, Any]:
            return {"kind": "class"}

        async def __aexit__(self, *error: object) -> None:
            events.append("class down")

    results: dict[str, object] = {}
    forms: list[Any] = [async_generator, generator, manager, Lifespan]
    for form in forms:
        events.clear()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            ending = started(FastAPI(lifespan=form))
        results[form.__name__] = [ending, list(events), [str(warning.message) for warning in caught]]
    return results


def watch_routes_added_in_the_lifespan() -> object:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.get("/late")(lambda: "in")
        yield

    with TestClient(FastAPI(lifespan=lifespan)) as client:
        return client.get("/late").json(), list(client.get("/openapi.json").json()["paths"])


def watch_telemetry_endpoint_without_the_sdk(monkeypatch: Any) -> object:
    real = builtins.__import__

    def no_sdk(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter")):
            raise ImportError(name)
        return real(name, *arguments, **options)

    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage()[:90])

    listener = Listener()
    logging.getLogger("fastapi").addHandler(listener)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(builtins, "__import__", no_sdk)
    results = []
    try:
        for automatic in ["", "true"]:
            monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", automatic)
            events: list[str] = []
            ending = started(FastAPI(lifespan=noting("app", events)))
            results.append([ending[:90], events])
    finally:
        logging.getLogger("fastapi").removeHandler(listener)
    return results, heard
