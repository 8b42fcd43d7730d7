# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from orm_model import OlderProduct, Product, app
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


def described(engine: Engine, table: str) -> dict[str, Any]:
    """What the database itself says of the table."""
    database = inspect(engine)
    return {
        "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in database.get_columns(table)],
        "primary key": database.get_pk_constraint(table)["constrained_columns"],
        "unique": [constraint["column_names"] for constraint in database.get_unique_constraints(table)],
    }


@pytest.mark.parametrize("table", ["products", "older_products"])
def test_both_forms_make_the_same_table(engine: Engine, table: str) -> None:
    columns = [("id", "INTEGER", False), ("sku", "VARCHAR(20)", False), ("note", "VARCHAR", True)]
    assert described(engine, table) == {"columns": columns, "primary key": ["id"], "unique": [["sku"]]}


def test_objects_are_answered_by_their_attributes(client: TestClient, engine: Engine) -> None:
    with Session(engine) as session:
        session.add_all([Product(sku=f"A{number}") for number in range(101)])
        session.commit()
    products = client.get("/products").json()
    assert products[0] == {"sku": "A0", "note": None}
    assert [product["sku"] for product in products] == [f"A{number}" for number in range(100)]


@pytest.mark.parametrize("model", [Product, OlderProduct])
def test_database_refuses_what_the_model_forbids(engine: Engine, model: Any) -> None:
    with Session(engine) as session:
        session.add(model(sku="A"))
        session.commit()
        for wrong in ({}, {"sku": "A"}):
            session.add(model(**wrong))
            with pytest.raises(IntegrityError):
                session.commit()
            session.rollback()


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.get("/products")
    assert steps.count("close") >= steps.count("open") > 0
