# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient
from orm_model import OlderBase, OlderProduct, Product, app
from sqlalchemy import Engine, event, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def engine(client: TestClient) -> Engine:
    engine: Engine = client.app_state["engine"]
    return engine


def described(engine: Engine) -> dict[str, Any]:
    """What the database itself says of the table."""
    database = inspect(engine)
    return {
        "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in database.get_columns("products")],
        "primary key": database.get_pk_constraint("products")["constrained_columns"],
        "unique": [constraint["column_names"] for constraint in database.get_unique_constraints("products")],
        "foreign keys": [key["constrained_columns"] for key in database.get_foreign_keys("products")],
        "indexes": [i["column_names"] for i in database.get_indexes("products") if not i["unique"]],
    }


def test_table_is_what_the_model_says(engine: Engine) -> None:
    assert described(engine) == {
        "columns": [
            ("id", "INTEGER", False),
            ("sku", "VARCHAR(20)", False),
            ("price", "NUMERIC(10, 2)", False),
            ("note", "VARCHAR", True),
            ("replaced_by", "INTEGER", True),
        ],
        "primary key": ["id"],
        "unique": [["sku"]],
        "foreign keys": [["replaced_by"]],
        "indexes": [["replaced_by"]],
    }


def test_older_form_makes_the_same_table(engine: Engine) -> None:
    table = described(engine)
    OlderBase.metadata.drop_all(engine)
    assert not inspect(engine).get_table_names()
    OlderBase.metadata.create_all(engine)
    assert described(engine) == table


@pytest.mark.parametrize("model", [Product, OlderProduct])
def test_model_is_answered_by_its_attributes(client: TestClient, engine: Engine, model: Any) -> None:
    with Session(engine) as session:
        session.add_all([model(sku=f"A{number}", price=Decimal("9.90")) for number in range(101)])
        session.commit()
    products = client.get("/products").json()
    assert products[0] == {"sku": "A0", "price": "9.90", "note": None}
    assert len(products) == 100


@pytest.mark.parametrize("wrong", [{"sku": None, "price": 1}, {"sku": "A", "price": None}, {"sku": "B", "price": 1}])
def test_database_refuses_what_the_model_forbids(engine: Engine, wrong: dict[str, Any]) -> None:
    with Session(engine) as session:
        session.add(Product(sku="B", price=1))
        session.commit()
        session.add(Product(**wrong))
        with pytest.raises(IntegrityError):
            session.commit()


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.get("/products")
    assert steps.count("close") >= steps.count("open") > 0
