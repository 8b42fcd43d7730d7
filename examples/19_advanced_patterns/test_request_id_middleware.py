import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import request_id_middleware
from fastapi.testclient import TestClient
from request_id_middleware import app, handler, logger

client = TestClient(app)
quiet = TestClient(app, raise_server_exceptions=False)
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
    assert response.json() == {"item_id": 7}
    assert response.headers.get_list("x-request-id") == [given]
    assert log.getvalue() == f"{given} items item 7 is read\n"


def test_missing_id_is_made_and_unique(log: io.StringIO) -> None:
    ids = [client.get(f"/items/{number}").headers["x-request-id"] for number in range(5)]
    assert len({each for each in ids if MADE.fullmatch(each)}) == 5
    assert log.getvalue().splitlines() == [f"{each} items item {number} is read" for number, each in enumerate(ids)]


@pytest.mark.parametrize("given", [b"", b"a" * 65, b"two words", b"tab\tbed", "é".encode(), b"<script>", b"abc\xff"])
def test_long_or_malformed_id_is_replaced(given: bytes) -> None:
    response = client.get("/items/7", headers=[(b"X-Request-ID", given)])
    assert MADE.fullmatch(response.headers["x-request-id"])


def test_requests_at_the_same_time_keep_their_ids(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(5)
    warn = logger.warning
    monkeypatch.setattr(logger, "warning", lambda *arguments: (together.wait(20), warn(*arguments)))
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(lambda name: client.get(f"/items/{name}", headers={"X-Request-ID": name}), "12345"))
    assert sorted(log.getvalue().splitlines()) == [f"{name} items item {name} is read" for name in "12345"]


@pytest.mark.parametrize(("path", "status"), [("/items/x", 422), ("/nothing", 404)])
def test_refused_request_has_an_id_too(path: str, status: int) -> None:
    response = client.get(path, headers={"X-Request-ID": "abc"})
    assert (response.status_code, response.headers["x-request-id"]) == (status, "abc")


def test_unhandled_error_keeps_its_id(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_id_middleware.logger, "warning", lambda *arguments: 1 / 0)
    response = quiet.get("/items/7", headers={"X-Request-ID": "abc"})
    assert (response.status_code, response.headers["x-request-id"]) == (500, "abc")
    assert response.json() == {"detail": "Internal Server Error"}
    first, *_, last = log.getvalue().splitlines()
    assert first == "abc items unhandled error"
    assert last.startswith("ZeroDivisionError")


def test_line_outside_of_a_request_has_a_dash(log: io.StringIO) -> None:
    logger.warning("started")
    assert log.getvalue() == "- items started\n"
