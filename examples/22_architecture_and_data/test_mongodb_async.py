import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from mongodb_async import app
from pymongo import MongoClient
from pymongo.errors import ConnectionFailure
from pymongo.uri_parser import parse_uri

ADA = {"email": "ada@example.com"}
GIVEN = os.environ.get("MONGODB_URL", "")
needs_server = pytest.mark.skipif(not GIVEN, reason="MONGODB_URL names no MongoDB server")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The app on a database of its own."""
    server, _, query = GIVEN.partition("?")
    name = f"example_{uuid4().hex}"
    scheme, _, rest = server.partition("://")
    url = f"{scheme}://{rest.split('/')[0]}/{name}?{query or 'retryWrites=true'}"
    if parse_uri(GIVEN)["username"]:
        url += f"&authSource={parse_uri(GIVEN)['database'] or 'admin'}"
    monkeypatch.setenv("MONGODB_URL", url)
    with TestClient(app) as client:
        yield client
    with MongoClient[dict[str, Any]](GIVEN) as admin:
        admin.drop_database(name)


@needs_server
def test_user_is_stored_and_found_by_its_id_also_after_a_restart(client: TestClient) -> None:
    created = client.post("/users", json=ADA)
    assert created.status_code == 201
    assert client.get(f"/users/{created.json()}").json() == ADA
    with TestClient(app) as restarted:
        assert restarted.get(f"/users/{created.json()}").json() == ADA


@needs_server
def test_unknown_user_is_a_404(client: TestClient) -> None:
    response = client.get(f"/users/{'0' * 24}")
    assert (response.status_code, response.json()) == (404, {"detail": "User not found"})


@needs_server
def test_address_is_taken_once_also_by_many_at_once(client: TestClient) -> None:
    with ThreadPoolExecutor(40) as callers:
        answers = list(callers.map(lambda number: client.post("/users", json=ADA), range(120)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 119
    assert {"detail": "Email is taken"} in [answer.json() for answer in answers]


@pytest.mark.parametrize("user_id", ["1", "Z" * 24, "A" * 24, "0" * 25, "$ne", "%00" * 24, "0" * 24 + "%0a"])
def test_malformed_id_is_a_422(user_id: str) -> None:
    assert TestClient(app).get(f"/users/{user_id}").status_code == 422


@pytest.mark.parametrize("email", [{"$ne": None}, ["ada@example.com"], "ada", None, "a\0@example.com"])
def test_operator_or_other_value_instead_of_an_address_is_a_422(email: object) -> None:
    assert TestClient(app).post("/users", json={"email": email}).status_code == 422


def test_app_does_not_start_without_its_database(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_URL", f"mongodb://127.0.0.1:{free_port}")
    with pytest.raises(ConnectionFailure), TestClient(app):
        pass
