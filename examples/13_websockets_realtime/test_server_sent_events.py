import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import server_sent_events
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.testclient import TestClient
from pydantic import BaseModel
from server_sent_events import app

PATHS = ["/news", "/news-by-hand"]
PATIENCE = 45

client = TestClient(app)
both_forms = pytest.mark.parametrize("path", PATHS)


def parse(lines: Iterable[str]) -> Iterable[dict[str, str]]:
    """Read a stream as the HTML standard tells browsers to, and give each event once it is complete."""
    data: list[str] = []
    event, last_id = "message", ""
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line == "":
            if data:
                yield {"event": event, "data": "\n".join(data), "id": last_id}
            data, event = [], "message"
        elif name == "data":
            data.append(value)
        elif name == "event":
            event = value
        elif name == "id":
            last_id = value


@both_forms
def test_parser_reads_event_id_data_and_multi_line_data(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert list(parse(response.text.split("\n"))) == [
        {"event": "news", "data": "Doors open", "id": "1"},
        {"event": "news", "data": "Rain expected,\nbring a coat", "id": "2"},
        {"event": "news", "data": "Doors close", "id": "3"},
    ]


@both_forms
def test_both_forms_write_the_same_bytes(path: str) -> None:
    assert client.get(path).content == (
        b"event: news\ndata: Doors open\nid: 1\n\n"
        b"event: news\ndata: Rain expected,\ndata: bring a coat\nid: 2\n\n"
        b"event: news\ndata: Doors close\nid: 3\n\n"
    )


@both_forms
def test_media_type_and_caching_headers_are_set(path: str) -> None:
    assert dict(client.get(path).headers) == {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache",
        "x-accel-buffering": "no",
    }


@both_forms
@pytest.mark.parametrize(("last", "ids"), [("0", ["1", "2", "3"]), ("1", ["2", "3"]), ("3", []), ("9", [])])
def test_last_event_id_resumes_after_it(path: str, last: str, ids: list[str]) -> None:
    response = client.get(path, headers={"Last-Event-ID": last})
    assert response.status_code == 200
    assert [event["id"] for event in parse(response.text.split("\n"))] == ids


@both_forms
def test_invalid_last_event_id_is_refused(path: str) -> None:
    response = client.get(path, headers={"Last-Event-ID": "-1"})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    del error["msg"]
    assert error == {
        "type": "greater_than_equal",
        "loc": ["header", "last-event-id"],
        "input": "-1",
        "ctx": {"ge": 0},
    }


@both_forms
def test_events_are_sent_before_the_stream_ends(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second piece of news only comes once the first has been sent."""
    steps: list[str] = []
    first_is_sent = asyncio.Event()

    async def news(after: int) -> AsyncIterator[tuple[int, str]]:
        yield 1, "first"
        await first_is_sent.wait()
        steps.append("second is written")
        yield 2, "second"

    async def receive() -> dict[str, Any]:
        if "asked" in steps:
            await asyncio.Event().wait()
        steps.append("asked")
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message.get("body"):
            steps.append(message["body"].decode())
            first_is_sent.set()

    monkeypatch.setattr(server_sent_events, "read_news", news)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [],
        "server": ("testserver", 80),
    }
    asyncio.run(asyncio.wait_for(app(scope, receive, send), PATIENCE))
    assert [step for step in steps if step != "asked"] == [
        "event: news\ndata: first\nid: 1\n\n",
        "second is written",
        "event: news\ndata: second\nid: 2\n\n",
    ]


HELD = """
import asyncio

import server_sent_events
from server_sent_events import app

released = asyncio.Event()


async def read_news(after):
    yield 1, "first"
    await released.wait()
    released.clear()
    yield 2, "second"


@app.post("/release", status_code=204)
async def release() -> None:
    released.set()


server_sent_events.read_news = read_news
"""


def test_events_arrive_over_a_real_socket_before_the_stream_ends(
    start_server: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    (tmp_path / "held.py").write_text(HELD)
    server = start_server(
        "uvicorn",
        "held:app",
        "--port",
        str(free_port),
        env={"PYTHONPATH": str(Path(server_sent_events.__file__).parent)},
        cwd=tmp_path,
    )
    server.wait_for("Uvicorn running on")
    with httpx.Client(base_url=f"http://127.0.0.1:{free_port}", timeout=PATIENCE) as browser:
        for path in PATHS:
            with browser.stream("GET", path) as response:
                events = iter(parse(response.iter_lines()))
                assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
                assert response.headers["transfer-encoding"] == "chunked"
                assert next(events) == {"event": "news", "data": "first", "id": "1"}
                assert browser.post("/release").status_code == 204
                assert list(events) == [{"event": "news", "data": "second", "id": "2"}]


class Price(BaseModel):
    amount: float
    currency: str = "EUR"


def test_what_is_yielded_becomes_json_unless_it_is_raw() -> None:
    prices = FastAPI()

    @prices.get("/", response_class=EventSourceResponse)
    async def stream() -> AsyncIterable[Any]:
        yield Price(amount=1)
        yield {"é": None}
        yield ServerSentEvent(data={"é": None})
        yield ServerSentEvent(data="text")
        yield ServerSentEvent(data=Price(amount=2), event="price", id="7", retry=3000)
        yield ServerSentEvent(raw_data="<b>text</b>")
        yield ServerSentEvent(comment="still here")

    assert TestClient(prices).get("/").text == (
        'data: {"amount":1.0,"currency":"EUR"}\n\n'
        'data: {"é":null}\n\n'
        'data: {"\\u00e9": null}\n\n'
        'data: "text"\n\n'
        'event: price\ndata: {"amount":2.0,"currency":"EUR"}\nid: 7\nretry: 3000\n\n'
        "data: <b>text</b>\n\n"
        ": still here\n\n"
    )


@pytest.mark.parametrize(
    "wrong",
    [{"id": "1\n2"}, {"event": "a\nb"}, {"id": "\0"}, {"retry": -1}, {"data": 1, "raw_data": "1"}],
)
def test_event_that_would_break_the_format_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 validation error for ServerSentEvent"):
        ServerSentEvent(**wrong)


def test_streaming_response_without_media_type_has_no_content_type() -> None:
    bare = FastAPI()

    @bare.get("/")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter(["data: 1\n\n"]))

    response = TestClient(bare).get("/")
    assert dict(response.headers) == {}
    assert response.text == "data: 1\n\n"


EVENT_SCHEMA = {
    "data": {"type": "string"},
    "event": {"type": "string"},
    "id": {"type": "string"},
    "retry": {"type": "integer", "minimum": 0},
}


def test_event_stream_is_documented_with_the_fields_of_an_event() -> None:
    operation = app.openapi()["paths"]["/news"]["get"]
    assert operation["parameters"] == [
        {
            "name": "last-event-id",
            "in": "header",
            "required": False,
            "schema": {"type": "integer", "minimum": 0, "default": 0, "title": "Last-Event-Id"},
        }
    ]
    assert operation["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"text/event-stream": {"itemSchema": {"type": "object", "properties": EVENT_SCHEMA}}},
    }


def test_stream_of_a_model_is_documented_with_its_schema() -> None:
    prices = FastAPI()

    @prices.get("/", response_class=EventSourceResponse)
    async def stream() -> AsyncIterable[Price]:
        yield Price(amount=1)

    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": "#/components/schemas/Price"},
    }
    assert prices.openapi()["paths"]["/"]["get"]["responses"]["200"]["content"] == {
        "text/event-stream": {
            "itemSchema": {"type": "object", "properties": {**EVENT_SCHEMA, "data": data}, "required": ["data"]}
        }
    }


def test_stream_written_by_hand_is_not_documented() -> None:
    operation = app.openapi()["paths"]["/news-by-hand"]["get"]
    assert operation["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {}}},
    }
