# /// script
# requires-python = ">=3.11"
# dependencies = ["limits"]
# ///
import os
import runpy
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import rate_limiting
from fastapi.testclient import TestClient
from limits import parse
from limits.storage import RedisStorage
from rate_limiting import app, limiter
from starlette.types import Receive, Scope, Send

client = TestClient(app)


async def app_for_another_client(scope: Scope, receive: Receive, send: Send) -> None:
    await app({**scope, "client": ("192.0.2.1", 50000)}, receive, send)


def forget() -> None:
    for address in ("testclient", "192.0.2.1"):
        limiter.limiter.clear(parse("5/minute"), address, "/items")


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    forget()
    yield
    forget()


def codes(number: int) -> list[int]:
    return [client.get("/items").status_code for _ in range(number)]


def test_fifth_call_passes_and_the_next_ones_are_told_when_to_come_back() -> None:
    assert codes(8) == [200] * 5 + [429] * 3
    assert 1 <= int(client.get("/items").headers["retry-after"]) <= 61


def test_calls_at_the_same_time_are_counted_too() -> None:
    with ThreadPoolExecutor(20) as threads:
        found = threads.map(lambda _: client.get("/items").status_code, range(20))
    assert sorted(found) == [200] * 5 + [429] * 15


def test_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(6) == [200] * 5 + [429]
    end = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: end)
    if "REDIS_URL" in os.environ:
        forget()
    assert codes(6) == [200] * 5 + [429]


def test_another_client_is_not_affected() -> None:
    codes(6)
    other = TestClient(app_for_another_client)
    assert [other.get("/items").status_code for _ in range(6)] == [200] * 5 + [429]


def test_forwarded_header_of_the_client_itself_does_not_help() -> None:
    codes(5)
    assert client.get("/items", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429


def test_counts_are_kept_in_redis_if_its_url_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    script = runpy.run_path(rate_limiting.__file__)
    assert isinstance(script["limiter"].limiter.storage, RedisStorage)
