# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest", "sqlalchemy>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Testing against a database rolled back per test: undo whatever a test writes when it ends.

The FastAPI app in `rolled_back_test_database_app.py` commits as usual. The fixture
opens a transaction around the test, and `create_savepoint` turns each commit within it
into a savepoint. The tables are created once for all tests.
"""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from rolled_back_test_database_app import app, get_session
from sqlalchemy.orm import Session


@pytest.fixture(scope="module")
def running() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def client(running: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with running.app_state["engine"].connect() as connection:
        connection.begin()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # sqlite3 itself would not begin before a savepoint

        def session_in_transaction() -> Iterator[Session]:
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                yield session

        monkeypatch.setitem(app.dependency_overrides, get_session, session_in_transaction)
        yield running  # the connection is closed next, which rolls back


def test_address_is_taken_once(client: TestClient) -> None:
    codes = [client.post("/users", json={"email": "ada@example.com"}).status_code for _ in range(2)]
    assert codes == [201, 409]


def test_next_test_finds_the_database_empty(client: TestClient) -> None:
    assert client.get("/users").json() == []
