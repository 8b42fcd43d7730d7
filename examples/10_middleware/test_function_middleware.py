from collections.abc import Iterator
from itertools import count
from uuid import UUID

import function_middleware
import pytest
from fastapi.testclient import TestClient
from function_middleware import app

client = TestClient(app)


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    times = count()
    monkeypatch.setattr(function_middleware, "perf_counter", lambda: next(times) / 4)
    return times


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/items/7", 200), ("GET", "/unknown", 404), ("POST", "/items/7", 405), ("GET", "/items/x", 422)],
)
def test_headers_are_on_every_response(ticks: Iterator[int], method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.headers["server-timing"] == "app;dur=250.0"
    assert UUID(response.headers["x-request-id"]).version == 4


def test_code_runs_before_and_after_the_endpoint(ticks: Iterator[int]) -> None:
    response = client.get("/items/7")
    assert response.json() == {"item_id": 7, "request_id": response.headers["x-request-id"]}
    assert next(ticks) == 2


def test_every_request_has_an_id_of_its_own() -> None:
    ids = {client.get("/items/7", headers={"X-Request-ID": "mine"}).json()["request_id"] for _ in range(3)}
    assert len(ids) == 3
    assert "mine" not in ids


def test_function_declared_last_is_the_outermost() -> None:
    names = list(client.get("/items/7").headers)
    assert names.index("server-timing") < names.index("x-request-id")
