import asyncio
import gc
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from async_query import Author, Book, app, database_url
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import Pool


async def write_library() -> None:
    engine = create_async_engine(database_url())
    async with AsyncSession(engine) as session:
        session.add_all(
            [
                Author(name="Zola", books=[Book(title="Nana", year=1880), Book(title="Germinal", year=1885)]),
                Author(name="Austen", books=[Book(title="Emma", year=1815), Book(title="Persuasion", year=1817)]),
                Author(name="Abe"),
                Author(name="A%b", books=[Book(title="Signs", year=2001)]),
                Author(name="Borges", books=[Book(title="Ficciones", year=1944)]),
            ]
        )
        await session.commit()
    await engine.dispose()


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        asyncio.run(write_library())
        yield client


@pytest.fixture
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def remember(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", remember)
    yield seen
    event.remove(Engine, "before_cursor_execute", remember)


def names(client: TestClient, **parameters: Any) -> list[str]:
    response = client.get("/authors", params=parameters)
    assert response.status_code == 200
    return [author["name"] for author in response.json()]


def test_filter_keeps_what_starts_with_the_prefix(client: TestClient) -> None:
    assert names(client, prefix="Au") == ["Austen"]
    assert names(client, prefix="Nobody") == []


def test_filter_takes_a_percent_sign_literally(client: TestClient) -> None:
    assert names(client, prefix="A%") == ["A%b"]


def test_order_is_by_name(client: TestClient) -> None:
    assert names(client, limit=100) == ["A%b", "Abe", "Austen", "Borges", "Zola"]


def test_pages_follow_each_other_without_gap_or_repetition(client: TestClient) -> None:
    assert names(client) == ["A%b", "Abe"]
    assert names(client, offset=2) == ["Austen", "Borges"]
    assert names(client, offset=4) == ["Zola"]
    assert names(client, offset=5) == []


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"offset": "-1"}, {"type": "greater_than_equal", "loc": ["query", "offset"], "input": "-1", "ctx": {"ge": 0}}),
        ({"limit": "0"}, {"type": "greater_than_equal", "loc": ["query", "limit"], "input": "0", "ctx": {"ge": 1}}),
        ({"limit": "101"}, {"type": "less_than_equal", "loc": ["query", "limit"], "input": "101", "ctx": {"le": 100}}),
    ],
)
def test_page_out_of_bounds_is_refused(client: TestClient, parameters: dict[str, str], error: dict[str, Any]) -> None:
    response = client.get("/authors", params=parameters)
    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    del detail["msg"]
    assert detail == error


def test_relationship_is_loaded_without_a_lazy_load_error(client: TestClient) -> None:
    response = client.get("/authors", params={"prefix": "A"})
    assert response.status_code == 200
    assert response.json() == [
        {"name": "A%b", "books": [{"title": "Signs", "year": 2001}]},
        {"name": "Abe", "books": []},
    ]
    assert client.get("/authors", params={"prefix": "Zola"}).json() == [
        {"name": "Zola", "books": [{"title": "Nana", "year": 1880}, {"title": "Germinal", "year": 1885}]}
    ]


@pytest.mark.parametrize("limit", [1, 100])
def test_page_takes_two_statements_however_many_authors_it_has(
    client: TestClient, statements: list[str], limit: int
) -> None:
    assert len(names(client, limit=limit)) == min(limit, 5)
    authors, books = statements
    assert authors.startswith("SELECT authors.id, authors.name FROM authors WHERE (authors.name LIKE ")
    assert " ORDER BY authors.name, authors.id LIMIT " in authors
    assert "FROM books WHERE books.author_id IN (" in books
    assert books.endswith(" ORDER BY books.year")


def test_relationship_that_was_not_asked_for_is_a_lazy_load_error(client: TestClient) -> None:
    async def read_books() -> str:
        engine = create_async_engine(database_url())
        try:
            async with AsyncSession(engine) as session:
                author = (await session.scalars(select(Author).where(Author.name == "Zola"))).one()
                try:
                    _ = author.books
                except SQLAlchemyError as error:
                    return str(error)
                return "loaded"
        finally:
            await engine.dispose()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        assert "greenlet_spawn has not been called" in asyncio.run(read_books())
        gc.collect()


def test_connections_are_closed_with_the_app(database: None) -> None:
    closed: list[object] = []

    def remember(connection: object, record: object) -> None:
        closed.append(connection)

    event.listen(Pool, "close", remember)
    with TestClient(app) as client:
        assert names(client) == []
        assert closed == []
    event.remove(Pool, "close", remember)
    assert len(closed) == 1


def test_query_style_of_1_x_does_not_exist_on_an_async_session() -> None:
    assert not hasattr(AsyncSession, "query")


def test_parameters_are_documented_with_their_bounds() -> None:
    schema = app.openapi()
    operation = schema["paths"]["/authors"]["get"]
    assert operation["parameters"] == [
        {
            "name": "prefix",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "default": "", "title": "Prefix"},
        },
        {
            "name": "offset",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "minimum": 0, "default": 0, "title": "Offset"},
        },
        {
            "name": "limit",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "maximum": 100, "minimum": 1, "default": 2, "title": "Limit"},
        },
    ]
    assert schema["components"]["schemas"]["AuthorData"] == {
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "books": {"items": {"$ref": "#/components/schemas/BookData"}, "type": "array", "title": "Books"},
        },
        "type": "object",
        "required": ["name", "books"],
        "title": "AuthorData",
    }


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, "sqlite+aiosqlite:///app.db"),
        ("sqlite:////var/my.db", "sqlite+aiosqlite:////var/my.db"),
        ("postgresql://me@localhost:5432/mine", "postgresql+psycopg://me@localhost:5432/mine"),
    ],
)
def test_driver_follows_from_the_database_url(given: str | None, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if given is not None:
        monkeypatch.setenv("DATABASE_URL", given)
    assert str(database_url()) == used
