import os
import runpy
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient
from limits import parse
from rate_limiting import app, limiter
from slowapi import Limiter
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address
from starlette.types import Receive, Scope, Send

IN_REDIS = "REDIS_URL" in os.environ
LIMIT = parse("5/minute")
ITEMS = ["first", "second"]
client = TestClient(app)


async def app_for_another_client(scope: Scope, receive: Receive, send: Send) -> None:
    await app({**scope, "client": ("192.0.2.1", 50000)}, receive, send)


def forget() -> None:
    """Remove the two counters of this test and no others, as the end of the window does."""
    for address in ("testclient", "192.0.2.1"):
        limiter.limiter.clear(LIMIT, address, "/items")


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def let_time_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)

    def pass_by(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: now + seconds)

    return pass_by


def codes(number: int) -> list[int]:
    return [client.get("/items").status_code for _ in range(number)]


def test_fifth_call_passes_and_the_sixth_is_429_with_retry_after() -> None:
    assert codes(4) == [200] * 4
    fifth = client.get("/items")
    assert fifth.status_code == 200
    assert fifth.json() == ITEMS
    sixth = client.get("/items")
    assert sixth.status_code == 429
    assert sixth.json() == {"detail": "Rate limit exceeded: 5 per 1 minute"}
    assert sixth.headers["content-type"] == "application/json"
    assert 1 <= int(sixth.headers["retry-after"]) <= 60


def test_refused_calls_stay_refused() -> None:
    assert codes(8) == [200] * 5 + [429] * 3


def test_another_client_is_not_affected() -> None:
    codes(6)
    other = TestClient(app_for_another_client)
    assert [other.get("/items").status_code for _ in range(6)] == [200] * 5 + [429]


def test_forwarded_header_of_the_client_itself_does_not_help() -> None:
    codes(5)
    assert client.get("/items", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 429


def test_route_without_a_limit_is_not_limited() -> None:
    codes(6)
    assert [client.get("/health").json() for _ in range(8)] == [{"status": "ok"}] * 8


def test_retry_after_says_how_long_and_then_the_window_is_new(let_time_pass: Callable[[float], None]) -> None:
    if IN_REDIS:
        codes(6)
        forget()
        assert codes(6) == [200] * 5 + [429]
        return
    assert codes(6) == [200] * 5 + [429]
    let_time_pass(20.5)
    assert client.get("/items").headers["retry-after"] == "40"
    let_time_pass(59.9)
    refused = client.get("/items")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    let_time_pass(60)
    assert codes(6) == [200] * 5 + [429]


def test_endpoint_must_take_the_request() -> None:
    with pytest.raises(Exception, match='No "request" or "websocket" argument on function'):

        @limiter.limit("5/minute")
        def without_request() -> None: ...


def test_limit_above_the_route_is_never_applied() -> None:
    other = FastAPI()

    @Limiter(key_func=get_remote_address).limit("1/minute")
    @other.get("/")
    def above(request: Request) -> int:
        return 1

    other_client = TestClient(other)
    assert [other_client.get("/").status_code for _ in range(3)] == [200, 200, 200]


def test_middleware_limits_routes_of_the_app_but_not_of_included_routers() -> None:
    other = FastAPI()
    other.state.limiter = Limiter(key_func=get_remote_address, default_limits=["2/minute"])
    other.add_middleware(SlowAPIMiddleware)
    router = APIRouter()

    @other.get("/direct")
    def direct() -> int:
        return 1

    @router.get("/included")
    def included() -> int:
        return 1

    other.include_router(router)
    other_client = TestClient(other)
    assert [other_client.get("/direct").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert [other_client.get("/included").status_code for _ in range(4)] == [200, 200, 200, 200]


@pytest.mark.parametrize(
    ("url", "storage"), [(None, "MemoryStorage"), ("redis://127.0.0.1:1", "RedisStorage")], ids=["memory", "redis"]
)
def test_counts_are_kept_in_redis_where_its_url_is_set(
    url: str | None, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    if url:
        monkeypatch.setenv("REDIS_URL", url)
    loaded = runpy.run_path(str(Path(__file__).with_name("rate_limiting.py")))
    assert type(loaded["limiter"].limiter.storage).__name__ == storage


def test_openapi_does_not_show_the_request_and_keeps_the_answer() -> None:
    operation = app.openapi()["paths"]["/items"]["get"]
    assert "parameters" not in operation
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"type": "array", "items": {"type": "string"}, "title": "Response List Items Items Get"}
