"""An application framework in a few lines, under the name of the one that the runner observes, and an example of it."""

from tests.fake_index import Release

FRAMEWORK = """
import json
import warnings

__version__ = "{version}"


class FastAPI:
    def __init__(self, title="FastAPI"):
        self.title = title

    async def __call__(self, scope, receive, send):
        {prelude}
        body = json.dumps({body}).encode()
        headers = [(b"content-type", b"application/json"), *{headers}]
        await send({{"type": "http.response.start", "status": {status}, "headers": headers}})
        await send({{"type": "http.response.body", "body": body}})

    def openapi(self):
        return {openapi}
"""
SCRIPT = """
import asyncio

from fastapi import FastAPI

app = FastAPI()


def ask(path="/"):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    asyncio.run(app({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}, receive, send))
    return sent
"""
TEST = """
from answer import ask


def test_an_answer_comes():
    sent = ask()
    assert sent[0]["status"] == 200
"""
OPENAPI = '{"openapi": "3.1.0", "paths": {"/": {"get": {"responses": {"200": {"description": "OK"}}}}}}'


def framework(version: str, uploaded: str, **parts: str) -> Release:
    """A release of the framework, with the given parts replaced."""
    filled = {
        "prelude": "pass",
        "body": '{"answer": 42}',
        "headers": "[]",
        "status": "200",
        "openapi": OPENAPI,
        **{name: text for name, text in parts.items() if name != "requires"},
    }
    requires = tuple(parts["requires"].split()) if "requires" in parts else ()
    return Release("fastapi", version, FRAMEWORK.format(version=version, **filled), uploaded, requires)


def day(number: int) -> str:
    """A moment in the tests' calendar."""
    return f"2026-03-{number:02}T12:00:00Z"
