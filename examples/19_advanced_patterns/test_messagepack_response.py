from collections.abc import Iterator
from typing import Any

import msgpack  # type: ignore[import-untyped]
import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient
from messagepack_response import app
from msgpack_asgi import MessagePackMiddleware

client = TestClient(app)

MSGPACK = "application/vnd.msgpack"
OLD_MSGPACK = "application/x-msgpack"
SENT: dict[str, Any] = {"sensor": "Küche", "values": [1500, 20, 325]}
EXPECTED: dict[str, Any] = {"sensor": "Küche", "values": [1500, 20, 325], "ok": True}


def test_client_that_accepts_it_gets_msgpack_with_the_value_of_the_json() -> None:
    response = client.post("/readings", json=SENT, headers={"Accept": MSGPACK})
    assert response.status_code == 200
    assert response.headers["content-type"] == MSGPACK
    assert response.headers["content-length"] == str(len(response.content))
    assert msgpack.unpackb(response.content) == client.post("/readings", json=SENT).json() == EXPECTED


@pytest.mark.parametrize("accept", ["*/*", "application/json", OLD_MSGPACK, f"{MSGPACK}, application/json"])
def test_another_client_gets_json(accept: str) -> None:
    response = client.post("/readings", json=SENT, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == EXPECTED


@pytest.mark.parametrize("accept", [MSGPACK, "application/json"])
def test_vary_is_not_set(accept: str) -> None:
    assert "vary" not in client.post("/readings", json=SENT, headers={"Accept": accept}).headers


def test_payload_is_smaller_than_the_json() -> None:
    sizes = [
        len(client.post("/readings", json=SENT, headers={"Accept": accept}).content)
        for accept in (MSGPACK, "application/json")
    ]
    assert sizes == [34, 52]


def test_float_takes_nine_bytes() -> None:
    assert len(msgpack.packb(1.5)) == 9


@pytest.mark.parametrize("accept", [MSGPACK, "application/json"])
def test_msgpack_is_accepted_as_a_request_body(accept: str) -> None:
    headers = {"Content-Type": MSGPACK, "Accept": accept}
    response = client.post("/readings", content=msgpack.packb(SENT), headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == accept
    assert (msgpack.unpackb(response.content) if accept == MSGPACK else response.json()) == EXPECTED


def test_validation_error_comes_as_msgpack_too() -> None:
    headers = {"Content-Type": MSGPACK, "Accept": MSGPACK}
    response = client.post("/readings", content=msgpack.packb({"values": ["x"]}), headers=headers)
    assert response.status_code == 422
    errors = msgpack.unpackb(response.content)["detail"]
    assert all(error.pop("msg") for error in errors)
    assert errors == [
        {"type": "missing", "loc": ["body", "sensor"], "input": {"values": ["x"]}},
        {"type": "int_parsing", "loc": ["body", "values", 0], "input": "x"},
    ]


def test_body_that_is_not_msgpack_is_a_400() -> None:
    response = client.post("/readings", content=b"\xc1", headers={"Content-Type": MSGPACK})
    assert response.status_code == 400
    assert response.json() == {"detail": "There was an error parsing the body"}


def test_body_of_the_older_type_is_a_500() -> None:
    quiet = TestClient(app, raise_server_exceptions=False)
    response = quiet.post("/readings", content=msgpack.packb(SENT), headers={"Content-Type": OLD_MSGPACK})
    assert response.status_code == 500


def other_app() -> FastAPI:
    other = FastAPI()

    @other.get("/text", response_class=PlainTextResponse)
    def read_text() -> str:
        return "text"

    @other.get("/number")
    def read_number() -> int:
        return 7

    @other.get("/stream")
    def read_stream() -> StreamingResponse:
        def parts() -> Iterator[bytes]:
            yield b"[1"
            yield b"]"

        return StreamingResponse(parts(), media_type="application/json")

    return other


def test_answer_that_is_not_json_stays_as_it_is() -> None:
    other = other_app()
    other.add_middleware(MessagePackMiddleware)
    response = TestClient(other).get("/text", headers={"Accept": MSGPACK})
    assert response.text == "text"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_stream_is_refused() -> None:
    other = other_app()
    other.add_middleware(MessagePackMiddleware)
    with pytest.raises(NotImplementedError, match="Streaming msgpack response not supported"):
        TestClient(other).get("/stream", headers={"Accept": MSGPACK})


def test_older_type_can_be_chosen_for_the_whole_app() -> None:
    other = other_app()
    other.add_middleware(MessagePackMiddleware, content_type=OLD_MSGPACK)
    old = TestClient(other).get("/number", headers={"Accept": OLD_MSGPACK})
    assert old.headers["content-type"] == OLD_MSGPACK
    assert msgpack.unpackb(old.content) == 7
    assert TestClient(other).get("/number", headers={"Accept": MSGPACK}).headers["content-type"] == "application/json"


def test_openapi_knows_only_the_json() -> None:
    operation = app.openapi()["paths"]["/readings"]["post"]
    assert operation["requestBody"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Reading"}}
    }
    assert list(operation["responses"]["200"]["content"]) == ["application/json"]
