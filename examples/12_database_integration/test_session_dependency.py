# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from session_dependency import app
from sqlalchemy import event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

ENTRY = {"user": "ada", "text": "rain"}


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def seen(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sessions and connections, as they come and go."""
    steps: list[str] = []
    close = Session.close

    def note_and_close(session: Session) -> None:
        close(session)
        steps.append("session closed")

    monkeypatch.setattr(Session, "close", note_and_close)
    event.listen(Pool, "checkout", lambda *arguments: steps.append("connection out"))
    event.listen(Pool, "checkin", lambda *arguments: steps.append("connection back"))
    return steps


def texts(client: TestClient) -> list[str]:
    with client.app_state["make_session"]() as session:
        return list(session.scalars(text("SELECT text FROM entries ORDER BY id")))


def test_endpoint_commits_what_its_dependency_added(client: TestClient) -> None:
    assert client.post("/entries", json=ENTRY).status_code == 201
    assert texts(client) == ["written by ada", "rain"]


def test_one_session_and_connection_serve_the_request(client: TestClient, seen: list[str]) -> None:
    client.post("/entries", json=ENTRY)
    assert seen == ["connection out", "connection back", "session closed"]


def test_session_is_closed_after_an_error(client: TestClient, seen: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "commit", lambda session: session.flush() or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post("/entries", json=ENTRY)
    assert seen == ["connection out", "connection back", "session closed"]
    assert texts(client) == []


def test_text_out_of_bounds_is_refused(client: TestClient) -> None:
    for wrong in ({"user": "a" * 21}, {"user": "a\0"}, {"text": "a\0"}, {"text": "a" * 501}):
        assert client.post("/entries", json={**ENTRY, **wrong}).status_code == 422
    assert client.post("/entries", json={"user": "a" * 20, "text": "a" * 500}).status_code == 201


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.post("/entries", json=ENTRY)
    assert steps


def test_more_requests_at_once_than_threads_and_connections(client: TestClient) -> None:
    with ThreadPoolExecutor(120) as callers:
        answers = list(callers.map(lambda number: client.post("/entries", json=ENTRY), range(120)))
    assert [answer.status_code for answer in answers] == [201] * 120
    assert len(texts(client)) == 240
