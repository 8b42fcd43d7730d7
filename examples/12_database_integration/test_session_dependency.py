import asyncio
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from session_dependency import Book, app, database_url, find_book, get_db, lifespan
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool, QueuePool


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def observed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Which sessions were opened and closed, and when connections left the pool and came back."""
    seen: list[str] = []
    numbers: dict[int, int] = {}
    sessions: list[Session] = []
    open_session, close_session = Session.__init__, Session.close

    def opened(session: Session, *arguments: Any, **options: Any) -> None:
        open_session(session, *arguments, **options)
        sessions.append(session)
        numbers[id(session)] = len(sessions)
        seen.append(f"session {len(sessions)} opened")

    def closed(session: Session) -> None:
        close_session(session)
        seen.append(f"session {numbers[id(session)]} closed")

    def left(*arguments: Any) -> None:
        seen.append("connection out")

    def came_back(*arguments: Any) -> None:
        seen.append("connection back")

    monkeypatch.setattr(Session, "__init__", opened)
    monkeypatch.setattr(Session, "close", closed)
    event.listen(Pool, "checkout", left)
    event.listen(Pool, "checkin", came_back)
    yield seen
    event.remove(Pool, "checkout", left)
    event.remove(Pool, "checkin", came_back)


@pytest.fixture
def pools() -> Iterator[list[QueuePool]]:
    """The pools whose connections were used."""
    used: list[QueuePool] = []

    def remember(connection: Any) -> None:
        pool = connection.engine.pool
        if pool not in used:
            used.append(pool)

    event.listen(Engine, "engine_connect", remember)
    yield used
    event.remove(Engine, "engine_connect", remember)


def test_one_session_serves_the_request_and_is_closed_after_success(client: TestClient, observed: list[str]) -> None:
    response = client.post("/books/1?title=Emma")
    assert (response.status_code, response.json()) == (201, None)
    assert observed == ["session 1 opened", "connection out", "connection back", "session 1 closed"]


def test_dependency_and_endpoint_share_the_session(client: TestClient, observed: list[str]) -> None:
    client.post("/books/1?title=Emma")
    response = client.put("/books/1?title=Persuasion")
    assert (response.status_code, response.json()) == (200, {"isbn": "1", "title": "Persuasion"})
    assert [step for step in observed if step.startswith("session")] == [
        "session 1 opened",
        "session 1 closed",
        "session 2 opened",
        "session 2 closed",
    ]


def test_endpoint_commits_what_it_changed_in_the_object_of_the_dependency(client: TestClient) -> None:
    client.post("/books/1?title=Emma")
    client.put("/books/1?title=Persuasion")
    engine = create_engine(database_url())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT isbn, title FROM books")).all() == [("1", "Persuasion")]
    engine.dispose()


def test_session_is_closed_after_an_http_error(client: TestClient, observed: list[str]) -> None:
    response = client.put("/books/2?title=Persuasion")
    assert (response.status_code, response.json()) == (404, {"detail": "No such book"})
    assert observed == ["session 1 opened", "connection out", "connection back", "session 1 closed"]


def test_session_is_closed_after_an_unexpected_error(client: TestClient, observed: list[str]) -> None:
    client.post("/books/1?title=Emma")
    del observed[:]
    with pytest.raises(IntegrityError):
        client.post("/books/1?title=Emma again")
    assert observed == ["session 2 opened", "connection out", "connection back", "session 2 closed"]


def test_invalid_request_closes_the_session_that_it_opened(client: TestClient, observed: list[str]) -> None:
    response = client.post("/books/1")
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["query", "title"], "msg": "Field required", "input": None}]
    }
    assert observed == ["session 1 opened", "session 1 closed"]


def test_pool_has_every_connection_back(database: None, pools: list[QueuePool]) -> None:
    with TestClient(app) as client:
        for isbn in range(20):
            client.post(f"/books/{isbn}?title=Emma")
            client.put(f"/books/{isbn}-?title=Emma")
            with pytest.raises(IntegrityError):
                client.post(f"/books/{isbn}?title=Emma")
        (pool,) = pools
        assert (pool.checkedout(), pool.checkedin()) == (0, 1)
        assert client.put("/books/19?title=Persuasion").json() == {"isbn": "19", "title": "Persuasion"}
    assert pool.checkedin() == 0


def test_session_is_closed_before_the_exception_leaves_the_app(client: TestClient, observed: list[str]) -> None:
    """The error passes through the dependency unchanged, after the session has been rolled back."""
    failing = FastAPI(lifespan=lifespan)

    @failing.get("/{isbn}")
    def fail(isbn: str, db: Annotated[Session, Depends(get_db)]) -> None:
        db.add(Book(isbn=isbn, title="Emma"))
        db.flush()
        raise ZeroDivisionError(isbn)

    with TestClient(failing) as other, pytest.raises(ZeroDivisionError, match=r"^7$"):
        other.get("/7")
    assert observed[-3:] == ["connection out", "connection back", "session 1 closed"]
    assert client.put("/books/7?title=Emma").status_code == 404


def test_exception_that_a_dependency_swallows_becomes_a_500() -> None:
    seen: list[int] = []
    swallowing = FastAPI()

    def swallow() -> Iterator[None]:
        try:
            yield
        except HTTPException as error:
            seen.append(error.status_code)

    @swallowing.get("/", dependencies=[Depends(swallow)])
    def fail() -> None:
        raise HTTPException(status_code=418)

    response = TestClient(swallowing, raise_server_exceptions=False).get("/")
    assert (seen, response.status_code) == ([418], 500)


@pytest.mark.parametrize(("dependency", "taken"), [(find_book, 1), (get_db, 0)])
def test_connection_that_a_dependency_took_stays_taken_while_the_endpoint_waits_for_a_thread(
    client: TestClient, pools: list[QueuePool], dependency: Callable[..., Any], taken: int
) -> None:
    seen: list[int] = []
    tasks: set[asyncio.Task[None]] = set()
    busy = FastAPI(lifespan=lifespan)

    async def look_while_it_waits() -> None:
        threads = current_default_thread_limiter()
        while not threads.statistics().tasks_waiting:
            await asyncio.sleep(0)
        seen.append(sum(pool.checkedout() for pool in pools))
        threads.release_on_behalf_of(busy)

    async def take_the_only_thread(given: Annotated[object, Depends(dependency)]) -> None:
        threads = current_default_thread_limiter()
        threads.total_tokens = 1
        threads.acquire_on_behalf_of_nowait(busy)
        tasks.add(asyncio.create_task(look_while_it_waits()))

    @busy.get("/{isbn}", dependencies=[Depends(take_the_only_thread)])
    def read(isbn: str) -> str:
        return isbn

    client.post("/books/7?title=Emma")
    with TestClient(busy) as other:
        assert other.get("/7").json() == "7"
    assert seen == [taken]


def test_session_without_the_cache_would_be_another(database: None) -> None:
    seen: list[bool] = []
    doubled = FastAPI(lifespan=lifespan)

    @doubled.get("/")
    def compare(
        first: Session = Depends(get_db),
        same: Session = Depends(get_db),
        other: Session = Depends(get_db, use_cache=False),
    ) -> None:
        seen.extend([first is same, first is other])

    with TestClient(doubled) as client:
        client.get("/")
    assert seen == [True, False]


def test_parameters_of_the_dependencies_are_documented_and_the_session_is_not() -> None:
    operation = app.openapi()["paths"]["/books/{isbn}"]["put"]
    assert operation["parameters"] == [
        {"name": "isbn", "in": "path", "required": True, "schema": {"type": "string", "title": "Isbn"}},
        {"name": "title", "in": "query", "required": True, "schema": {"type": "string", "title": "Title"}},
    ]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"] == {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "title": "Response Rename Book Books  Isbn  Put",
    }


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, "sqlite:///app.db"),
        ("sqlite:////var/my.db", "sqlite:////var/my.db"),
        ("postgresql://me@localhost:5432/mine", "postgresql+psycopg://me@localhost:5432/mine"),
    ],
)
def test_driver_follows_from_the_database_url(given: str | None, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if given is not None:
        monkeypatch.setenv("DATABASE_URL", given)
    assert str(database_url()) == used
