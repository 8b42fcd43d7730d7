import asyncio
import json
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from concurrent_io import SERVICES, app, get_client
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

PATIENCE = 20


class Upstream(ThreadingHTTPServer):
    """Answers only once `len(SERVICES)` requests are inside it together, or when one is to fail."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.together = threading.Barrier(len(SERVICES))
        self.lock = threading.Lock()
        self.connections = self.inside = self.peak = 0
        self.failing = ""
        self.abandoned: queue.Queue[str] = queue.Queue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def do_GET(self) -> None:
        server, service = self.server, self.path.removeprefix("/")
        with server.lock:
            server.inside += 1
            server.peak = max(server.peak, server.inside)
        server.together.wait(PATIENCE)
        with server.lock:
            server.inside -= 1
        if server.failing and service != server.failing:
            self.connection.settimeout(PATIENCE)
            assert self.rfile.read(1) == b"", "the client did not close the connection"
            server.abandoned.put(service)
            self.close_connection = True
            return
        body = json.dumps({"service": service}).encode()
        self.send_response(500 if service == server.failing else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with Upstream() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("UPSTREAM_URL", server.url)
        yield server
        server.shutdown()
        thread.join()


def test_calls_overlap_and_answers_keep_their_names(upstream: Upstream) -> None:
    with TestClient(app) as client:
        response = client.get("/dashboard")
    assert response.status_code == 200
    assert response.json() == {
        "user": {"service": "user"},
        "orders": {"service": "orders"},
        "news": {"service": "news"},
    }
    assert upstream.peak == 3


def test_connections_are_reused_by_the_next_requests(upstream: Upstream) -> None:
    with TestClient(app) as client:
        for _ in range(3):
            assert client.get("/dashboard").status_code == 200
    assert upstream.connections == 3


@pytest.mark.parametrize("service", SERVICES)
def test_failing_call_gives_a_clear_error_and_cancels_the_rest(upstream: Upstream, service: str) -> None:
    upstream.failing = service
    with TestClient(app) as client:
        response = client.get("/dashboard")
        assert response.status_code == 502
        assert response.json() == {"detail": f"no answer from: {service}"}
        cancelled = {upstream.abandoned.get(timeout=PATIENCE) for _ in range(2)}
    assert cancelled == set(SERVICES) - {service}


def test_unreachable_upstream_gives_the_same_error(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    monkeypatch.setenv("UPSTREAM_URL", f"http://127.0.0.1:{free_port}")
    with TestClient(app) as client:
        response = client.get("/dashboard")
    assert response.status_code == 502
    assert response.json()["detail"].startswith("no answer from: ")


def test_all_services_that_failed_at_the_same_time_are_named() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    refusing = httpx.AsyncClient(base_url="http://upstream", transport=httpx.MockTransport(refuse))
    app.dependency_overrides[get_client] = lambda: refusing
    try:
        response = TestClient(app).get("/dashboard")
    finally:
        app.dependency_overrides.clear()
    assert response.status_code == 502
    assert response.json() == {"detail": "no answer from: user, orders, news"}


def test_client_is_open_while_the_app_runs_and_closed_at_shut_down() -> None:
    with TestClient(app):
        assert app.state.client.is_closed is False
    assert app.state.client.is_closed is True


def test_client_gives_up_after_ten_seconds_and_calls_port_9000_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UPSTREAM_URL", raising=False)
    with TestClient(app):
        assert app.state.client.timeout == httpx.Timeout(10)
        assert str(app.state.client.base_url) == "http://127.0.0.1:9000"


def test_http_exception_raised_in_a_task_is_a_500_because_it_comes_in_a_group() -> None:
    grouped = FastAPI()

    async def fail() -> None:
        raise HTTPException(502)

    @grouped.get("/")
    async def read() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())

    assert TestClient(grouped, raise_server_exceptions=False).get("/").status_code == 500
    with pytest.raises(ExceptionGroup) as failure:
        TestClient(grouped).get("/")
    assert failure.group_contains(HTTPException)


def test_gather_leaves_the_other_calls_running() -> None:
    async def main() -> bool:
        released = asyncio.Event()

        async def fail() -> None:
            raise httpx.ConnectError("refused")

        other = asyncio.create_task(released.wait())
        with pytest.raises(httpx.ConnectError):
            await asyncio.gather(fail(), other)
        assert not other.done()
        released.set()
        return await other

    assert asyncio.run(main()) is True
