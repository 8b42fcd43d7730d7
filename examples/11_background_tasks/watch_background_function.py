"""Around a background function: tasks that fail, tasks of a response, and everything callable that can be a task."""

import functools
from collections.abc import Callable
from typing import Any

from background_function import app
from fastapi import BackgroundTasks, FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient
from starlette.background import BackgroundTask
from starlette.background import BackgroundTasks as StarletteBackgroundTasks


def ran(add: Callable[[BackgroundTasks, list[object]], Any], **options: Any) -> object:
    """What an endpoint that adds tasks answers, and what the tasks did."""
    seen: list[object] = []
    adding = FastAPI()

    @adding.get("/", response_model=None, **options)
    def endpoint(background_tasks: BackgroundTasks) -> Any:
        return add(background_tasks, seen)

    try:
        response = TestClient(adding).get("/")
    except Exception as error:
        return f"{type(error).__name__}: {error}", seen
    return response.status_code, response.text, seen


def watch_account() -> object:
    response = TestClient(app).post("/accounts", json={"email": "Ada@Example.com"})
    return response.status_code, response.json(), dict(response.headers)


def watch_failing_task_raises_in_the_test_client() -> object:
    def fail() -> None:
        raise ConnectionError("no mail server")

    return ran(lambda tasks, seen: tasks.add_task(fail))


def watch_failing_task_and_the_exception_handlers() -> object:
    handled: list[str] = []
    failing = FastAPI()

    @failing.exception_handler(ConnectionError)
    async def handle(request: Request, error: ConnectionError) -> Response:
        handled.append(str(error))
        return Response(status_code=503)

    @failing.get("/{what}")
    def read(what: str, background_tasks: BackgroundTasks) -> None:
        def fail() -> None:
            raise HTTPException(status_code=418) if what == "http" else ConnectionError("no mail server")

        background_tasks.add_task(fail)

    answers: list[object] = []
    for path in ("/http", "/own"):
        answers.append(TestClient(failing, raise_server_exceptions=False).get(path).status_code)
        try:
            TestClient(failing).get(path)
        except Exception as error:
            answers.append(f"{type(error).__name__}: {error}")
    return answers, handled


def watch_background_of_a_returned_response() -> object:
    def replace(tasks: BackgroundTasks, seen: list[object]) -> Response:
        tasks.add_task(seen.append, "of the parameter")
        return JSONResponse({}, background=BackgroundTask(seen.append, "of the response"))

    def join(tasks: BackgroundTasks, seen: list[object]) -> Response:
        tasks.add_task(seen.append, "of the parameter")
        return JSONResponse({})

    return ran(replace), ran(join)


def watch_background_given_by_the_keyword() -> object:
    def both(tasks: BackgroundTasks, seen: list[object]) -> Response:
        tasks.add_task(seen.append, "first")
        return PlainTextResponse("text", background=tasks)

    return ran(both)


def watch_tasks_made_from_a_list() -> object:
    def several(tasks: BackgroundTasks, seen: list[object]) -> Response:
        def note(value: str) -> None:
            seen.append(value)

        group = StarletteBackgroundTasks(tasks=[BackgroundTask(seen.append, 1), BackgroundTask(note, value="two")])
        group.add_task(note, value="three")
        return JSONResponse({}, background=group)

    return ran(several), [
        len(kind([BackgroundTask(print)]).tasks) for kind in (BackgroundTasks, StarletteBackgroundTasks)
    ]


def watch_starlette_class_as_the_parameter() -> object:
    seen: list[str] = []
    typed = FastAPI()

    @typed.get("/")
    def read(tasks: StarletteBackgroundTasks) -> str:
        tasks.add_task(seen.append, type(tasks).__module__)
        return type(tasks).__name__

    return TestClient(typed).get("/").json(), seen


def watch_optional_tasks_parameter() -> object:
    optional = FastAPI()

    @optional.get("/given")
    def given(tasks: BackgroundTasks = None) -> str:  # type: ignore[assignment]
        return type(tasks).__name__

    try:

        @optional.get("/union")
        def union(tasks: BackgroundTasks | None = None) -> str:
            return type(tasks).__name__

    except Exception as error:
        return TestClient(optional).get("/given").json(), type(error).__name__
    return [TestClient(optional).get(path).json() for path in ("/given", "/union")]


def watch_what_can_be_a_task() -> object:
    class Note:
        def __init__(self, seen: list[object]) -> None:
            self.seen = seen

        def __call__(self, value: str) -> None:
            self.seen.append(value)

    class AsyncNote(Note):
        async def __call__(self, value: str) -> None:  # type: ignore[override]
            self.seen.append(value)

    def add(tasks: BackgroundTasks, seen: list[object]) -> Any:
        async def note(value: str) -> None:
            seen.append(value)

        candidates: list[Callable[..., Any]] = [
            Note(seen),
            AsyncNote(seen),
            functools.partial(note),
            functools.partial(note, "partial"),
            note,
        ]
        for number, task in enumerate(candidates):
            arguments = [] if number == 3 else [f"task {number}"]
            tasks.add_task(task, *arguments)
        tasks.add_task(lambda: note("never awaited").close())
        return [task.is_async for task in tasks.tasks]

    return ran(add)


def watch_tasks_with_other_responses() -> object:
    def note(result: Any) -> Callable[[BackgroundTasks, list[object]], Any]:
        def add(tasks: BackgroundTasks, seen: list[object]) -> Any:
            tasks.add_task(seen.append, "ran")
            return result

        return add

    return (
        ran(note(None), status_code=204),
        ran(note(StreamingResponse(iter(["a", "b"])))),
        ran(note("text"), response_class=PlainTextResponse),
        ran(note({"a": 1})),
    )


def watch_tasks_of_a_stream() -> object:
    seen: list[str] = []
    streaming = FastAPI()

    @streaming.get("/", response_class=StreamingResponse)
    def read(background_tasks: BackgroundTasks) -> Any:
        background_tasks.add_task(seen.append, "task")
        yield "a"
        seen.append("end of the stream")

    try:
        return TestClient(streaming).get("/").text, seen
    except Exception as error:
        return type(error).__name__, seen


def watch_tasks_of_a_websocket() -> object:
    seen: list[str] = []
    live = FastAPI()

    @live.websocket("/")
    async def talk(websocket: WebSocket, background_tasks: BackgroundTasks) -> None:
        background_tasks.add_task(seen.append, "ran")
        await websocket.accept()
        await websocket.send_json(len(background_tasks.tasks))
        await websocket.close()

    with TestClient(live).websocket_connect("/") as connection:
        return connection.receive_json(), seen


def watch_tasks_behind_a_function_middleware() -> object:
    seen: list[str] = []
    wrapped = FastAPI()

    @wrapped.middleware("http")
    async def around(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        seen.append("response of the endpoint")
        return response

    @wrapped.get("/")
    def read(background_tasks: BackgroundTasks) -> None:
        background_tasks.add_task(seen.append, "task")

    return TestClient(wrapped).get("/").status_code, sorted(seen)
