# /// script
# dependencies = ["fakeredis[lua]", "psycopg[binary]"]
# ///
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from health_readiness import app
from health_readiness_checks import Readiness


@pytest.fixture(autouse=True)
def services(async_database: None, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", redis_url)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def asked() -> tuple[int, object, int]:
    with TestClient(app) as client:
        response = client.get("/health/ready")
        return response.status_code, response.json(), client.get("/health/live").status_code


def test_app_is_ready_with_all_it_needs() -> None:
    assert asked() == (200, {"database": True, "redis": True}, 200)


def test_app_without_redis_is_alive_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert asked() == (503, {"database": True, "redis": False}, 200)


def test_app_without_a_database_is_alive_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/shop")
    assert asked() == (503, {"database": False, "redis": True}, 200)


@pytest.mark.parametrize("away", ["REDIS_URL", "DATABASE_URL"])
def test_service_that_hangs_is_given_up(away: str, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = "redis" if away == "REDIS_URL" else "postgresql+psycopg"
    monkeypatch.setenv(away, f"{scheme}://127.0.0.1:{silent_port}/0")
    assert asked()[0] == 503


def test_many_requests_at_once_share_one_check(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[str] = []
    works = Readiness.works

    async def note(readiness: Readiness, name: str) -> bool:
        run.append(name)
        return await works(readiness, name)

    monkeypatch.setattr(Readiness, "works", note)
    with TestClient(app) as client, ThreadPoolExecutor(40) as callers:
        client.app_state["readiness"].until = 0.0
        client.get("/health/ready")
        client.app_state["readiness"].until = float("inf")
        codes = list(callers.map(lambda number: client.get("/health/ready").status_code, range(80)))
    assert codes == [200] * 80
    assert run == ["database", "redis"]


def test_live_answers_without_any_service() -> None:
    assert TestClient(app).get("/health/live").json() == {"status": "alive"}


def test_response_does_not_reveal_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:secret@127.0.0.1:1")
    with TestClient(app) as client:
        assert "secret" not in client.get("/health/ready").text
