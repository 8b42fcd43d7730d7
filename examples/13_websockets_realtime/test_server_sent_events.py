import json
from collections.abc import Iterator
from typing import Any

import pytest
import server_sent_events
from fastapi.testclient import TestClient
from server_sent_events import NEWS, app

client = TestClient(app)
both_forms = pytest.mark.parametrize("path", ["/news", "/news-by-hand"])


def parse(text: str) -> Iterator[tuple[str, str, str]]:
    """Read a stream as the HTML standard tells browsers to: event, id and data."""
    data: list[str] = []
    event = last_id = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line == "":
            if data:
                yield event, last_id, "\n".join(data)
            data, event = [], ""
        elif name == "data":
            data.append(value)
        elif name == "event":
            event = value
        elif name == "id":
            last_id = value


@both_forms
def test_browser_reads_event_id_and_data(path: str) -> None:
    events = [(event, number, json.loads(data)) for event, number, data in parse(client.get(path).text)]
    assert events == [("news", str(number), text) for number, text in enumerate(NEWS, start=1)]


@both_forms
@pytest.mark.parametrize("text", ["a\u2028b\x0bc\x85d", "\n\n", "a\rb\r\n", "data: x\n\nevent: forged"])
def test_text_arrives_as_it_is(path: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_sent_events, "NEWS", [text])
    assert [json.loads(data) for _, _, data in parse(client.get(path).text)] == [text]


@both_forms
def test_proxies_and_caches_are_told_not_to_store_or_buffer(path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-cache", "no")


@both_forms
@pytest.mark.parametrize(("last", "ids"), [("0", ["1", "2", "3"]), ("1", ["2", "3"]), ("2", ["3"])])
def test_stream_resumes_after_the_last_event(path: str, last: str, ids: list[str]) -> None:
    response = client.get(path, headers={"Last-Event-ID": last})
    assert [number for _, number, _ in parse(response.text)] == ids


@both_forms
def test_browser_that_has_seen_everything_is_told_to_stop(path: str) -> None:
    for last in ("3", "9" * 100):
        assert client.get(path, headers={"Last-Event-ID": last}).status_code == 204
    assert client.get(path, headers={"Last-Event-ID": "-1"}).status_code == 422


@both_forms
def test_each_event_is_sent_by_itself(path: str) -> None:
    parts: list[bytes] = []

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: Any) -> None:
            parts.append(message.get("body", b""))
            await send(message)

        await app(scope, receive, record)

    TestClient(observed).get(path)
    assert [part.endswith(b"\n\n") for part in parts].count(True) == 3
