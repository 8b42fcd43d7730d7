import io
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import structured_logging
from fastapi.testclient import TestClient
from structured_logging import app, handler

client = TestClient(app)
MADE = re.compile(r"[0-9a-f]{32}")


class Written(io.StringIO):
    def lines(self) -> list[dict[str, Any]]:
        """The objects written so far, without those of libraries that log each request of a client."""
        told = [json.loads(line) for line in self.getvalue().splitlines()]
        return [line for line in told if "HTTP Request" not in line["event"]]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Written:
    written = Written()
    monkeypatch.setattr(handler, "stream", written)
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    return written


def test_each_line_of_a_request_is_an_object_with_its_id(log: Written) -> None:
    response = client.get("/items/shoe", headers={"X-Request-ID": "abc"})
    assert response.headers["x-request-id"] == "abc"
    same = {"request_id": "abc", "method": "GET", "path": "/items/shoe", "level": "info"}
    read, answered = log.lines()
    assert datetime.fromisoformat(read.pop("timestamp")).utcoffset() == timedelta(0)
    assert read == {**same, "event": "item is read", "name": "shoe"}
    assert 0 <= answered.pop("seconds") < 60
    assert answered == {**same, "event": "answered", "status": 200, "timestamp": answered["timestamp"]}


@pytest.mark.parametrize("given", [b"", b"a" * 65, b"two words", "é".encode(), b'"}{"'])
def test_malformed_id_is_replaced(given: bytes) -> None:
    response = client.get("/items/shoe", headers=[(b"X-Request-ID", given)])
    assert MADE.fullmatch(response.headers["x-request-id"])


def test_client_cannot_forge_a_line(log: Written) -> None:
    client.get('/items/a%0A{"event": "forged"}%0D%E2%80%A8')
    assert [line["event"] for line in log.lines()] == ["item is read", "answered"]


def test_other_libraries_write_json_with_the_id(log: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    other = logging.getLogger("other.library")
    monkeypatch.setattr(structured_logging.logger, "info", lambda event, **values: other.warning("%s it", event))
    client.get("/items/shoe", headers={"X-Request-ID": "abc"})
    told = [(line["event"], line["request_id"]) for line in log.lines()]
    assert told == [("item is read it", "abc"), ("answered it", "abc")]


def test_requests_at_the_same_time_keep_their_ids(log: Written) -> None:
    with ThreadPoolExecutor(20) as callers:
        list(
            callers.map(lambda name: client.get(f"/items/{name}", headers={"X-Request-ID": name}), map(str, range(60)))
        )
    told = [(line["request_id"], line["name"]) for line in log.lines() if line["event"] == "item is read"]
    assert sorted(told) == sorted((str(number), str(number)) for number in range(60))


def test_unhandled_error_is_one_line_with_the_id(log: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structured_logging.logger, "info", lambda event, **values: 1 / 0)
    quiet = TestClient(app, raise_server_exceptions=False)
    response = quiet.get("/items/shoe", headers={"X-Request-ID": "abc"})
    assert (response.status_code, response.headers["x-request-id"]) == (500, "abc")
    assert "Zero" not in response.text
    told = [(line["event"], line["request_id"], "ZeroDivisionError" in line["exception"]) for line in log.lines()]
    assert told == [("unhandled error", "abc", True)]
