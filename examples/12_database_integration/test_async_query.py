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
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.pool import Pool


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    async def write_library() -> None:
        async with AsyncSession(opened.app_state["engine"]) as session:
            for name in ["Zola", "Abe", "Borges", "Austen", *(f"M{number}" for number in range(10, 37))]:
                session.add(Author(name=name, books=[Book(title=f"{name} 2"), Book(title=f"{name} 1")]))
            await session.commit()

    with TestClient(app) as opened:
        assert opened.portal is not None
        opened.portal.call(write_library)
        yield opened


def names(client: TestClient, **parameters: Any) -> list[str]:
    response = client.get("/authors", params=parameters)
    assert response.status_code == 200
    return list(response.json())


def test_pages_follow_each_other_in_order(client: TestClient) -> None:
    first = names(client)
    assert (first[:4], len(first)) == (["Abe", "Austen", "Borges", "M10"], 20)
    assert names(client, after=first[-1]) == [*(f"M{number}" for number in range(27, 37)), "Zola"]


def test_filter_takes_names_after_the_given_one(client: TestClient) -> None:
    assert names(client, after="M36") == ["Zola"]
    assert names(client, after="Zola") == []
    assert names(client, after="Zz" * 25) == []


def test_relationship_is_loaded_in_its_order(client: TestClient) -> None:
    assert client.get("/authors?after=M36").json() == {"Zola": ["Zola 1", "Zola 2"]}


@pytest.mark.parametrize("after", ["M36", ""])
def test_page_takes_two_statements_however_long_it_is(client: TestClient, after: str) -> None:
    statements: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    names(client, after=after)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 2


@pytest.mark.parametrize("wrong", ["after=%00", f"after={'a' * 51}"])
def test_parameter_out_of_bounds_is_refused(client: TestClient, wrong: str) -> None:
    assert client.get(f"/authors?{wrong}").status_code == 422


def test_more_requests_at_once_than_connections(client: TestClient) -> None:
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda number: client.get("/authors"), range(60)))
    assert [(answer.status_code, len(answer.json())) for answer in answers] == [(200, 20)] * 60


def test_connections_are_closed_with_the_app(async_database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.get("/authors")
    assert steps.count("close") >= steps.count("open") > 0
