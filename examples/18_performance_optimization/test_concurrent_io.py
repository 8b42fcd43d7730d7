import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from concurrent_io import SHOPS, app
from fastapi.testclient import TestClient

PATIENCE = 20


class Upstream(ThreadingHTTPServer):
    """Answers only once all shops are asked together; if one is to fail, the others never answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.together = threading.Barrier(len(SHOPS))
        self.opened: set[int] = set()
        self.closed: queue.Queue[bool] = queue.Queue()
        self.failing, self.status, self.body = "", 200, b'{"available": 3}'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        self.server.opened.add(self.client_address[1])
        self.server.together.wait(PATIENCE)
        if self.server.failing not in ("", self.path):
            self.close_connection = not self.rfile.read(1)  # returns once the client closes the connection
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def finish(self) -> None:
        super().finish()
        self.server.closed.put(True)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with Upstream() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        monkeypatch.setenv("UPSTREAM_URL", f"http://127.0.0.1:{server.server_address[1]}")
        yield server
        server.shutdown()


def test_calls_overlap_and_connections_are_reused_and_closed_at_shut_down(upstream: Upstream) -> None:
    with TestClient(app) as client:
        for _ in range(3):
            assert client.get("/stock").json() == {shop: {"available": 3} for shop in SHOPS}
        assert (len(upstream.opened), upstream.closed.qsize()) == (3, 0)
    assert [upstream.closed.get(timeout=PATIENCE) for _ in SHOPS] == [True] * 3


def test_one_failing_call_is_a_502_and_cancels_the_others(upstream: Upstream) -> None:
    upstream.failing, upstream.status = "/berlin", 500
    with TestClient(app) as client:
        assert client.get("/stock").json() == {"detail": "A shop did not answer"}
        assert [upstream.closed.get(timeout=PATIENCE) for _ in range(2)] == [True] * 2


@pytest.mark.parametrize(("status", "body"), [(500, b'{"available": 3}'), (200, b"<html>"), (200, b"[]")])
def test_unexpected_answers_are_a_502(upstream: Upstream, status: int, body: bytes) -> None:
    with TestClient(app) as client:
        upstream.status, upstream.body = status, body
        assert client.get("/stock").status_code == 502


def test_unreachable_upstream_is_a_502(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPSTREAM_URL", f"http://127.0.0.1:{free_port}")
    with TestClient(app) as client:
        assert client.get("/stock").status_code == 502
