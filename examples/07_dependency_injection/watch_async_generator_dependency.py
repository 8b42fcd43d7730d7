"""Around the exit of a dependency with yield: when it runs, and what it still can do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response, WebSocket
from fastapi.testclient import TestClient

Events = list[str]


class Recorded:
    """An application that notes each message that it sends."""

    def __init__(self, app: Any, events: Events) -> None:
        self.app, self.events = app, events

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_and_note(message: Any) -> None:
            await send(message)
            kind = message["type"]
            self.events.append(f"{kind} {message.get('status', '')}".strip() if message.get("body") != b"" else "end")

        await self.app(scope, receive, send_and_note)


def resource(events: Events, name: str = "resource") -> Callable[[], AsyncIterator[str]]:
    async def open_resource() -> AsyncIterator[str]:
        events.append(f"open {name}")
        try:
            yield name
        except BaseException as error:
            events.append(f"{name} sees {type(error).__name__}")
            raise
        finally:
            events.append(f"close {name}")

    return open_resource


def ask(app: FastAPI, events: Events, path: str = "/") -> list[Any]:
    response = TestClient(Recorded(app, events), raise_server_exceptions=False).get(path)
    return [response.status_code, response.text, events]


def scoped(events: Events, scope: str | None) -> FastAPI:
    app = FastAPI()
    options: dict[str, Any] = {"scope": scope} if scope else {}

    @app.get("/{what}")
    async def read(
        what: str, tasks: BackgroundTasks, value: Annotated[str, Depends(resource(events), **options)]
    ) -> str:
        events.append("endpoint")
        tasks.add_task(events.append, "task")
        if what == "http":
            raise HTTPException(404)
        if what == "error":
            raise KeyError(what)
        return value

    return app


def watch_exit_against_response_and_task() -> object:
    seen: dict[str, object] = {}
    for scope in (None, "request", "function", "session"):
        for what in ("ok", "http", "error"):
            events: Events = []
            try:
                seen[f"{scope} {what}"] = ask(scoped(events, scope), events, f"/{what}")
            except Exception as error:
                seen[f"{scope} {what}"] = f"{type(error).__name__}: {error}"
    return seen


def watch_exit_after_a_request_that_fails_validation() -> object:
    events: Events = []
    app = FastAPI()

    @app.get("/{number}")
    async def read(number: int, value: Annotated[str, Depends(resource(events))]) -> None: ...

    return [ask(app, events, "/first")[0], events]


def watch_streaming_response_that_uses_the_resource() -> object:
    from fastapi.responses import StreamingResponse

    def stream_with(**options: Any) -> object:
        events: Events = []
        app = FastAPI()

        @app.get("/")
        async def stream(value: Annotated[str, Depends(resource(events), **options)]) -> StreamingResponse:
            async def chunks() -> AsyncIterator[str]:
                for number in "12":
                    events.append(f"chunk {number}")
                    yield number

            return StreamingResponse(chunks(), media_type="text/plain")

        return ask(app, events)

    try:
        return stream_with(), stream_with(scope="function")
    except TypeError as error:
        return stream_with(), str(error)


def watch_task_added_after_yield() -> object:
    ran: list[str] = []
    app = FastAPI()

    def audit(tasks: BackgroundTasks) -> Iterator[None]:
        tasks.add_task(ran.append, "before")
        yield
        tasks.add_task(ran.append, "audit")

    async def audit_async(tasks: BackgroundTasks) -> AsyncIterator[None]:
        yield
        tasks.add_task(ran.append, "async audit")

    @app.get("/", dependencies=[Depends(audit), Depends(audit_async)])
    def read(tasks: BackgroundTasks) -> int:
        tasks.add_task(ran.append, "endpoint")
        return 1

    return TestClient(app).get("/").json(), ran


def watch_task_added_after_yield_in_function_scope() -> object:
    ran: list[str] = []
    app = FastAPI()
    options: dict[str, Any] = {"scope": "function"}

    def audit(tasks: BackgroundTasks) -> Iterator[None]:
        yield
        tasks.add_task(ran.append, "audit")

    try:

        @app.get("/")
        def read(_: Annotated[None, Depends(audit, **options)], tasks: BackgroundTasks) -> int:
            return 1

    except TypeError as error:
        return str(error)
    return TestClient(app).get("/").json(), ran


def watch_response_changed_after_yield() -> object:
    def answer(**options: Any) -> object:
        async def stamp(response: Response) -> AsyncIterator[None]:
            response.headers["X-Before"] = "1"
            yield
            response.headers["X-After"] = "1"
            response.status_code = 202

        app = FastAPI()

        @app.get("/", dependencies=[Depends(stamp, **options)])
        async def read() -> int:
            return 1

        response = TestClient(app).get("/")
        return response.status_code, sorted(name for name in response.headers if name.startswith("x-"))

    try:
        return answer(), answer(scope="function")
    except TypeError as error:
        return answer(), str(error)


def watch_scopes_in_one_chain() -> object:
    def chain(outer: str | None, inner: str | None, *, generators: bool = True) -> object:
        events: Events = []
        names = {"outer": outer, "inner": inner}
        options: dict[str, Any] = {name: {"scope": scope} if scope else {} for name, scope in names.items()}

        async def sub(
            value: Annotated[str, Depends(resource(events, "inner"), **options["inner"])],
        ) -> AsyncIterator[str]:
            events.append("open outer")
            yield value
            events.append("close outer")

        async def plain(value: Annotated[str, Depends(resource(events, "inner"), **options["inner"])]) -> str:
            return value

        app = FastAPI()

        @app.get("/")
        async def read(value: Annotated[str, Depends(sub if generators else plain, **options["outer"])]) -> str:
            return value

        return ask(app, events)

    seen: dict[str, object] = {}
    for outer in (None, "request", "function"):
        for inner in (None, "request", "function"):
            for generators in (True, False):
                key = f"{outer}, {inner}, {'generator' if generators else 'function'}"
                try:
                    seen[key] = chain(outer, inner, generators=generators)
                except Exception as error:
                    seen[key] = f"{type(error).__name__}: {error}"
    return seen


def watch_one_dependency_in_two_scopes() -> object:
    events: Events = []
    options: dict[str, Any] = {"scope": "function"}
    open_resource = resource(events)
    app = FastAPI()

    try:

        @app.get("/")
        async def read(
            a: Annotated[str, Depends(open_resource)],
            b: Annotated[str, Depends(open_resource, **options)],
            c: Annotated[str, Depends(open_resource)],
        ) -> None: ...

    except TypeError as error:
        return str(error)
    return ask(app, events)


def watch_scope_of_a_decorator_and_an_application_dependency() -> object:
    events: Events = []
    options: dict[str, Any] = {"scope": "function"}
    try:
        app = FastAPI(dependencies=[Depends(resource(events, "application"), **options)])

        @app.get("/", dependencies=[Depends(resource(events, "decorator"), **options)])
        async def read(value: Annotated[str, Depends(resource(events, "parameter"))]) -> str:
            return value

    except TypeError as error:
        return str(error)
    return ask(app, events)


def watch_websocket() -> object:
    def talk(raised: Exception | None, **options: Any) -> object:
        events: Events = []
        app = FastAPI()

        @app.websocket("/")
        async def serve(websocket: WebSocket, value: Annotated[str, Depends(resource(events), **options)]) -> None:
            await websocket.accept()
            if raised:
                raise raised
            await websocket.send_text(value)
            await websocket.close()

        try:
            with TestClient(Recorded(app, events)).websocket_connect("/") as websocket:
                events.append(f"received {websocket.receive_text()}")
        except Exception as error:
            events.append(f"client sees {type(error).__name__}")
        # What the client notes comes from another thread: only the server's order is watched.
        server = [event for event in events if not event.startswith(("received", "client"))]
        return server, [event for event in events if event.startswith(("received", "client"))]

    try:
        return talk(None), talk(KeyError("lost")), talk(HTTPException(404)), talk(None, scope="function")
    except TypeError as error:
        return talk(None), talk(KeyError("lost")), talk(HTTPException(404)), str(error)


def watch_loop_and_context_of_generator_and_endpoint() -> object:
    user: ContextVar[str] = ContextVar("user", default="nobody")
    seen: list[object] = []

    async def set_user() -> AsyncIterator[asyncio.AbstractEventLoop]:
        token = user.set("ada")
        yield asyncio.get_running_loop()
        try:
            user.reset(token)
            seen.append("reset")
        except ValueError:
            seen.append("another context")

    def set_user_in_a_thread() -> Iterator[str]:
        token = user.set("grace")
        yield user.get()
        try:
            user.reset(token)
            seen.append("reset")
        except ValueError:
            seen.append("another context")

    app = FastAPI()

    @app.get("/async")
    async def read(loop: Annotated[asyncio.AbstractEventLoop, Depends(set_user)]) -> list[Any]:
        return [user.get(), asyncio.get_running_loop() is loop]

    @app.get("/thread")
    def read_in_a_thread(value: Annotated[str, Depends(set_user_in_a_thread)]) -> list[Any]:
        return [value, user.get()]

    client = TestClient(app)
    return client.get("/async").json(), client.get("/thread").json(), seen


def watch_task_group_and_cancel_scope_around_yield() -> object:
    import anyio

    events: Events = []
    app = FastAPI()

    async def with_group() -> AsyncIterator[Any]:
        async with anyio.create_task_group() as group:
            yield group
        events.append("group left")

    async def with_limit() -> AsyncIterator[Any]:
        with anyio.move_on_after(30) as scope:
            yield scope
        events.append("limit left")

    @app.get("/")
    async def read(
        group: Annotated[Any, Depends(with_group)], limit: Annotated[Any, Depends(with_limit)], raised: bool = False
    ) -> str:
        async def work() -> None:
            events.append("worked")

        group.start_soon(work)
        await asyncio.sleep(0)
        if raised:
            raise HTTPException(404, "inside of a task group")
        return "done"

    client = TestClient(app, raise_server_exceptions=False)
    answers = [client.get("/"), client.get("/?raised=1")]
    return [[answer.status_code, answer.text] for answer in answers], events


def watch_client_that_leaves_in_the_middle() -> object:
    from fastapi.responses import StreamingResponse

    events: Events = []
    app = FastAPI()

    async def slow_exit() -> AsyncIterator[None]:
        try:
            yield
        except BaseException as error:
            events.append(f"sees {type(error).__name__}")
            raise
        finally:
            try:
                await asyncio.sleep(0)
                events.append("closed")
            except BaseException as error:
                events.append(f"interrupted by {type(error).__name__}")
                raise

    def sync_exit() -> Iterator[None]:
        try:
            yield
        finally:
            events.append("closed in a thread")

    @app.get("/", dependencies=[Depends(sync_exit), Depends(slow_exit)])
    async def stream() -> StreamingResponse:
        async def chunks() -> AsyncIterator[bytes]:
            yield b"first"
            await asyncio.Event().wait()

        return StreamingResponse(chunks())

    async def leave() -> None:
        first = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await first.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            events.append(message["type"])
            if message.get("body"):
                first.set()

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "raw_path": b"/",
            "root_path": "",
            "query_string": b"",
            "headers": [],
            "client": ("testclient", 50000),
            "server": ("testserver", 80),
        }
        await asyncio.wait_for(app(scope, receive, send), 5)

    try:
        asyncio.run(leave())
    except Exception as error:
        events.append(f"server sees {type(error).__name__}")
    return events


def watch_request_that_is_cancelled() -> object:
    """As a server does at shut-down: the task of the request is cancelled while the endpoint waits."""
    events: Events = []
    app = FastAPI()

    async def slow_exit() -> AsyncIterator[None]:
        try:
            yield
        except BaseException as error:
            events.append(f"sees {type(error).__name__}")
            raise
        finally:
            try:
                await asyncio.sleep(0)
                events.append("closed")
            except BaseException as error:
                events.append(f"interrupted by {type(error).__name__}")
                raise

    def sync_exit() -> Iterator[None]:
        try:
            yield
        finally:
            events.append("closed in a thread")

    async def run() -> None:
        started = asyncio.Event()

        @app.get("/", dependencies=[Depends(sync_exit), Depends(slow_exit)])
        async def wait() -> None:
            started.set()
            await asyncio.Event().wait()

        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            return {}

        async def send(message: Any) -> None:
            events.append(message["type"])

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "raw_path": b"/",
            "root_path": "",
            "query_string": b"",
            "headers": [],
            "client": ("testclient", 50000),
            "server": ("testserver", 80),
        }
        task = asyncio.create_task(app(scope, receive, send))
        await asyncio.wait_for(started.wait(), 5)
        task.cancel()
        try:
            await asyncio.wait_for(task, 5)
        except BaseException as error:
            events.append(f"server sees {type(error).__name__}")

    asyncio.run(run())
    return events
