import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import lifespan_events
import pytest
from fastapi.testclient import TestClient
from lifespan_events import app, lifespan

FILE = {"file": ("a.bin", b"\x00\xff")}


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens to the pool, in order."""
    events: list[str] = []

    class Pool(ThreadPoolExecutor):
        def __enter__(self) -> Any:
            events.append("open")
            return super().__enter__()

        def submit(self, *arguments: Any, **options: Any) -> Any:
            events.append("use")
            return super().submit(*arguments, **options)

        def __exit__(self, *error: Any) -> Any:
            events.append("close")
            return super().__exit__(*error)

    monkeypatch.setattr(lifespan_events, "ThreadPoolExecutor", Pool)
    return events


def test_resource_opens_before_the_first_request_and_closes_after_the_last(events: list[str]) -> None:
    with TestClient(app) as client:
        assert events == ["open"]
        client.post("/checksums", files=FILE)
        client.post("/checksums", files=FILE)
    assert events == ["open", "use", "use", "close"]


def test_each_start_opens_a_new_resource(events: list[str]) -> None:
    for _ in range(2):
        with TestClient(app) as client:
            assert client.post("/checksums", files=FILE).status_code == 200
    assert events == ["open", "use", "close"] * 2


def test_yielded_state_reaches_the_request() -> None:
    with TestClient(app) as client:
        response = client.post("/checksums", files=FILE)
    assert response.json() == "sha256:" + hashlib.sha256(b"\x00\xff").hexdigest()


def test_many_requests_share_the_resource() -> None:
    with TestClient(app) as client, ThreadPoolExecutor(20) as pool:
        files = [{"file": b"%d" % number} for number in range(60)]
        responses = list(pool.map(lambda file: client.post("/checksums", files=file), files))
    assert [response.status_code for response in responses] == [200] * 60
    assert len({response.json() for response in responses}) == 60


def test_resource_closes_after_an_error(events: list[str]) -> None:
    async def tear_down() -> None:
        async with lifespan(app):
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(tear_down())
    assert events == ["open", "close"]
