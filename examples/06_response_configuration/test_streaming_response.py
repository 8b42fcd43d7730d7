import asyncio
from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Annotated, Any

import pytest
import streaming_response
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

client = TestClient(streaming_response.app)


async def call(app: FastAPI, path: str, events: list[str]) -> list[MutableMapping[str, Any]]:
    """Ask the app for a path as a server does; note each piece in events when it is sent."""
    requests: list[dict[str, Any]] = [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not requests:
            await asyncio.Event().wait()
        return requests.pop()

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if message.get("body"):
            events.append(f"sent {message['body'].decode().strip()}")

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": ("testclient", 1),
        "server": ("testserver", 80),
    }
    await app(scope, receive, send)
    return sent


def test_the_body_is_complete_and_without_a_length() -> None:
    response = client.get("/report")
    assert response.status_code == 200
    assert dict(response.headers) == {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="report.csv"',
    }
    assert response.content == "item,amount\npen,3\nink,1\nFüller,25\n".encode()


def test_the_chunks_arrive_in_order_one_message_each() -> None:
    start, *bodies = asyncio.run(call(streaming_response.app, "/report", []))
    assert start["type"] == "http.response.start"
    assert [(body["body"].decode(), body["more_body"]) for body in bodies] == [
        ("item,amount\n", True),
        ("pen,3\n", True),
        ("ink,1\n", True),
        ("Füller,25\n", True),
        ("", False),
    ]


def test_each_row_is_made_only_after_the_one_before_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []

    async def watched_rows() -> AsyncIterator[tuple[str, int]]:
        for number in (1, 2):
            events.append(f"made {number}")
            yield "row", number
        events.append("finished")

    monkeypatch.setattr(streaming_response, "fetch_rows", watched_rows)
    asyncio.run(call(streaming_response.app, "/report", events))
    assert events == ["sent item,amount", "made 1", "sent row,1", "made 2", "sent row,2", "finished"]


def test_a_client_reads_line_by_line() -> None:
    with client.stream("GET", "/report") as response:
        assert list(response.iter_lines()) == ["item,amount", "pen,3", "ink,1", "Füller,25"]


def test_an_error_after_the_first_piece_leaves_the_status_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken_rows() -> AsyncIterator[tuple[str, int]]:
        yield "pen", 3
        raise LookupError("the database is gone")

    monkeypatch.setattr(streaming_response, "fetch_rows", broken_rows)
    with pytest.raises(LookupError, match="the database is gone"):
        client.get("/report")
    response = TestClient(streaming_response.app, raise_server_exceptions=False).get("/report")
    assert response.status_code == 200
    assert response.text == "item,amount\npen,3\n"


def test_the_docs_know_nothing_of_a_returned_stream() -> None:
    assert streaming_response.app.openapi()["paths"]["/report"]["get"]["responses"] == {
        "200": {"description": "Successful Response", "content": {"application/json": {"schema": {}}}}
    }


def test_without_a_media_type_there_is_no_content_type() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read() -> StreamingResponse:
        pieces: list[str | bytes] = [b"a", "b"]
        return StreamingResponse(iter(pieces))

    response = TestClient(other_app).get("/")
    assert dict(response.headers) == {}
    assert response.content == b"ab"


@pytest.mark.parametrize("is_async", [True, False])
def test_a_dependency_stays_open_while_the_stream_runs(is_async: bool) -> None:
    events: list[str] = []

    def open_file() -> Iterator[str]:
        events.append("open")
        yield "file"
        events.append("closed")

    other_app = FastAPI()

    @other_app.get("/")
    def read(file: Annotated[str, Depends(open_file)]) -> StreamingResponse:
        async def lines() -> AsyncIterator[str]:
            yield f"{file} 1"
            yield f"{file} 2"

        return StreamingResponse(lines() if is_async else iter([f"{file} 1", f"{file} 2"]))

    asyncio.run(call(other_app, "/", events))
    assert events == ["open", "sent file 1", "sent file 2", "closed"]


def test_an_endpoint_that_yields_sends_json_lines_with_its_status() -> None:
    other_app = FastAPI()

    @other_app.get("/", status_code=202)
    async def read() -> AsyncIterator[dict[str, float]]:
        yield {"value": 1.5}
        yield {"value": float("nan")}

    response = TestClient(other_app).get("/")
    assert response.status_code == 202
    assert dict(response.headers) == {"content-type": "application/jsonl"}
    assert response.text == '{"value":1.5}\n{"value":null}\n'
    content = other_app.openapi()["paths"]["/"]["get"]["responses"]["202"]["content"]
    assert list(content) == ["application/jsonl"]
    assert content["application/jsonl"]["itemSchema"]["type"] == "object"


def test_values_without_a_declared_type_are_sent_as_json_lines_too() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read():  # type: ignore[no-untyped-def]  # noqa: ANN202
        yield {"value": 1.5}
        yield {"value": float("nan")}

    response = TestClient(other_app).get("/")
    assert response.status_code == 200
    assert response.text == '{"value": 1.5}\n{"value": null}\n'


def test_an_endpoint_that_yields_with_the_response_class_sends_the_pieces_as_they_are() -> None:
    other_app = FastAPI()

    @other_app.get("/", response_class=StreamingResponse)
    async def read() -> AsyncIterator[str]:
        yield "a"
        yield "ü"

    response = TestClient(other_app).get("/")
    assert response.content == "aü".encode()
    assert dict(response.headers) == {}
    assert other_app.openapi()["paths"]["/"]["get"]["responses"] == {"200": {"description": "Successful Response"}}
