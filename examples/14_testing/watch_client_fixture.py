# /// script
# dependencies = ["sqlalchemy"]
# ///
"""Around a client fixture: other scopes, a client for each user, and a database that is rolled back after each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any

from client_fixture import app, colors
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient


def watch_cookies_of_two_clients() -> object:
    with TestClient(app) as first, TestClient(app) as second:
        first.put("/theme", json="dark")
        return first.get("/theme").json(), second.get("/theme").json(), dict(first.cookies), dict(second.cookies)


def watch_client_after_its_block() -> object:
    with TestClient(app) as client:
        client.put("/theme", json="dark")
    try:
        again = client.get("/theme").json()
    except RuntimeError as error:
        again = str(error)
    return again, dict(client.cookies), dict(colors)


def watch_client_entered_twice() -> object:
    seen = []
    client = TestClient(app)
    for _ in range(2):
        with client:
            seen.append(client.get("/theme").json())
            client.put("/theme", json="dark")
    return seen


def watch_client_in_an_exit_stack() -> object:
    with ExitStack() as stack:
        clients = [stack.enter_context(TestClient(app, headers={"X-User": str(number)})) for number in range(3)]
        return [client.get("/theme").json() for client in clients], len(colors)


def watch_cookie_jar() -> object:
    with TestClient(app) as client:
        response = client.put("/theme", json="dark")
        jar = [(cookie.name, cookie.value, cookie.domain, cookie.path) for cookie in client.cookies.jar]
        client.cookies.set("theme", "light", domain="testserver.local")
        client.cookies.delete("theme", domain="testserver.local", path="/")
        return response.headers["set-cookie"], jar, client.get("/theme").json()


@contextmanager
def rolled_back(engine: Any, app: FastAPI, get_session: Callable[..., Any]) -> Iterator[TestClient]:
    """One connection and one outer transaction for a test; a commit in the app only ends a savepoint."""
    from sqlalchemy.orm import Session

    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            app.dependency_overrides[get_session] = lambda: session
            yield TestClient(app)
            del app.dependency_overrides[get_session]
        outer.rollback()


def watch_database_rolled_back_for_each_test() -> object:
    from sqlalchemy import StaticPool, create_engine, event, text
    from sqlalchemy.orm import Session

    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    # Without these two, the driver of SQLite begins no transaction before a savepoint.
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.begin() as connection:
        connection.execute(text("create table item (name text)"))

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    shop = FastAPI()

    @shop.post("/items/{name}", status_code=201)
    def create_item(name: str, session: Annotated[Any, Depends(get_session)]) -> int:
        session.execute(text("insert into item values (:name)"), {"name": name})
        session.commit()
        count: int = session.execute(text("select count(*) from item")).scalar_one()
        return count

    seen = []
    for _ in range(2):
        with rolled_back(engine, shop, get_session) as client:
            seen.append([client.post(f"/items/{name}").json() for name in ("tea", "cup")])
    with engine.connect() as connection:
        left = connection.execute(text("select count(*) from item")).scalar_one()
    engine.dispose()
    return seen, left, len(shop.dependency_overrides)
