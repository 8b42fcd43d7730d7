# /// script
# requires-python = ">=3.11"
# dependencies = ["fakeredis[lua]"]
# ///
import os
import threading
from collections.abc import Iterator
from socketserver import StreamRequestHandler

import pytest
import redis
from fakeredis import TcpFakeServer
from fastapi.testclient import TestClient
from redis_response_cache import app


@pytest.fixture
def redis_url(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if "REDIS_URL" in os.environ:
        yield os.environ["REDIS_URL"]
        return
    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True
    monkeypatch.setattr(server.RequestHandlerClass, "finish", StreamRequestHandler.finish)  # 2.31 stops listening there
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{server.server_address[1]}")
    yield os.environ["REDIS_URL"]
    server.shutdown()


@pytest.fixture
def store(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.from_url(redis_url) as store:
        yield store
        store.delete("-", *store.scan_iter("shop:report:*"))


@pytest.fixture
def client(store: "redis.Redis") -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_second_request_is_answered_from_redis(client: TestClient) -> None:
    miss, hit = client.get("/report"), client.get("/report")
    assert hit.json() == miss.json()
    assert miss.json()["year"] == 2026
    assert [each.headers["x-fastapi-cache"] for each in (miss, hit)] == ["MISS", "HIT"]


def test_answer_is_shared_with_other_workers(store: "redis.Redis") -> None:
    with TestClient(app) as worker:
        first = worker.get("/report").json()
    with TestClient(app) as other_worker:
        assert other_worker.get("/report").json() == first


def test_answer_expires_after_a_minute(client: TestClient, store: "redis.Redis") -> None:
    first = client.get("/report").json()
    (key,) = store.scan_iter("shop:report:*")
    assert store.ttl(key) in range(50, 61)
    store.delete(key)
    assert client.get("/report").json()["computed_at"] > first["computed_at"]


def test_another_query_is_another_key(client: TestClient, store: "redis.Redis") -> None:
    assert [client.get(f"/report?year={year}").json()["year"] for year in (2000, 2100, 2000)] == [2000, 2100, 2000]
    assert len(list(store.scan_iter("shop:report:*"))) == 2


@pytest.mark.parametrize("year", ["1999", "2101", "x"])
def test_clients_cannot_fill_the_cache_with_other_years(client: TestClient, store: "redis.Redis", year: str) -> None:
    assert client.get(f"/report?year={year}").status_code == 422
    assert list(store.scan_iter("shop:report:*")) == []


def test_endpoint_answers_without_redis(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port}")
    with TestClient(app) as client:
        assert client.get("/report").status_code == 200
