import asyncio
from typing import Any

import pytest
from error_status_codes import app
from fastapi import FastAPI, HTTPException, WebSocket
from fastapi.testclient import TestClient
from starlette.types import Message

client = TestClient(app)
calm_client = TestClient(app, raise_server_exceptions=False)
REPLACED: dict[str, Any] = {"name": "plan", "text": "new", "based_on": 3, "user": "ada"}


@pytest.mark.parametrize(
    ("difference", "status", "body"),
    [
        ({}, 200, {"version": 4}),
        ({"text": " "}, 400, {"detail": "The text is blank"}),
        ({"user": None}, 401, {"detail": "Log in"}),
        ({"user": "eve"}, 403, {"detail": "Only its owner may replace a document"}),
        ({"name": "poem"}, 404, {"detail": "There is no such document"}),
        ({"based_on": 2}, 409, {"detail": "The document is at version 3"}),
    ],
)
def test_each_code_has_its_body(difference: dict[str, Any], status: int, body: dict[str, Any]) -> None:
    sent = REPLACED | difference
    response = client.put(
        f"/documents/{sent['name']}",
        params={"based_on": sent["based_on"]},
        json={"text": sent["text"]},
        headers={"X-User": sent["user"]} if sent["user"] else {},
    )
    assert response.status_code == status
    assert response.json() == body
    assert response.headers["content-type"] == "application/json"
    assert response.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


def test_unhandled_exception_is_a_plain_text_500() -> None:
    response = calm_client.get("/documents/poem/version")
    assert response.status_code == 500
    assert response.text == "Internal Server Error"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_unhandled_exception_reaches_the_test_client_as_itself_by_default() -> None:
    with pytest.raises(KeyError, match="poem"):
        client.get("/documents/poem/version")


def test_application_goes_on_after_a_500() -> None:
    calm_client.get("/documents/poem/version")
    response = calm_client.get("/documents/plan/version")
    assert (response.status_code, response.json()) == (200, 3)


def test_unknown_path_is_a_404_and_wrong_method_a_405() -> None:
    response = client.get("/nowhere")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})
    response = client.delete("/documents/plan")
    assert (response.status_code, response.json()) == (405, {"detail": "Method Not Allowed"})
    assert response.headers["allow"] == "PUT"


def test_request_that_fails_validation_is_a_422() -> None:
    response = client.put("/documents/plan", json={})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {"type": "missing", "loc": ["query", "based_on"], "msg": "Field required", "input": None},
            {"type": "missing", "loc": ["body", "text"], "msg": "Field required", "input": None},
        ]
    }


def test_debug_mode_shows_the_traceback() -> None:
    debug_app = FastAPI(debug=True)

    @debug_app.get("/")
    def fail() -> None:
        raise LookupError("shown to the developer")

    response = TestClient(debug_app, raise_server_exceptions=False).get("/")
    assert response.status_code == 500
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Traceback (most recent call last):")
    assert response.text.rstrip().endswith("LookupError: shown to the developer")


@pytest.mark.parametrize("status", [400, 403, 410, 451, 499, 502, 599])
def test_any_other_error_status_can_be_raised(status: int) -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def fail() -> None:
        raise HTTPException(status, "told")

    @other_app.get("/bare")
    def fail_without_detail() -> None:
        raise HTTPException(status)

    other_client = TestClient(other_app, raise_server_exceptions=False)
    response = other_client.get("/")
    assert (response.status_code, response.json()) == (status, {"detail": "told"})
    response = other_client.get("/bare")
    assert response.status_code == status
    assert list(response.json()) == ["detail"]


def test_error_before_a_websocket_is_accepted_is_an_http_response() -> None:
    socket_app = FastAPI()
    sent: list[Message] = []

    @socket_app.websocket("/ws")
    async def refuse(websocket: WebSocket) -> None:
        raise HTTPException(403, "No entry")

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/ws",
        "raw_path": b"/ws",
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": ("testclient", 50000),
        "server": ("testserver", 80),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    asyncio.run(socket_app(scope, receive, send))
    start, body = sent
    assert start["type"] == "websocket.http.response.start"
    assert start["status"] == 403
    assert dict(start["headers"]) == {b"content-length": b"21", b"content-type": b"application/json"}
    assert body["type"] == "websocket.http.response.body"
    assert body["body"] == b'{"detail":"No entry"}'
