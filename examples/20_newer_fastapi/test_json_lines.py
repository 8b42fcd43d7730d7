import json
from typing import Any

from fastapi.testclient import TestClient
from json_lines import app

client = TestClient(app)


def test_each_item_is_a_line_of_json() -> None:
    response = client.get("/years/2026/orders")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/jsonl")
    lines = response.content.split(b"\n")
    assert lines.pop() == b""
    assert [json.loads(line) for line in lines] == [{"id": 2, "item": "Füller\n"}, {"id": 3, "item": "Ink"}]


def test_fields_that_the_model_does_not_declare_are_left_out() -> None:
    assert json.loads(client.get("/years/2025/orders").content) == {"id": 1, "item": "Pen"}


def test_items_are_sent_one_by_one_and_without_a_length() -> None:
    sent: list[Any] = []

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: Any) -> None:
            sent.append(message)
            await send(message)

        await app(scope, receive, record)

    response = TestClient(observed).get("/years/2026/orders")
    assert "content-length" not in response.headers
    assert [message["body"][-1:] for message in sent[1:] if message["body"]] == [b"\n", b"\n"]


def test_error_before_the_stream_starts_is_an_ordinary_response() -> None:
    assert client.get("/years/1999/orders").status_code == 404
    assert client.get("/years/soon/orders").status_code == 422


def test_openapi_documents_the_items() -> None:
    content = app.openapi()["paths"]["/years/{year}/orders"]["get"]["responses"]["200"]["content"]
    assert "application/jsonl" in content
    assert "#/components/schemas/Order" in json.dumps(content)
