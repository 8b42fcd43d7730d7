"""Around e-mail: addresses that a model takes, what a message makes of odd values, and when a task runs."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from background_email import Signup, app
from fastapi import BackgroundTasks, FastAPI
from fastapi.testclient import TestClient


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return type(error).__name__


ADDRESSES = [
    "ada@example.com",
    "Ada <ada@example.com>",
    "ADA@EXAMPLE.COM",
    "ada+tag@example.com",
    "ü@example.com",
    "ada@münchen.example",
    '"a b"@example.com',
    "ada@localhost",
    "ada@[127.0.0.1]",
    "a" * 65 + "@example.com",
    " ada@example.com ",
]


def watch_addresses() -> object:
    told = []
    for address in ADDRESSES:

        def read(address: str = address) -> str:
            return Signup(name="a", email=address).email

        told.append(outcome(read))
    return told


def watch_headers_of_a_message() -> object:
    told = []
    for value in ("plain", "é", "a\nb", "a\r\nBcc: b", "a" * 200, "a\u2028b"):

        def write(value: str = value) -> str:
            message = EmailMessage()
            message["Subject"] = value
            return message.as_string()

        told.append(outcome(write))
    return told


def watch_order_of_answer_and_task() -> object:
    steps: list[str] = []
    own = FastAPI()

    async def work() -> None:
        steps.append("task")

    @own.get("/")
    async def read(tasks: BackgroundTasks) -> str:
        tasks.add_task(work)
        steps.append("endpoint")
        return "read"

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: Any) -> None:
            steps.append(message["type"])
            await send(message)

        await own(scope, receive, record)

    TestClient(observed).get("/")
    return steps


def watch_openapi() -> object:
    return app.openapi()
