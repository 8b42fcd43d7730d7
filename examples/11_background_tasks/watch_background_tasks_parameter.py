"""Around add_task: wrong arguments, when they are looked at, contexts, and the thread that a task runs in."""

import contextvars
import threading
from collections.abc import Callable
from typing import Annotated, Any

from background_tasks_parameter import app
from fastapi import BackgroundTasks, Body, FastAPI, HTTPException, Response
from fastapi.testclient import TestClient


def answer(endpoint: Callable[..., Any], **options: Any) -> object:
    adding = FastAPI()
    adding.post("/", **options)(endpoint)
    try:
        response = TestClient(adding).post("/", json={"quantity": 1})
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return response.status_code, response.text, dict(response.headers)


def watch_arguments_that_the_task_does_not_take() -> object:
    def task(one: str) -> None: ...

    def too_many(tasks: BackgroundTasks) -> None:
        tasks.add_task(task, "1", "2")  # type: ignore[call-arg]

    def unknown(tasks: BackgroundTasks) -> None:
        tasks.add_task(task, two="2")  # type: ignore[call-arg]

    def none(tasks: BackgroundTasks) -> None:
        tasks.add_task(task)  # type: ignore[call-arg]

    return [answer(endpoint) for endpoint in (too_many, unknown, none)]


def watch_keywords_with_the_names_of_add_task() -> object:
    seen: list[object] = []

    def note(func: str = "", tasks: str = "", **more: object) -> None:
        seen.append([func, tasks, more])

    def clash(tasks: BackgroundTasks) -> None:
        tasks.add_task(note, tasks="given", other=1)

    def clash_with_func(tasks: BackgroundTasks) -> None:
        options: dict[str, Any] = {"func": "given"}
        tasks.add_task(note, **options)

    return answer(clash), answer(clash_with_func), seen


def watch_argument_that_changes_before_the_task_runs() -> object:
    seen: list[object] = []
    cart = ["chair"]

    def add(tasks: BackgroundTasks) -> list[str]:
        tasks.add_task(lambda items: seen.append(list(items)), cart)
        cart.append("table")
        return cart

    return answer(add), seen


def watch_call_instead_of_the_function() -> object:
    def task() -> None: ...

    def call(tasks: BackgroundTasks) -> None:
        tasks.add_task(task())  # type: ignore[arg-type, func-returns-value]

    return answer(call)


def watch_context_variable_in_a_task() -> object:
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user", default="nobody")
    seen: list[str] = []

    def note() -> None:
        seen.append(user.get())

    async def note_async() -> None:
        seen.append(user.get())

    async def add(tasks: BackgroundTasks) -> None:
        user.set("ada")
        tasks.add_task(note)
        tasks.add_task(note_async)

    def add_in_a_thread(tasks: BackgroundTasks) -> None:
        user.set("bob")
        tasks.add_task(note)

    return answer(add), answer(add_in_a_thread), seen


def watch_threads_of_two_tasks() -> object:
    seen: list[str] = []

    def note() -> None:
        seen.append(threading.current_thread().name)

    def add(tasks: BackgroundTasks) -> None:
        tasks.add_task(note)
        tasks.add_task(note)

    return answer(add), len(set(seen)), seen[0].startswith("AnyIO")


def watch_status_and_headers_of_the_injected_response() -> object:
    seen: list[str] = []

    def add(tasks: BackgroundTasks, response: Response) -> str:
        tasks.add_task(seen.append, "ran")
        response.status_code = 202
        response.headers["X-Tasks"] = str(len(tasks.tasks))
        return "ok"

    return answer(add), seen


def watch_response_that_is_refused_by_its_model() -> object:
    seen: list[str] = []

    def add(tasks: BackgroundTasks) -> Any:
        tasks.add_task(seen.append, "ran")
        return "no number"

    failing = FastAPI()
    failing.post("/", response_model=int)(add)
    return TestClient(failing, raise_server_exceptions=False).post("/").status_code, seen


def watch_raising_before_and_after_adding() -> object:
    seen: list[str] = []

    def after(tasks: BackgroundTasks) -> None:
        tasks.add_task(seen.append, "added")
        raise HTTPException(status_code=400, detail="too late")

    def other(tasks: BackgroundTasks) -> None:
        tasks.add_task(seen.append, "added")
        raise ZeroDivisionError

    return answer(after), answer(other), seen


def watch_embedded_body_beside_the_tasks() -> object:
    embedded = FastAPI()

    @embedded.post("/")
    def create(tasks: BackgroundTasks, quantity: Annotated[int, Body(embed=True)]) -> int:
        return quantity

    document = embedded.openapi()
    return document["paths"]["/"]["post"]["requestBody"], sorted(document["components"]["schemas"])


def watch_invalid_orders() -> object:
    client = TestClient(app)
    return [client.post("/orders", json=order).json() for order in ({}, {"item": "lamp", "quantity": 1.5})]
