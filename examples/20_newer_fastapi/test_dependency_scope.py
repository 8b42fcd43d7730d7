import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dependency_scope import app
from fastapi.testclient import TestClient

at_start: list[list[str]] = []


def comments() -> list[str]:
    with closing(sqlite3.connect("app.db")) as db:
        return [text for (text,) in db.execute("SELECT text FROM comments ORDER BY id")]


async def observed(scope: Any, receive: Any, send: Any) -> None:
    """The app; notes which comments are committed when a response starts."""

    async def note(message: Any) -> None:
        if message["type"] == "http.response.start":
            at_start.append(comments())
        await send(message)

    await app(scope, receive, note)


client = TestClient(observed)


@pytest.fixture(autouse=True)
def empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    at_start.clear()


def test_function_scope_commits_before_the_response() -> None:
    assert client.post("/comments", json={"text": "first"}).status_code == 201
    assert client.post("/comments", json={"text": "second", "parent": 1}).status_code == 201
    assert at_start == [["first"], ["first", "second"]]


@pytest.mark.parametrize("parent", [3, 2**63 - 1])
def test_commit_that_fails_changes_the_status(parent: int) -> None:
    client.post("/comments", json={"text": "first"})
    response = client.post("/comments", json={"text": "lost", "parent": parent})
    assert (response.status_code, response.json()) == (409, {"detail": "No such parent"})
    assert comments() == ["first"]


def test_connection_of_request_scope_is_open_while_the_response_streams() -> None:
    for text in ("first", "second"):
        client.post("/comments", json={"text": text})
    response = client.get("/comments")
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text == "first\nsecond\n"


@pytest.mark.parametrize("parent", [0, -1, 2**63, 10**30, "first"])
def test_wrong_parent_is_refused_before_anything_is_written(parent: object) -> None:
    assert client.post("/comments", json={"text": "lost", "parent": parent}).status_code == 422


def test_many_streams_at_once() -> None:
    with TestClient(app) as one_loop, ThreadPoolExecutor(20) as pool:
        one_loop.post("/comments", json={"text": "first"})
        assert [answer.text for answer in pool.map(one_loop.get, ["/comments"] * 100)] == ["first\n"] * 100


def test_openapi_does_not_show_dependencies() -> None:
    assert "parameters" not in app.openapi()["paths"]["/comments"]["post"]
