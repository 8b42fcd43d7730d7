import asyncio
import io
import logging
import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.testclient import TestClient
from request_id_middleware import RequestIDMiddleware, app, handler, logger, request_id
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.types import ASGIApp, Receive, Scope, Send

client = TestClient(app)
MADE = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the script's handler writes."""
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.mark.parametrize("given", ["abc", "a" * 64, "0.A_z-9"])
def test_given_id_comes_back_and_is_in_the_log(given: str, log: io.StringIO) -> None:
    response = client.get("/items/7", headers={"X-Request-ID": given})
    assert response.status_code == 200
    assert response.headers.get_list("x-request-id") == [given]
    assert response.json() == {"item_id": 7, "request_id": given}
    assert log.getvalue().splitlines() == [f"{given} items item 7 is read"]


def test_missing_id_is_made_and_unique(log: io.StringIO) -> None:
    responses = [client.get(f"/items/{number}") for number in range(5)]
    ids = [response.headers["x-request-id"] for response in responses]
    assert all(MADE.fullmatch(each) for each in ids)
    assert len(set(ids)) == 5
    assert [response.json()["request_id"] for response in responses] == ids
    assert log.getvalue().splitlines() == [f"{each} items item {number} is read" for number, each in enumerate(ids)]


@pytest.mark.parametrize(
    "given",
    [b"", b"a" * 65, b"two words", b"new\tline", "é".encode(), b"<script>", b"a,b", b"abc\xff"],
    ids=["empty", "over-long", "space", "tab", "non-ascii", "markup", "comma", "bytes"],
)
def test_over_long_or_malformed_id_is_replaced(given: bytes, log: io.StringIO) -> None:
    response = client.get("/items/7", headers=[(b"X-Request-ID", given)])
    made = response.headers["x-request-id"]
    assert MADE.fullmatch(made)
    assert response.json() == {"item_id": 7, "request_id": made}
    assert log.getvalue().splitlines() == [f"{made} items item 7 is read"]


def app_where_requests_meet(number: int) -> FastAPI:
    """Endpoints that log only once `number` requests are inside, as coroutines and in the thread pool."""
    other = FastAPI()
    other.add_middleware(RequestIDMiddleware)
    threads = threading.Barrier(number)
    coroutines = asyncio.Barrier(number)

    @other.get("/thread/{name}")
    def in_a_thread(name: str) -> None:
        threads.wait(20)
        logger.warning("%s", name)

    @other.get("/coroutine/{name}")
    async def in_a_coroutine(name: str) -> None:
        await asyncio.wait_for(coroutines.wait(), 20)
        logger.warning("%s", name)

    return other


@pytest.mark.parametrize("kind", ["thread", "coroutine"])
def test_log_line_carries_the_id_of_its_own_request_in_concurrent_requests(kind: str, log: io.StringIO) -> None:
    names = [f"request-{number}" for number in range(5)]

    async def main() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app_where_requests_meet(len(names)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as together:
            requests = [together.get(f"/{kind}/{name}", headers={"X-Request-ID": name}) for name in names]
            return await asyncio.gather(*requests)

    responses = asyncio.run(main())
    assert [response.headers["x-request-id"] for response in responses] == names
    assert sorted(log.getvalue().splitlines()) == [f"{name} items {name}" for name in names]


def test_records_of_child_loggers_carry_the_id_too(log: io.StringIO) -> None:
    other = FastAPI()
    other.add_middleware(RequestIDMiddleware)

    @other.get("/")
    def read() -> None:
        logging.getLogger("items.stock").warning("empty")

    TestClient(other).get("/", headers={"X-Request-ID": "abc"})
    assert log.getvalue() == "abc items.stock empty\n"


def test_outside_of_a_request_the_log_says_so(log: io.StringIO) -> None:
    client.get("/items/7")
    assert request_id.get() == "-"
    logger.warning("done")
    assert log.getvalue().splitlines()[-1] == "- items done"


@pytest.mark.parametrize(("path", "status"), [("/items/x", 422), ("/nothing", 404)])
def test_refused_request_has_an_id_too(path: str, status: int) -> None:
    response = client.get(path, headers={"X-Request-ID": "abc"})
    assert response.status_code == status
    assert response.headers["x-request-id"] == "abc"


def test_handled_exception_keeps_the_id_and_an_unhandled_one_does_not() -> None:
    failing = FastAPI()
    failing.add_middleware(RequestIDMiddleware)

    @failing.get("/handled")
    def handled() -> None:
        raise HTTPException(409, headers={"X-Request-ID": "from the handler"})

    @failing.get("/unhandled")
    def unhandled() -> None:
        raise LookupError

    quiet = TestClient(failing, raise_server_exceptions=False, headers={"X-Request-ID": "abc"})
    answer = quiet.get("/handled")
    assert (answer.status_code, answer.headers["x-request-id"]) == (409, "abc")
    answer = quiet.get("/unhandled")
    assert (answer.status_code, answer.headers.get("x-request-id")) == (500, None)
    assert request_id.get() == "-"


def test_lifespan_and_websockets_pass_through_untouched() -> None:
    started: list[bool] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        started.append(True)
        yield

    other = FastAPI(lifespan=lifespan)
    other.add_middleware(RequestIDMiddleware)

    @other.websocket("/ws")
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(request_id.get())
        await websocket.close()

    with TestClient(other) as other_client, other_client.websocket_connect("/ws") as websocket:
        assert websocket.receive_text() == "-"
    assert started == [True]


def test_variable_is_reset_for_code_that_runs_after_the_request_in_the_same_context() -> None:
    async def main() -> str:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as same:
            await same.get("/items/7", headers={"X-Request-ID": "abc"})
        return request_id.get()

    assert asyncio.run(main()) == "-"


class PureMiddleware:
    def __init__(self, app: ASGIApp, seen: list[str]) -> None:
        self.app, self.seen = app, seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        self.seen.append(request_id.get())


class BaseMiddleware(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp, seen: list[str]) -> None:
        super().__init__(app)
        self.seen = seen

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        self.seen.append(request_id.get())
        return response


@pytest.mark.parametrize(("middleware", "found"), [(PureMiddleware, "set in the endpoint"), (BaseMiddleware, "-")])
def test_variable_set_in_the_endpoint_comes_back_to_pure_middleware_only(middleware: Any, found: str) -> None:
    seen: list[str] = []
    other = FastAPI()
    other.add_middleware(middleware, seen=seen)

    @other.get("/")
    async def read() -> None:
        request_id.set("set in the endpoint")

    TestClient(other).get("/")
    assert seen == [found]
