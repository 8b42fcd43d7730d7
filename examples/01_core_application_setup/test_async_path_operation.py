import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import async_path_operation
import pytest
from async_path_operation import app
from fastapi.testclient import TestClient

PATHS = pytest.mark.parametrize("path", ["/mail-server", "/mail-server/blocking"])
GREETING = b"220 mail.example.com\xff ready\r\n"


class MailServer(socketserver.ThreadingTCPServer):
    """Greets clients as soon as enough of them are connected at once, or not at all."""

    daemon_threads = True
    silent = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Greeter)
        self.meeting = threading.Barrier(1)
        self.closed = threading.Event()


class Greeter(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        server.meeting.wait(30)
        if not server.silent:
            self.request.sendall(GREETING)
        self.request.recv(1)
        server.closed.set()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(async_path_operation, "MAIL_SERVER", server.server_address)
        yield server
        server.shutdown()


@PATHS
def test_greeting_of_the_mail_server_is_returned(server: MailServer, path: str) -> None:
    response = TestClient(app).get(path)
    assert response.status_code == 200
    assert response.json() == "220 mail.example.com\ufffd ready"
    assert server.closed.wait(30)


@PATHS
def test_requests_wait_at_the_same_time(server: MailServer, path: str) -> None:
    server.meeting = threading.Barrier(5)
    with TestClient(app) as client, ThreadPoolExecutor(5) as pool:
        assert [r.status_code for r in pool.map(client.get, [path] * 5)] == [200] * 5


@PATHS
def test_silent_mail_server_is_503(server: MailServer, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server.silent = True
    monkeypatch.setattr(async_path_operation, "TIMEOUT", 0.01)
    assert TestClient(app).get(path).status_code == 503
    assert server.closed.wait(30)


@PATHS
def test_missing_mail_server_is_503(free_port: int, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_path_operation, "MAIL_SERVER", ("127.0.0.1", free_port))
    response = TestClient(app).get(path)
    assert response.status_code == 503
    assert "mail server" in response.json()["detail"]
