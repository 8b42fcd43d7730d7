import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from async_sqlalchemy_session import Account, Session, app, database_url, lifespan
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from sqlalchemy import event, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import Pool


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_what_is_written_is_read_back(client: TestClient) -> None:
    created = client.post("/accounts", json={"name": "ada", "balance": 10})
    assert (created.status_code, created.json()) == (201, {"name": "ada", "balance": 10})
    read = client.get("/accounts/ada")
    assert (read.status_code, read.json()) == (200, {"name": "ada", "balance": 10})
    missing = client.get("/accounts/bob")
    assert (missing.status_code, missing.json()) == (200, None)


def test_what_is_written_outlives_the_app(client: TestClient) -> None:
    client.post("/accounts", json={"name": "ada", "balance": 10})
    with TestClient(app) as restarted:
        assert restarted.get("/accounts/ada").json() == {"name": "ada", "balance": 10}


def test_rows_are_in_the_table_of_the_model(client: TestClient) -> None:
    async def read() -> list[tuple[str, int]]:
        engine = create_async_engine(database_url())
        async with engine.connect() as connection:
            rows = (await connection.execute(text("SELECT name, balance FROM accounts"))).all()
        await engine.dispose()
        return [(name, balance) for name, balance in rows]

    client.post("/accounts", json={"name": "ada", "balance": 10})
    assert asyncio.run(read()) == [("ada", 10)]


def test_connections_are_closed_with_the_app(database: None) -> None:
    closed: list[object] = []

    def remember(connection: object, record: object) -> None:
        closed.append(connection)

    event.listen(Pool, "close", remember)
    with TestClient(app) as client:
        client.get("/accounts/ada")
        assert closed == []
    event.remove(Pool, "close", remember)
    assert len(closed) == 1


def test_transaction_is_committed_as_a_whole(client: TestClient) -> None:
    client.post("/accounts", json={"name": "ada", "balance": 10})
    client.post("/accounts", json={"name": "bob", "balance": 0})
    response = client.post("/accounts/ada/transfers", params={"target": "bob", "amount": 10})
    assert (response.status_code, response.content) == (204, b"")
    assert client.get("/accounts/ada").json() == {"name": "ada", "balance": 0}
    assert client.get("/accounts/bob").json() == {"name": "bob", "balance": 10}


def test_transaction_is_rolled_back_on_an_error_in_the_middle(client: TestClient) -> None:
    client.post("/accounts", json={"name": "ada", "balance": 10})
    client.post("/accounts", json={"name": "bob", "balance": 0})
    response = client.post("/accounts/ada/transfers", params={"target": "bob", "amount": 11})
    assert (response.status_code, response.json()) == (409, {"detail": "Not enough money"})
    assert client.get("/accounts/ada").json() == {"name": "ada", "balance": 10}
    assert client.get("/accounts/bob").json() == {"name": "bob", "balance": 0}


@pytest.mark.parametrize("amount", [-5, 0])
def test_only_a_positive_amount_is_transferred(client: TestClient, amount: int) -> None:
    client.post("/accounts", json={"name": "ada", "balance": 10})
    client.post("/accounts", json={"name": "bob", "balance": 10})
    response = client.post("/accounts/ada/transfers", params={"target": "bob", "amount": amount})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"], error["ctx"]) == ("greater_than", ["query", "amount"], {"gt": 0})
    assert client.get("/accounts/ada").json() == {"name": "ada", "balance": 10}
    assert client.get("/accounts/bob").json() == {"name": "bob", "balance": 10}


@pytest.mark.parametrize(("source", "target"), [("ada", "nobody"), ("nobody", "ada")])
def test_transfer_with_an_unknown_account_changes_no_balance(client: TestClient, source: str, target: str) -> None:
    client.post("/accounts", json={"name": "ada", "balance": 10})
    response = client.post(f"/accounts/{source}/transfers", params={"target": target, "amount": 5})
    assert (response.status_code, response.json()) == (404, {"detail": "No such account"})
    assert client.get("/accounts/ada").json() == {"name": "ada", "balance": 10}
    assert client.get("/accounts/nobody").json() is None


def test_name_that_is_taken_is_a_conflict(client: TestClient) -> None:
    client.post("/accounts", json={"name": "ada", "balance": 10})
    response = client.post("/accounts", json={"name": "ada", "balance": 99})
    assert (response.status_code, response.json()) == (409, {"detail": "Name is taken"})
    assert client.get("/accounts/ada").json() == {"name": "ada", "balance": 10}


def test_account_is_not_opened_with_a_debt(client: TestClient) -> None:
    response = client.post("/accounts", json={"name": "ada", "balance": -1})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"], error["ctx"]) == ("greater_than_equal", ["body", "balance"], {"ge": 0})
    assert client.get("/accounts/ada").json() is None


def test_what_was_flushed_is_rolled_back_when_the_endpoint_raises(database: None) -> None:
    raising = FastAPI(lifespan=lifespan)

    @raising.post("/")
    async def write_and_raise(session: Session) -> None:
        session.add(Account(name="ada", balance=1))
        await session.flush()
        raise HTTPException(status_code=418)

    with TestClient(raising) as client:
        assert client.post("/").status_code == 418
        assert client.post("/").status_code == 418
    with TestClient(app) as client:
        assert client.get("/accounts/ada").json() is None


def test_concurrent_requests_have_their_own_sessions(database: None) -> None:
    both_are_here = asyncio.Barrier(2)
    sessions: list[AsyncSession] = []
    meeting = FastAPI(lifespan=lifespan)

    @meeting.get("/{name}")
    async def add_without_flush(name: str, session: Session) -> list[str]:
        sessions.append(session)
        session.add(Account(name=name, balance=0))
        await both_are_here.wait()
        return [account.name for account in session.new if isinstance(account, Account)]

    with TestClient(meeting) as client, ThreadPoolExecutor(2) as clients:
        answers = clients.map(client.get, ["/ada", "/bob"])
        assert [answer.json() for answer in answers] == [["ada"], ["bob"]]
    first, second = sessions
    assert first is not second


@pytest.mark.parametrize(("options", "expired"), [({}, []), ({"expire_on_commit": True}, ["balance", "name"])])
def test_objects_are_not_expired_by_the_commit(database: None, options: dict[str, bool], expired: list[str]) -> None:
    committing = FastAPI(lifespan=lifespan)

    @committing.get("/")
    async def commit(request: Request) -> list[str]:
        account = Account(name="ada", balance=1)
        async with request.state.make_session(**options) as session:
            session.add(account)
            await session.commit()
            return sorted(inspect(account).expired_attributes)

    with TestClient(committing) as client:
        assert client.get("/").json() == expired


def test_request_is_validated_before_a_session_writes(client: TestClient) -> None:
    response = client.post("/accounts", json={"name": "ada"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["body", "balance"], "msg": "Field required", "input": {"name": "ada"}}]
    }


def test_session_is_not_part_of_the_documented_request() -> None:
    schema = app.openapi()
    operation = schema["paths"]["/accounts/{name}"]["get"]
    assert operation["parameters"] == [
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "title": "Name"}}
    ]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"] == {
        "anyOf": [{"$ref": "#/components/schemas/AccountData"}, {"type": "null"}],
        "title": "Response Read Account Accounts  Name  Get",
    }
    assert schema["components"]["schemas"]["AccountData"] == {
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "balance": {"type": "integer", "minimum": 0, "title": "Balance"},
        },
        "type": "object",
        "required": ["name", "balance"],
        "title": "AccountData",
    }
    *_, amount = schema["paths"]["/accounts/{source}/transfers"]["post"]["parameters"]
    assert amount["schema"] == {"type": "integer", "exclusiveMinimum": 0, "title": "Amount"}


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
