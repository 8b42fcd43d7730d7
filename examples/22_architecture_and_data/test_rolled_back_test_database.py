# /// script
# dependencies = ["psycopg[binary]"]
# ///
from types import SimpleNamespace
from typing import Any

import pytest
import rolled_back_test_database
from fastapi.testclient import TestClient
from rolled_back_test_database_app import User, app, get_session
from sqlalchemy import event
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

served: list[TestClient] = []
ADA, BOB = {"email": "ada@example.com"}, {"email": "bob@example.com"}

pytestmark = pytest.mark.usefixtures("module_database")
running = rolled_back_test_database.running
client = rolled_back_test_database.client
test_address_is_taken_once = rolled_back_test_database.test_address_is_taken_once
test_next_test_finds_the_database_empty = rolled_back_test_database.test_next_test_finds_the_database_empty


def committed(client: TestClient) -> int:
    with Session(client.app_state["engine"]) as session:
        return session.query(User).count()


@pytest.mark.parametrize("turn", [1, 2])
def test_commits_are_seen_in_the_test_and_by_nobody_else(client: TestClient, turn: int) -> None:
    assert client.get("/users").json() == []
    assert [client.post("/users", json=new).status_code for new in (ADA, BOB)] == [201, 201]
    assert client.get("/users").json() == [ADA["email"], BOB["email"]]
    assert committed(client) == 0


def test_request_that_is_rolled_back_keeps_what_was_committed_before(client: TestClient) -> None:
    client.post("/users", json=ADA)
    assert client.post("/users", json=ADA).json() == {"detail": "Email is taken"}
    assert client.get("/users").json() == [ADA["email"]]


def test_override_and_connection_end_with_the_test(running: TestClient, request: pytest.FixtureRequest) -> None:
    assert get_session not in app.dependency_overrides
    steps: list[str] = []
    event.listen(Pool, "checkin", lambda *arguments: steps.append("returned"))
    with pytest.MonkeyPatch.context() as monkeypatch:
        body: Any = rolled_back_test_database.client
        fixture = body.__wrapped__(running, monkeypatch)
        next(fixture).post("/users", json=ADA)
        steps.clear()
        next(fixture, None)
    assert steps == ["returned"]
    assert (running.get("/users").json(), committed(running)) == ([], 0)


@pytest.mark.parametrize("turn", [1, 2])
def test_one_app_runs_for_all_tests(client: TestClient, turn: int) -> None:
    served.append(client)
    assert served == [client] * turn


def test_shown_tests_notice_what_is_left_over() -> None:
    answers: Any = SimpleNamespace(status_code=409, json=lambda: [ADA["email"]])
    stained: Any = SimpleNamespace(get=lambda path: answers, post=lambda path, json: answers)
    with pytest.raises(AssertionError):
        test_address_is_taken_once(stained)
    with pytest.raises(AssertionError):
        test_next_test_finds_the_database_empty(stained)
