from collections.abc import AsyncIterator

import pytest
import streaming_response
from fastapi.testclient import TestClient

client = TestClient(streaming_response.app)


def test_body_is_complete() -> None:
    response = client.get("/report")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="report.csv"'
    lines = response.content.decode().splitlines()
    assert lines == ["item,amount", *(f"Café crème {number},25" for number in range(1000))]


def test_no_length_is_sent() -> None:
    assert "content-length" not in client.get("/report").headers


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_each_piece_is_made_after_the_previous_one_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    async def pieces() -> AsyncIterator[str]:
        for number in range(3):
            made.append(number)
            yield str(number)

    monkeypatch.setattr(streaming_response, "generate_csv", pieces)
    response = await streaming_response.read_report()
    seen = [(piece, len(made)) async for piece in response.body_iterator]
    assert seen == [("0", 1), ("1", 2), ("2", 3)]


def test_error_after_the_first_piece_leaves_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> AsyncIterator[str]:
        yield "item,amount\n"
        raise LookupError

    monkeypatch.setattr(streaming_response, "generate_csv", broken)
    response = TestClient(streaming_response.app, raise_server_exceptions=False).get("/report")
    assert response.status_code == 200
