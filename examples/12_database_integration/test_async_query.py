# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from async_query import Author, Book, app
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    async def write_library() -> None:
        async with opened.app_state["make_session"]() as session:
            for name in ["Zola", "Abe", "A%b", "Austen", "Borges", "Abe"]:
                session.add(Author(name=name, books=[Book(title="Later", year=1885), Book(title="Early", year=1880)]))
            await session.commit()

    with TestClient(app) as opened:
        assert opened.portal is not None
        opened.portal.call(write_library)
        yield opened


def names(client: TestClient, **parameters: Any) -> list[str]:
    response = client.get("/authors", params=parameters)
    assert response.status_code == 200
    return [author["name"] for author in response.json()]


def test_filter_takes_the_prefix_literally(client: TestClient) -> None:
    assert names(client, prefix="Au") == ["Austen"]
    assert names(client, prefix="A%") == ["A%b"]
    assert names(client, prefix="Nobody") == []


def test_pages_follow_each_other_in_order(client: TestClient) -> None:
    assert names(client) == ["A%b", "Abe", "Abe", "Austen", "Borges", "Zola"]
    pages = [names(client, limit=2, offset=start) for start in (0, 2, 4, 6)]
    assert pages == [["A%b", "Abe"], ["Abe", "Austen"], ["Borges", "Zola"], []]


def test_relationship_is_loaded_in_its_order(client: TestClient) -> None:
    books = [{"title": "Early", "year": 1880}, {"title": "Later", "year": 1885}]
    assert client.get("/authors?prefix=Zola").json() == [{"name": "Zola", "books": books}]


@pytest.mark.parametrize("limit", [1, 100])
def test_page_takes_two_statements_however_long_it_is(client: TestClient, limit: int) -> None:
    statements: list[str] = []

    event.listen(Engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    names(client, limit=limit)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 2


@pytest.mark.parametrize(
    "wrong", ["offset=-1", "offset=10001", "limit=0", "limit=101", "prefix=%00", f"prefix={'a' * 51}"]
)
def test_parameter_out_of_bounds_is_refused(client: TestClient, wrong: str) -> None:
    assert client.get(f"/authors?{wrong}").status_code == 422
    assert client.get(f"/authors?offset=10000&prefix={'a' * 50}").json() == []


def test_more_requests_at_once_than_connections(client: TestClient) -> None:
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda number: client.get("/authors"), range(60)))
    assert [(answer.status_code, len(answer.json())) for answer in answers] == [(200, 6)] * 60


def test_connections_are_closed_with_the_app(async_database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.get("/authors")
    assert steps.count("close") >= steps.count("open") > 0
