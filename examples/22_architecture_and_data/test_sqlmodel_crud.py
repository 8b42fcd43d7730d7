# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel_crud import Item, app

SHOE, HAT = {"name": "Shoe", "cents": 4250}, {"name": "Hat", "cents": 900}


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_item_is_created_read_replaced_and_deleted(client: TestClient) -> None:
    created = client.post("/items", json=SHOE)
    assert (created.status_code, created.json()) == (201, {"id": 1, **SHOE})
    assert client.get("/items/1").json() == {"id": 1, **SHOE}
    assert client.put("/items/1", json=HAT).json() == {"id": 1, **HAT}
    with TestClient(app) as restarted:
        assert restarted.get("/items/1").json() == {"id": 1, **HAT}
    assert client.delete("/items/1").status_code == 204
    answers = [client.get("/items/1"), client.put("/items/1", json=HAT), client.delete("/items/1")]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(404, {"detail": "Item not found"})] * 3


@pytest.mark.parametrize(("field", "value"), [("id", 7), ("is_admin", True)])
def test_client_sets_no_other_column(client: TestClient, field: str, value: object) -> None:
    assert client.post("/items", json={**SHOE, field: value}).json() == {"id": 1, **SHOE}
    assert client.put("/items/1", json={**HAT, field: value}).json() == {"id": 1, **HAT}


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "a\0"}, {"name": "a" * 51}, {"cents": -1}, {"cents": 1000001}]
)
def test_values_that_the_model_forbids_are_a_422(client: TestClient, wrong: dict[str, Any]) -> None:
    client.post("/items", json=SHOE)
    assert client.post("/items", json=SHOE | wrong).status_code == 422
    assert client.put("/items/1", json=SHOE | wrong).status_code == 422
    assert client.get("/items/1").json() == {"id": 1, **SHOE}


def test_values_at_the_limits_are_accepted(client: TestClient) -> None:
    limits: list[dict[str, Any]] = [{"name": "a" * 50, "cents": 1_000_000}, {"name": "a", "cents": 0}]
    assert [client.post("/items", json=limit).status_code for limit in limits] == [201, 201]


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_id_that_no_row_can_have_is_a_422(client: TestClient, number: int) -> None:
    assert client.get(f"/items/{number}").status_code == 422


def test_replacing_an_item_that_is_deleted_meanwhile_is_a_409(client: TestClient) -> None:
    client.post("/items", json=SHOE)

    def deleted(mapper: object, connection: Any, item: Item) -> None:
        connection.exec_driver_sql("DELETE FROM item")

    event.listen(Item, "before_update", deleted)
    assert client.put("/items/1", json=HAT).status_code == 409
    event.remove(Item, "before_update", deleted)


def test_more_requests_at_once_than_connections(client: TestClient) -> None:
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda _: client.post("/items", json=SHOE), range(60)))
    assert sorted(answer.json()["id"] for answer in answers) == list(range(1, 61))
