import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from anyio.to_thread import current_default_thread_limiter
from async_path_operation import NoteFile, app
from fastapi import FastAPI
from fastapi.testclient import TestClient

PATIENCE = 20


class Meeting:
    """In place of the file: each of two calls waits until the other has begun too."""

    def __init__(self) -> None:
        self.on_the_loop = asyncio.Barrier(2)
        self.in_threads = threading.Barrier(2)
        self.threads: list[int] = []

    async def load(self) -> str:
        self.threads.append(threading.get_ident())
        await asyncio.wait_for(self.on_the_loop.wait(), PATIENCE)
        return "met"

    def load_blocking(self) -> str:
        self.threads.append(threading.get_ident())
        self.in_threads.wait(PATIENCE)
        return "met"


@pytest.fixture
def meeting() -> Iterator[Meeting]:
    meeting = Meeting()
    app.dependency_overrides[NoteFile] = lambda: meeting
    yield meeting
    del app.dependency_overrides[NoteFile]


def get_twice_at_once(client: TestClient, path: str) -> list[Any]:
    with ThreadPoolExecutor(2) as pool:
        return [response.json() for response in pool.map(client.get, [path, path])]


def thread_of_the_loop(client: TestClient) -> int:
    assert client.portal is not None
    return client.portal.call(threading.get_ident)


@pytest.mark.parametrize("path", ["/async", "/sync"])
def test_it_answers(path: str) -> None:
    response = TestClient(app).get(path)
    assert response.status_code == 200
    assert response.json() == {"note": "Ring twice.\n"}


def test_two_async_requests_that_wait_on_each_other_both_finish_on_the_thread_of_the_loop(meeting: Meeting) -> None:
    with TestClient(app) as client:
        assert get_twice_at_once(client, "/async") == [{"note": "met"}, {"note": "met"}]
        assert meeting.threads == [thread_of_the_loop(client)] * 2


def test_two_sync_requests_that_wait_on_each_other_both_finish_in_worker_threads(meeting: Meeting) -> None:
    with TestClient(app) as client:
        assert get_twice_at_once(client, "/sync") == [{"note": "met"}, {"note": "met"}]
        assert len({*meeting.threads, thread_of_the_loop(client)}) == 3


def test_the_awaited_file_is_read_off_the_thread_of_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    readers: list[int] = []

    def read_text(path: Path, *arguments: Any, **options: Any) -> str:
        readers.append(threading.get_ident())
        return "read"

    monkeypatch.setattr(Path, "read_text", read_text)
    with TestClient(app) as client:
        assert client.get("/async").json() == {"note": "read"}
        assert len(readers) == 1
        assert readers != [thread_of_the_loop(client)]


def test_the_pool_for_sync_functions_has_forty_threads() -> None:
    sizes = FastAPI()

    @sizes.get("/")
    async def read_size() -> float:
        return current_default_thread_limiter().total_tokens

    assert TestClient(sizes).get("/").json() == 40


def test_both_kinds_are_documented_alike() -> None:
    paths = app.openapi()["paths"]
    assert [paths[path]["get"]["operationId"] for path in ("/async", "/sync")] == [
        "read_note_async_get",
        "read_note_blocking_sync_get",
    ]
    assert [paths[path]["get"]["responses"] for path in ("/async", "/sync")] == [
        {
            "200": {
                "description": "Successful Response",
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "additionalProperties": {"type": "string"}, "title": title}
                    }
                },
            }
        }
        for title in ("Response Read Note Async Get", "Response Read Note Blocking Sync Get")
    ]
    assert ["parameters" in paths[path]["get"] for path in ("/async", "/sync")] == [False, False]
