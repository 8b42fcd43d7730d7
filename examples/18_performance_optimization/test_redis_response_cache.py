import importlib
import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
import redis
from fakeredis import TcpFakeServer
from fastapi.testclient import TestClient
from fastapi_cache import FastAPICache
from redis_response_cache import app

OURS = "example-reports:*"
PREFIX = "example-reports:report:"


class Clock:
    """Stands in for `datetime`: each call is one run of the handler, and one second later than the one before."""

    runs = 0

    def now(self, tz: tzinfo) -> datetime:
        self.runs += 1
        return datetime(2026, 1, 1, tzinfo=tz) + timedelta(seconds=self.runs)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    if "REDIS_URL" in os.environ:
        yield os.environ["REDIS_URL"]
        return
    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def store(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.from_url(redis_url) as connection:
        before = set(connection.scan_iter(OURS))
        yield connection
        for key in connection.scan_iter(f"{PREFIX}*"):
            connection.delete(key)
        assert set(connection.scan_iter(OURS)) == before


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("redis_response_cache.datetime", clock)
    return clock


@pytest.fixture
def client(store: "redis.Redis", redis_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REDIS_URL", redis_url)
    with TestClient(app) as client:
        yield client


def test_first_request_runs_the_handler_and_stores_the_answer(client: TestClient, store: "redis.Redis") -> None:
    response = client.get("/report")
    assert response.status_code == 200
    assert response.json() == {"year": 2026, "computed_at": "2026-01-01T00:00:01+00:00"}
    assert response.headers["x-fastapi-cache"] == "MISS"
    assert response.headers["cache-control"] == "max-age=60"
    (key,) = store.scan_iter(f"{PREFIX}*")
    stored = store.get(key)
    assert isinstance(stored, bytes)
    assert json.loads(stored) == response.json()


def test_second_request_is_a_hit_and_the_handler_ran_once(
    client: TestClient, store: "redis.Redis", clock: Clock
) -> None:
    miss = client.get("/report")
    (key,) = store.scan_iter(f"{PREFIX}*")
    store.expire(key, 30)
    hit = client.get("/report")
    assert clock.runs == 1
    assert hit.status_code == 200
    assert hit.content == miss.content
    assert hit.headers["x-fastapi-cache"] == "HIT"
    assert 0 < int(hit.headers["cache-control"].removeprefix("max-age=")) <= 30
    assert hit.headers["etag"] == miss.headers["etag"]
    assert hit.headers["content-type"] == "application/json"


def test_answer_expires_after_a_minute_and_the_next_request_is_a_miss(
    client: TestClient, store: "redis.Redis", clock: Clock
) -> None:
    client.get("/report")
    (key,) = store.scan_iter(f"{PREFIX}*")
    assert store.ttl(key) in range(31, 61)
    store.expire(key, 0)
    again = client.get("/report")
    assert again.headers["x-fastapi-cache"] == "MISS"
    assert again.json()["computed_at"] == "2026-01-01T00:00:02+00:00"
    assert clock.runs == 2


def test_clearing_the_namespace_gives_a_miss(client: TestClient, store: "redis.Redis", clock: Clock) -> None:
    client.get("/report")
    client.get("/report?year=2025")
    response = client.delete("/report")
    assert response.status_code == 204
    assert response.content == b""
    assert list(store.scan_iter(f"{PREFIX}*")) == []
    assert client.get("/report").headers["x-fastapi-cache"] == "MISS"
    assert clock.runs == 3


def test_clearing_the_namespace_leaves_other_keys_of_the_application(client: TestClient, store: "redis.Redis") -> None:
    store.set("example-reports:other:key", "kept", ex=60)
    try:
        client.delete("/report")
        assert store.get("example-reports:other:key") == b"kept"
    finally:
        store.delete("example-reports:other:key")


def test_another_query_string_is_another_key(client: TestClient, store: "redis.Redis", clock: Clock) -> None:
    assert client.get("/report?year=2024").headers["x-fastapi-cache"] == "MISS"
    other = client.get("/report?year=2025")
    assert other.headers["x-fastapi-cache"] == "MISS"
    assert other.json() == {"year": 2025, "computed_at": "2026-01-01T00:00:02+00:00"}
    assert client.get("/report?year=2024").json()["computed_at"] == "2026-01-01T00:00:01+00:00"
    assert len(list(store.scan_iter(f"{PREFIX}*"))) == 2


def test_default_and_the_same_value_spelled_out_are_one_key(client: TestClient) -> None:
    client.get("/report")
    assert client.get("/report?year=2026&unknown=1").headers["x-fastapi-cache"] == "HIT"


def test_etag_of_the_answer_gives_304_without_a_body(client: TestClient) -> None:
    etag = client.get("/report").headers["etag"]
    assert etag.startswith("W/")
    response = client.get("/report", headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response.content == b""


@pytest.mark.parametrize(("cache_control", "status", "runs"), [("no-cache", "MISS", 2), ("no-store", None, 2)])
def test_client_can_ask_for_a_fresh_answer(
    client: TestClient, clock: Clock, cache_control: str, status: str | None, runs: int
) -> None:
    client.get("/report")
    fresh = client.get("/report", headers={"Cache-Control": cache_control})
    assert fresh.headers.get("x-fastapi-cache") == status
    assert clock.runs == runs


def test_invalid_query_is_refused_and_not_cached(client: TestClient, store: "redis.Redis") -> None:
    response = client.get("/report?year=x")
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error.pop("msg")
    assert error == {"type": "int_parsing", "loc": ["query", "year"], "input": "x"}
    assert list(store.scan_iter(f"{PREFIX}*")) == []


def test_openapi_shows_the_query_and_nothing_of_the_cache() -> None:
    assert app.openapi()["paths"]["/report"]["get"]["parameters"] == [
        {
            "name": "year",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "default": 2026, "title": "Year"},
        }
    ]


def test_without_redis_every_request_runs_the_handler_and_a_warning_is_logged(
    clock: Clock, free_port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port}")
    with TestClient(app) as client, caplog.at_level(logging.WARNING, logger="fastapi_cache"):
        assert client.get("/report").status_code == 200
        assert client.get("/report").headers["x-fastapi-cache"] == "MISS"
    assert clock.runs == 2
    assert len([record for record in caplog.records if record.name == "fastapi_cache.decorator"]) == 4


def test_without_the_lifespan_the_first_request_fails() -> None:
    with pytest.raises(AssertionError, match="You must call init first!"):
        TestClient(app).get("/report")


def test_lifespan_connects_to_redis_url_and_leaves_no_cache_behind(
    client: TestClient, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert FastAPICache.get_prefix() == "example-reports"
    monkeypatch.delenv("REDIS_URL")
    client.__exit__()
    with pytest.raises(AssertionError, match="You must call init first!"):
        FastAPICache.get_backend()
    client.__enter__()


def test_fastapi_cache_can_not_be_imported_without_jinja2(monkeypatch: pytest.MonkeyPatch) -> None:
    modules: dict[str, Any] = sys.modules
    monkeypatch.setitem(modules, "jinja2", None)
    monkeypatch.delitem(modules, "starlette.templating", raising=False)
    monkeypatch.delitem(modules, "fastapi_cache.coder")
    with pytest.raises(ImportError, match=r"^jinja2 must be installed to use Jinja2Templates$"):
        importlib.import_module("fastapi_cache.coder")
