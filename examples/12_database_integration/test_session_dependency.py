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


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sessions that were closed, and connections that left the pool and came back."""
    steps: list[str] = []
    close = Session.close

    def note_and_close(session: Session) -> None:
        close(session)
        steps.append("session closed")

    monkeypatch.setattr(Session, "close", note_and_close)
    event.listen(Pool, "checkout", lambda *arguments: steps.append("connection out"))
    event.listen(Pool, "checkin", lambda *arguments: steps.append("connection back"))
    return steps


def names(client: TestClient) -> list[str]:
    with client.app_state["make_session"]() as session:
        return list(session.scalars(text("SELECT name FROM names ORDER BY name")))


def test_endpoint_commits_what_its_dependency_added(client: TestClient) -> None:
    response = client.post("/names", json={"name": "ada"})
    assert response.status_code == 201
    assert response.json() == {"name": "ada"}
    assert names(client) == ["ada", "ada-reserved"]


def test_one_session_and_connection_serve_the_request(client: TestClient, seen: list[str]) -> None:
    client.post("/names", json={"name": "ada"})
    assert seen == ["connection out", "connection back", "session closed"]


def test_session_is_closed_after_an_error_and_nothing_is_kept(client: TestClient, seen: list[str]) -> None:
    client.post("/names", json={"name": "ada"})
    del seen[:]
    response = client.post("/names", json={"name": "ada"})
    assert (response.status_code, response.json()) == (409, {"detail": "Name is taken"})
    assert seen == ["connection out", "connection back", "session closed"]
    assert names(client) == ["ada", "ada-reserved"]


@pytest.mark.parametrize(("name", "status"), [("a" * 21, 422), ("", 422), ("a\0", 422), ("a" * 20, 201)])
def test_name_out_of_bounds_is_refused(client: TestClient, name: str, status: int) -> None:
    assert client.post("/names", json={"name": name}).status_code == status


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.post("/names", json={"name": "ada"})
    assert steps.count("close") >= steps.count("open") > 0


def test_more_requests_at_once_than_threads_and_connections(client: TestClient) -> None:
    new = ["".join(chr(97 + int(digit)) for digit in str(number)) for number in range(100, 220)]
    with ThreadPoolExecutor(120) as callers:
        answers = list(callers.map(lambda name: client.post("/names", json={"name": name}), new))
    assert [answer.status_code for answer in answers] == [201] * 120
    assert len(names(client)) == 240
