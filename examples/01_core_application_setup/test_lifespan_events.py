import asyncio
import sqlite3
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient
from lifespan_events import app, lifespan


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens to the database, in the order in which it happens."""
    events: list[str] = []

    class Recorder(sqlite3.Connection):
        def __init__(self, database: str, check_same_thread: bool) -> None:
            super().__init__(database, check_same_thread=check_same_thread)
            self.set_trace_callback(lambda statement: events.append("query"))
            events.append(f"open {database}")

        def close(self) -> None:
            events.append("close")
            super().close()

    monkeypatch.setattr(sqlite3, "connect", Recorder)
    return events


def logging_lifespan(
    name: str, events: list[str], state: dict[str, Any] | None = None
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        events.append(f"{name} up")
        yield state or {}
        events.append(f"{name} down")

    return lifespan


def test_start_up_runs_before_the_first_request_and_shut_down_after_the_last(events: list[str]) -> None:
    with TestClient(app) as client:
        assert events == ["open :memory:"]
        client.get("/sum", params={"a": 1, "b": 2})
        client.get("/sum", params={"a": 1, "b": 2})
        assert events == ["open :memory:", "query", "query"]
    assert events == ["open :memory:", "query", "query", "close"]


def test_the_yielded_state_reaches_the_request() -> None:
    with TestClient(app) as client:
        response = client.get("/sum", params={"a": 2, "b": 3})
    assert response.status_code == 200
    assert response.json() == 5


def test_nothing_runs_without_the_context_manager(events: list[str]) -> None:
    with pytest.raises(AttributeError) as missing:
        TestClient(app).get("/sum", params={"a": 1, "b": 2})
    assert str(missing.value) == "'State' object has no attribute 'connection'"
    assert events == []


def test_the_lifespan_is_a_context_manager_that_can_be_entered_without_a_server(events: list[str]) -> None:
    async def enter() -> None:
        async with lifespan(app) as state:
            assert list(state) == ["connection"]
            assert events == ["open :memory:"]

    asyncio.run(enter())
    assert events == ["open :memory:", "close"]


def test_the_operation_is_documented_without_a_trace_of_the_state() -> None:
    operation = app.openapi()["paths"]["/sum"]["get"]
    assert [(parameter["name"], parameter["in"], parameter["required"]) for parameter in operation["parameters"]] == [
        ("a", "query", True),
        ("b", "query", True),
    ]
    assert operation["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {"type": "integer", "title": "Response Read Sum Sum Get"}}},
    }


def test_each_start_has_a_resource_of_its_own(events: list[str]) -> None:
    for _ in range(2):
        with TestClient(app) as client:
            assert client.get("/sum", params={"a": 1, "b": 1}).json() == 2
    assert events == ["open :memory:", "query", "close"] * 2


def test_the_resource_is_closed_when_the_server_is_torn_down_by_an_error(events: list[str]) -> None:
    async def tear_down() -> None:
        async with lifespan(app):
            raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(tear_down())
    assert events == ["open :memory:", "close"]


def test_a_request_writes_to_a_copy_of_the_state() -> None:
    copied = FastAPI(lifespan=logging_lifespan("app", [], {"count": 0, "shared": []}))

    @copied.get("/")
    def read(request: Request) -> dict[str, Any]:
        request.state.count += 1
        request.state.shared.append(request.state.count)
        return {"count": request.state.count, "shared": request.state.shared}

    with TestClient(copied) as client:
        assert client.get("/").json() == {"count": 1, "shared": [1]}
        assert client.get("/").json() == {"count": 1, "shared": [1, 1]}


def test_an_error_at_start_up_reaches_whoever_starts_the_app() -> None:
    @asynccontextmanager
    async def fails(app: FastAPI) -> AsyncIterator[None]:
        raise RuntimeError("no database")
        yield

    with pytest.raises(RuntimeError, match=r"^no database$"), TestClient(FastAPI(lifespan=fails)):
        pass


def test_routers_run_their_lifespan_inside_that_of_the_app_and_add_to_the_state() -> None:
    events: list[str] = []
    router = APIRouter(lifespan=logging_lifespan("router", events, {"inner": 2}))

    @router.get("/")
    def read(request: Request) -> list[int]:
        events.append("request")
        return [request.state.outer, request.state.inner]

    outer = FastAPI(lifespan=logging_lifespan("app", events, {"outer": 1}))
    outer.include_router(router)
    with TestClient(outer) as client:
        assert client.get("/").json() == [1, 2]
    assert events == ["app up", "router up", "request", "router down", "app down"]


def test_the_lifespan_of_a_mounted_application_does_not_run() -> None:
    events: list[str] = []
    outer = FastAPI(lifespan=logging_lifespan("app", events))
    outer.mount("/inner", FastAPI(lifespan=logging_lifespan("mounted", events)))
    with TestClient(outer):
        pass
    assert events == ["app up", "app down"]


def test_on_event_still_works_and_says_that_it_is_deprecated() -> None:
    events: list[str] = []
    old = FastAPI()
    with pytest.warns(DeprecationWarning, match="on_event is deprecated, use lifespan event handlers instead"):
        old.on_event("startup")(lambda: events.append("up"))
    with pytest.warns(DeprecationWarning, match="on_event is deprecated, use lifespan event handlers instead"):
        old.on_event("shutdown")(lambda: events.append("down"))
    with TestClient(old):
        assert events == ["up"]
    assert events == ["up", "down"]


def test_on_event_is_ignored_where_a_lifespan_is_given() -> None:
    events: list[str] = []
    mixed = FastAPI(lifespan=logging_lifespan("lifespan", events), on_startup=[lambda: events.append("on_startup")])
    with pytest.warns(DeprecationWarning, match="on_event is deprecated"):
        mixed.on_event("startup")(lambda: events.append("on_event"))
    with TestClient(mixed):
        pass
    assert events == ["lifespan up", "lifespan down"]


def test_the_old_constructor_arguments_work_and_warn_of_nothing() -> None:
    events: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        old = FastAPI(on_startup=[lambda: events.append("up")], on_shutdown=[lambda: events.append("down")])
    assert caught == []
    with TestClient(old):
        assert events == ["up"]
    assert events == ["up", "down"]


def test_old_handlers_of_an_included_router_run_twice() -> None:
    events: list[str] = []
    router = APIRouter(on_startup=[lambda: events.append("up")], on_shutdown=[lambda: events.append("down")])
    old = FastAPI()
    old.include_router(router)
    with TestClient(old):
        assert events == ["up", "up"]
    assert events == ["up", "up", "down", "down"]


def test_old_handlers_of_an_included_router_run_once_where_the_app_has_a_lifespan() -> None:
    events: list[str] = []
    router = APIRouter(on_startup=[lambda: events.append("up")], on_shutdown=[lambda: events.append("down")])
    mixed = FastAPI(lifespan=logging_lifespan("app", events))
    mixed.include_router(router)
    with TestClient(mixed):
        pass
    assert events == ["app up", "up", "down", "app down"]


def test_the_oldest_form_add_event_handler_is_gone_from_the_application() -> None:
    assert hasattr(FastAPI(), "add_event_handler") is False
