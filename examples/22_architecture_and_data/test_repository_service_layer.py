# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from repository_service_layer import StockRepository, app
from repository_service_layer_database import Product


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


class ShelfInMemory:
    """Stands in for the repository: no database is opened."""

    async def take(self, sku: str, quantity: int) -> int | None:
        return 10 - quantity if quantity <= 10 else None


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    overrides: dict[Any, Any] = app.dependency_overrides
    monkeypatch.setitem(overrides, StockRepository, ShelfInMemory)
    return TestClient(app)


def stock_up(client: TestClient, sku: str, stock: int) -> None:
    async def add() -> None:
        async with client.app_state["make_session"].begin() as session:
            session.add(Product(sku=sku, stock=stock))

    assert client.portal is not None
    client.portal.call(add)


def order(client: TestClient, sku: str = "SHOE-42", quantity: Any = 1) -> tuple[int, Any]:
    response = client.post("/orders", json={"sku": sku, "quantity": quantity})
    return response.status_code, response.json()


def test_order_takes_from_the_stock_of_its_product_and_of_no_other(client: TestClient) -> None:
    stock_up(client, "SHOE-42", 5)
    stock_up(client, "HAT", 5)
    assert order(client, quantity=3) == (201, {"left_in_stock": 2})
    assert order(client, quantity=2) == (201, {"left_in_stock": 0})
    assert order(client, "HAT") == (201, {"left_in_stock": 4})


@pytest.mark.parametrize(("sku", "quantity"), [("SHOE-42", 6), ("UNKNOWN", 1)])
def test_order_beyond_the_stock_is_a_409_and_takes_nothing(client: TestClient, sku: str, quantity: int) -> None:
    stock_up(client, "SHOE-42", 5)
    assert order(client, sku, quantity) == (409, {"detail": "Not enough in stock"})
    assert order(client, quantity=5) == (201, {"left_in_stock": 0})


def test_orders_at_once_never_sell_an_item_twice(client: TestClient) -> None:
    stock_up(client, "SHOE-42", 20)
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda number: order(client), range(60)))
    assert sorted(left["left_in_stock"] for status, left in answers if status == 201) == list(range(20))


@pytest.mark.parametrize(("sku", "quantity"), [("a", 1), ("", 1), ("A" * 21, 1), ("A", 0), ("A", 101), ("A", -1)])
def test_order_that_breaks_a_limit_is_a_422(without_database: TestClient, sku: str, quantity: int) -> None:
    assert order(without_database, sku, quantity)[0] == 422


def test_repository_is_replaced_for_the_service_and_the_route(without_database: TestClient) -> None:
    assert order(without_database, "A" * 20, 1) == (201, {"left_in_stock": 9})
    assert order(without_database, quantity=100)[0] == 409
