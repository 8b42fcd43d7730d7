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
    assert response.content == "item,amount\npen,3\nink,1\nFüller,25\n".encode()


def test_no_length_is_sent() -> None:
    assert "content-length" not in client.get("/report").headers


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_each_row_is_made_when_the_one_before_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    async def count_rows() -> AsyncIterator[tuple[str, int]]:
        for number in range(3):
            made.append(number)
            yield "row", number

    monkeypatch.setattr(streaming_response, "fetch_rows", count_rows)
    response = await streaming_response.read_report()
    seen = [(piece, len(made)) async for piece in response.body_iterator]
    assert seen == [("item,amount\n", 0), ("row,0\n", 1), ("row,1\n", 2), ("row,2\n", 3)]


def test_error_after_the_first_piece_leaves_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken_rows() -> AsyncIterator[tuple[str, int]]:
        yield "pen", 3
        raise LookupError

    monkeypatch.setattr(streaming_response, "fetch_rows", broken_rows)
    response = TestClient(streaming_response.app, raise_server_exceptions=False).get("/report")
    assert response.status_code == 200
