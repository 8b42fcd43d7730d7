import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sse_over_post import app

client = TestClient(app)


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_answer_comes_as_events_and_ends_with_the_usage() -> None:
    response = client.post("/answers", json={"text": "Why now?"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    *words, last = events(response.text)
    assert words == [("word", "You "), ("word", "asked: "), ("word", "Why "), ("word", "now? ")]
    assert last == ("done", {"words": 4})


@pytest.mark.parametrize("text", ["a\n\nevent:done\ndata:{}", "a\r\nb\rc", "ü\u2028\x85", "\x00", "data:x"])
def test_text_cannot_forge_an_event(text: str) -> None:
    *words, last = events(client.post("/answers", json={"text": text}).text)
    assert "".join(word for _, word in words) == f"You asked: {text} "
    assert last[0] == "done"
    assert {event for event, _ in words} == {"word"}


@pytest.mark.parametrize("text", ["", "a" * 2001, None, 7])
def test_wrong_question_is_an_ordinary_error(text: object) -> None:
    response = client.post("/answers", json={"text": text})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/json"
    assert client.post("/answers", json={"text": "a" * 2000}).status_code == 200


def test_proxies_and_caches_leave_the_stream_alone() -> None:
    headers = client.post("/answers", json={"text": "Why?"}).headers
    assert headers["cache-control"] == "no-cache"
    assert headers["x-accel-buffering"] == "no"


def test_each_event_is_sent_by_itself() -> None:
    sent: list[Any] = []

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: Any) -> None:
            sent.append(message)
            await send(message)

        await app(scope, receive, record)

    TestClient(observed).post("/answers", json={"text": "Why?"})
    parts = [message["body"] for message in sent[1:] if message["body"]]
    assert [part.endswith(b"\n\n") for part in parts] == [True] * 4
