import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Self

import lifespan_in_tests
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lifespan_in_tests import app

test_stock_is_there = lifespan_in_tests.test_stock_is_there


@pytest.fixture(autouse=True)
def forget_the_state() -> Iterator[None]:
    yield
    if hasattr(app.state, "open"):
        del app.state.open


def make_recording_app(log: list[str], fail: bool = False) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        log.append("start-up")
        if fail:
            raise RuntimeError("no database")
        yield
        log.append("shut-down")

    recording = FastAPI(lifespan=lifespan)

    @recording.get("/loop/")
    async def read_loop() -> int:
        log.append("request")
        return id(asyncio.get_running_loop())

    return recording


def test_startup_runs_on_entering_and_shutdown_on_leaving_the_block() -> None:
    with TestClient(app) as client:
        assert app.state.open is True
        response = client.get("/stock/")
        assert app.state.open is True
    assert (response.status_code, response.json()) == (200, {"tea": 3})
    assert app.state.open is False


def test_neither_runs_without_the_block() -> None:
    client = TestClient(app)
    with pytest.raises(AttributeError, match=r"^'State' object has no attribute 'stock'$"):
        client.get("/stock/")
    assert not hasattr(app.state, "open")


def test_the_order_is_startup_requests_shutdown() -> None:
    log: list[str] = []
    with TestClient(make_recording_app(log)) as client:
        assert log == ["start-up"]
        client.get("/loop/")
        client.get("/loop/")
    assert log == ["start-up", "request", "request", "shut-down"]


def test_each_block_starts_the_app_anew() -> None:
    log: list[str] = []
    client = TestClient(make_recording_app(log))
    for _ in range(2):
        with client:
            pass
    assert log == ["start-up", "shut-down"] * 2


def test_shutdown_runs_also_where_the_test_fails_in_the_block() -> None:
    log: list[str] = []
    with pytest.raises(AssertionError, match="a failing test"), TestClient(make_recording_app(log)):
        raise AssertionError("a failing test")
    assert log == ["start-up", "shut-down"]


def test_an_error_at_startup_is_raised_on_entering_the_block() -> None:
    log: list[str] = []
    with pytest.raises(RuntimeError, match=r"^no database$"), TestClient(make_recording_app(log, fail=True)):
        log.append("never here")
    assert log == ["start-up"]


def test_an_error_at_startup_is_unseen_without_the_block() -> None:
    log: list[str] = []
    assert TestClient(make_recording_app(log, fail=True)).get("/loop/").status_code == 200
    assert log == ["request"]


def test_requests_share_one_event_loop_inside_the_block() -> None:
    with TestClient(make_recording_app([])) as client:
        assert len({client.get("/loop/").json() for _ in range(3)}) == 1


class ClientThatStartsNothing(TestClient):
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *arguments: object) -> None:
        pass


def test_the_shown_test_fails_where_the_lifespan_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifespan_in_tests, "TestClient", ClientThatStartsNothing)
    with pytest.raises(AttributeError, match="stock"):
        test_stock_is_there()


def test_the_shown_test_fails_where_the_lifespan_sets_up_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        yield {"stock": {}}

    monkeypatch.setattr(app.router, "lifespan_context", lifespan)
    with pytest.raises(AssertionError):
        test_stock_is_there()


def test_the_lifespan_is_a_context_manager_that_yields_the_state() -> None:
    async def enter() -> None:
        async with lifespan_in_tests.lifespan(app) as state:
            assert state == {"stock": {"tea": 3}}
            assert app.state.open is True
        assert app.state.open is False

    asyncio.run(enter())


@pytest.mark.filterwarnings("ignore:.*on_event.*:DeprecationWarning")
def test_on_event_handlers_are_ignored_beside_a_lifespan() -> None:
    log: list[str] = []
    recording = make_recording_app(log)
    recording.router.on_startup.append(lambda: log.append("on_event"))
    with TestClient(recording):
        pass
    assert log == ["start-up", "shut-down"]
