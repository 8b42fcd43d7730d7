# /// script
# dependencies = ["httpx", "psycopg[binary]"]
# ///
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from many_files import app

ADA = {"email": "ada@example.com"}


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_user_has_items(client: TestClient) -> None:
    response = client.post("/v1/users", json=ADA)
    assert (response.status_code, response.json()) == (201, {"id": 1, **ADA})
    assert client.get("/v1/users/1").json() == {"id": 1, **ADA}
    item = client.post("/v1/users/1/items", json={"name": "Shoe"})
    assert (item.status_code, item.json()) == (201, {"id": 1, "owner_id": 1, "name": "Shoe"})
    assert client.get("/v1/users/1/items").json() == [item.json()]


def test_errors_of_services_are_answered_alike(client: TestClient) -> None:
    client.post("/v1/users", json=ADA)
    taken = client.post("/v1/users", json=ADA)
    assert (taken.status_code, taken.json()) == (409, {"detail": "Email is taken"})
    lost = [client.get("/v1/users/9"), client.post("/v1/users/9/items", json={"name": "Shoe"})]
    assert [(each.status_code, each.json()) for each in lost] == [(404, {"detail": "User not found"})] * 2


@pytest.mark.parametrize(("path", "body"), [("users", {"email": "ada"}), ("users/1/items", {"name": "a\0"})])
def test_wrong_body_is_a_422(client: TestClient, path: str, body: dict[str, str]) -> None:
    client.post("/v1/users", json=ADA)
    answers = [client.post(f"/v1/{path}", json=body), client.get(f"/v1/users/{2**31}")]
    assert [answer.status_code for answer in answers] == [422, 422]


def test_page_size_is_a_setting(async_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGE_SIZE", "2")
    with TestClient(app) as client:
        client.post("/v1/users", json=ADA)
        items = [client.post("/v1/users/1/items", json={"name": name}).json() for name in ("Shoe", "Hat", "Sock")]
        assert client.get("/v1/users/1/items").json() == items[:2]


def test_more_requests_at_once_than_connections(client: TestClient) -> None:
    client.post("/v1/users", json=ADA)
    with ThreadPoolExecutor(60) as callers:
        codes = callers.map(lambda _: client.post("/v1/users/1/items", json={"name": "Hat"}).status_code, range(60))
        assert list(codes) == [201] * 60


def test_document_groups_the_routes() -> None:
    paths = app.openapi()["paths"]
    tags = {path: way["tags"] for path, ways in paths.items() for way in ways.values()}
    assert tags == {"/v1/users": ["users"], "/v1/users/{user_id}": ["users"], "/v1/users/{user_id}/items": ["items"]}


@pytest.mark.usefixtures("async_database")
def test_fastapi_run_serves_the_file(start_server: Callable[..., Any], free_port: int) -> None:
    server = start_server("fastapi", "run", "many_files.py", "--port", str(free_port), cwd=Path(__file__).parent)
    server.wait_for("Application startup complete.")
    assert httpx.get(f"http://127.0.0.1:{free_port}/v1/users/1").json() == {"detail": "User not found"}
