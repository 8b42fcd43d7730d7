import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cursor_pagination import PAGE, TABLE, app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def empty_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def add(*rows: tuple[int, int]) -> None:
    with closing(sqlite3.connect("app.db")) as db, db:
        db.execute(TABLE)
        db.executemany("INSERT INTO messages VALUES (?, ?, 'Hi')", rows)


def read(**query: Any) -> tuple[list[int], str | None]:
    response = client.get("/messages", params={key: value for key, value in query.items() if value is not None})
    assert response.status_code == 200
    return [message["id"] for message in response.json()["messages"]], response.json()["next_cursor"]


@pytest.mark.parametrize(("limit", "sizes"), [(1, [1] * 5), (2, [2, 2, 1]), (4, [4, 1]), (5, [5]), (100, [5])])
def test_pages_hold_every_row_once_and_the_newest_first(limit: int, sizes: list[int]) -> None:
    add((1, 7), (2, 9), (3, 7), (4, 7), (5, 8))
    pages: list[list[int]] = []
    cursor = None
    for _ in sizes:
        ids, cursor = read(limit=limit, cursor=cursor)
        pages.append(ids)
    assert cursor is None
    assert [len(page) for page in pages] == sizes
    assert [number for page in pages for number in page] == [2, 5, 4, 3, 1]


def test_rows_that_are_added_meanwhile_move_nothing() -> None:
    add((1, 1), (2, 2), (3, 3))
    cursor = read(limit=2)[1]
    add((4, 4), (5, 3))
    assert read(limit=2, cursor=cursor) == ([1], None)


def test_row_of_the_cursor_may_be_gone() -> None:
    add((1, 1), (3, 3))
    assert read(cursor="2-2") == ([1], None)
    assert read(cursor="0-0") == ([], None)


def test_page_is_found_by_an_index_by_many_at_once() -> None:
    with TestClient(app) as one_loop, ThreadPoolExecutor(20) as pool:
        assert {answer.status_code for answer in pool.map(one_loop.get, ["/messages"] * 100)} == {200}
    with closing(sqlite3.connect("app.db")) as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {PAGE}", (1, 1, 1)).fetchall()
    assert [("newest" in step, "SEARCH" in step) for (*_, step) in plan] == [(True, True)]


def test_page_has_20_rows_unless_asked() -> None:
    add(*((number, 1_795_000_000_000) for number in range(1, 22)))
    ids, cursor = read()
    assert ids == list(range(21, 1, -1))
    assert read(cursor=cursor) == ([1], None)
    newest = {"id": 21, "sent": 1_795_000_000_000, "text": "Hi"}
    assert client.get("/messages?limit=1").json()["messages"] == [newest]


@pytest.mark.parametrize(
    "cursor", ["", "1", "1-", "-1-1", "1-1-1", "1-1\n", "1'-1", "\u0661-1", f"{10**18}-1", f"1-{10**18}"]
)
def test_made_up_cursor_or_limit_is_refused(cursor: str) -> None:
    assert client.get("/messages", params={"cursor": cursor}).status_code == 422
    assert read(cursor=f"{10**18 - 1}-{10**18 - 1}") == ([], None)
    assert {client.get(f"/messages?limit={limit}").status_code for limit in (0, -1, 101, 10**30, "all")} == {422}
