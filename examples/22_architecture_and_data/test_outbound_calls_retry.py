import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import outbound_calls_retry
import pytest
from fastapi.testclient import TestClient
from outbound_calls_retry import app


class Upstream(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 200
    plan: list[int]  # what to answer first: a status, 0 to hang up, 1 for no answer at all
    asked: list[tuple[str, int]]
    body = b'{"euros": 0.92}'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.client_address[1]))
        status = self.server.plan.pop(0) if self.server.plan else 200
        if status < 200:
            self.close_connection = not (status and self.rfile.read(1))  # reads until the client closes
            return
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with Upstream(("127.0.0.1", 0), Handler) as server:
        server.plan, server.asked = [], []
        monkeypatch.setenv("UPSTREAM_URL", f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server
        server.shutdown()


def ask(currency: str = "USD") -> tuple[int, object]:
    with TestClient(app) as client:
        return (response := client.get(f"/rates/{currency}")).status_code, response.json()


@pytest.mark.parametrize("plan", [[], [500], [503, 429], [502, 504], [0, 0]])
def test_temporary_failure_is_hidden_from_the_client(upstream: Upstream, plan: list[int]) -> None:
    attempts, upstream.plan = len(plan) + 1, plan
    assert ask() == (200, {"euros": 0.92})
    assert [path for path, port in upstream.asked] == ["/rates/USD"] * attempts


@pytest.mark.parametrize(("status", "body", "attempts"), [(500, b"", 3), (404, b"", 1), (301, b"", 1), (200, b"[]", 1)])
def test_permanent_failure_is_a_502(upstream: Upstream, status: int, body: bytes, attempts: int) -> None:
    upstream.plan, upstream.body = [status] * 9, body
    assert ask() == (502, {"detail": "No rate"})
    assert len(upstream.asked) == attempts


def test_deadline_ends_the_wait_for_a_service_that_hangs(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound_calls_retry, "DEADLINE", 0.2)
    upstream.plan = [1]
    assert ask() == (504, {"detail": "No rate in time"})


@pytest.mark.parametrize("currency", ["usd", "..%2Fadmin", "USDX", "US", "U%0aD", "USD%0a", "%3Fx="])
def test_caller_cannot_choose_another_path(upstream: Upstream, currency: str) -> None:
    assert ask(currency)[0] in (404, 422)
    assert upstream.asked == []


def test_many_callers_share_twenty_connections(upstream: Upstream) -> None:
    with TestClient(app) as client, ThreadPoolExecutor(50) as callers:
        answers = list(callers.map(lambda number: client.get("/rates/USD").status_code, range(100)))
    assert answers == [200] * 100
    assert len({port for path, port in upstream.asked}) <= 20
