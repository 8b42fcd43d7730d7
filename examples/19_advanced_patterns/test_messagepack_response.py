# /// script
# requires-python = ">=3.11"
# dependencies = ["msgpack"]
# ///
from typing import Any

import msgpack
import pytest
from fastapi.testclient import TestClient
from messagepack_response import app

client = TestClient(app)
MSGPACK = "application/vnd.msgpack"
SENT: dict[str, Any] = {"sensor": "Küche", "values": [1500, -(2**31), 2**31 - 1]}
EXPECTED: dict[str, Any] = {**SENT, "ok": True}


def test_client_that_accepts_it_gets_msgpack_with_the_value_of_the_json() -> None:
    response = client.post("/readings", json=SENT, headers={"Accept": MSGPACK})
    assert response.status_code == 200
    assert response.headers["content-type"] == MSGPACK
    assert response.headers["content-length"] == str(len(response.content))
    assert msgpack.unpackb(response.content) == EXPECTED


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_another_client_gets_json(accept: str) -> None:
    response = client.post("/readings", json=SENT, headers={"Accept": accept})
    assert response.headers["content-type"] == "application/json"
    assert response.json() == EXPECTED


def test_msgpack_is_accepted_as_a_request_body() -> None:
    response = client.post("/readings", content=msgpack.packb(SENT), headers={"Content-Type": MSGPACK})
    assert response.status_code == 200
    assert response.json() == EXPECTED


def test_msgpack_is_smaller_than_json() -> None:
    kinds = (MSGPACK, "application/json")
    packed, text = (client.post("/readings", json=SENT, headers={"Accept": kind}).content for kind in kinds)
    assert len(packed) < len(text)


def test_validation_error_comes_as_msgpack_too() -> None:
    headers = {"Content-Type": MSGPACK, "Accept": MSGPACK}
    response = client.post("/readings", content=msgpack.packb({"values": ["x"]}), headers=headers)
    assert response.status_code == 422
    errors = msgpack.unpackb(response.content)["detail"]
    assert [error["loc"] for error in errors] == [["body", "sensor"], ["body", "values", 0]]


@pytest.mark.parametrize("content", [b"\xc1", b"", b"\x91" * 3000, b"\xd4\x01\x00", b"\xc4\x01\x00"])
def test_body_that_is_not_the_reading_is_an_error_of_the_client(content: bytes) -> None:
    response = client.post("/readings", content=content, headers={"Content-Type": MSGPACK, "Accept": MSGPACK})
    assert response.status_code in (400, 422)


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**64])
def test_number_that_is_too_large_is_refused(number: int) -> None:
    response = client.post("/readings", json={**SENT, "values": [number]})
    assert response.status_code == 422
