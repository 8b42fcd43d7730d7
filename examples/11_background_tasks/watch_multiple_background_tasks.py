"""Around several tasks: tasks that add tasks, many of them, the list that holds them, and a client that waits."""

import asyncio
from typing import Any

from fastapi import BackgroundTasks, FastAPI
from fastapi.testclient import TestClient


def watch_task_that_adds_a_task() -> object:
    seen: list[str] = []
    growing = FastAPI()

    @growing.get("/")
    def read(tasks: BackgroundTasks) -> None:
        def first() -> None:
            seen.append("first")
            tasks.add_task(seen.append, "added by the first")

        tasks.add_task(first)
        tasks.add_task(seen.append, "second")

    return TestClient(growing).get("/").status_code, seen


def watch_list_of_tasks() -> object:
    seen: list[str] = []
    listing = FastAPI()

    @listing.get("/")
    def read(tasks: BackgroundTasks) -> list[str]:
        tasks.add_task(seen.append, "first")
        tasks.add_task(seen.append, "second")
        tasks.tasks.reverse()
        return [f"{type(task).__name__} {task.args} {task.kwargs}" for task in tasks.tasks]

    return TestClient(listing).get("/").json(), seen


def watch_a_hundred_tasks() -> object:
    seen: list[int] = []
    many = FastAPI()

    @many.get("/")
    def read(tasks: BackgroundTasks) -> int:
        for number in range(100):
            tasks.add_task(seen.append, number)
        return len(tasks.tasks)

    return TestClient(many).get("/").json(), seen == list(range(100))


def watch_tasks_called_by_hand() -> object:
    seen: list[str] = []
    tasks = BackgroundTasks()
    tasks.add_task(seen.append, "once")
    asyncio.run(tasks())
    asyncio.run(tasks())
    return seen


def watch_exception_group_in_a_task() -> object:
    seen: list[str] = []
    failing = FastAPI()

    async def fail() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(0))
            raise ValueError("in a group")

    @failing.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(fail)
        tasks.add_task(seen.append, "second")

    try:
        TestClient(failing).get("/")
    except BaseException as error:
        inner: Any = getattr(error, "exceptions", ())
        return type(error).__name__, [type(one).__name__ for one in inner], seen
    return seen


def watch_cancelled_task() -> object:
    seen: list[str] = []
    cancelling = FastAPI()

    async def cancel() -> None:
        raise asyncio.CancelledError

    @cancelling.get("/")
    def read(tasks: BackgroundTasks) -> None:
        tasks.add_task(cancel)
        tasks.add_task(seen.append, "second")

    try:
        status = TestClient(cancelling).get("/").status_code
    except BaseException as error:
        return type(error).__name__, seen
    return status, seen
