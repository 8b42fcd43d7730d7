import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from orm_model import Base, OlderBase, OlderProduct, Product, app
from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine, String, create_engine, event, inspect
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, mapped_column

client = TestClient(app)


def engine_with(base: type[DeclarativeBase], file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")
    event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys = ON"))
    base.metadata.create_all(engine)
    return engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = engine_with(Base, tmp_path / "test.db")
    yield engine
    engine.dispose()


@pytest.fixture
def older_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = engine_with(OlderBase, tmp_path / "older.db")
    yield engine
    engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """What the database itself says of the table."""
    database = inspect(engine)
    return {
        "tables": database.get_table_names(),
        "columns": [
            (column["name"], str(column["type"]), column["nullable"], column["default"])
            for column in database.get_columns("products")
        ],
        "primary key": database.get_pk_constraint("products")["constrained_columns"],
        "unique": [constraint["column_names"] for constraint in database.get_unique_constraints("products")],
        "checks": [(check["name"], check["sqltext"]) for check in database.get_check_constraints("products")],
        "foreign keys": [
            (key["constrained_columns"], key["referred_table"], key["referred_columns"], key["options"])
            for key in database.get_foreign_keys("products")
        ],
        "indexes": [
            (index["name"], index["column_names"], index["unique"]) for index in database.get_indexes("products")
        ],
    }


def test_table_has_the_columns_types_keys_and_constraints_that_the_model_says(engine: Engine) -> None:
    assert described(engine) == {
        "tables": ["products"],
        "columns": [
            ("id", "INTEGER", False, None),
            ("sku", "VARCHAR(20)", False, None),
            ("note", "VARCHAR", True, None),
            ("price", "NUMERIC(10, 2)", False, None),
            ("added_at", "DATETIME", False, "CURRENT_TIMESTAMP"),
            ("replaced_by", "INTEGER", True, None),
        ],
        "primary key": ["id"],
        "unique": [["sku"]],
        "checks": [("price_is_not_negative", "price >= 0")],
        "foreign keys": [(["replaced_by"], "products", ["id"], {"ondelete": "SET NULL"})],
        "indexes": [("ix_products_replaced_by", ["replaced_by"], 0)],
    }


def test_both_forms_map_the_same_table(engine: Engine, older_engine: Engine) -> None:
    assert described(older_engine) == described(engine)
    with sqlite3.connect(str(engine.url.database)) as new, sqlite3.connect(str(older_engine.url.database)) as older:
        statement = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
        assert new.execute(statement).fetchall() == older.execute(statement).fetchall()
    new.close()
    older.close()


def test_older_form_reads_what_the_new_form_wrote(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Product(sku="A1", price=Decimal("9.90")))
        session.commit()
    with Session(engine) as session:
        product: Any = session.get_one(OlderProduct, 1)
        assert (product.sku, product.note, product.price) == ("A1", None, Decimal("9.90"))
        assert product.added_at is not None


@pytest.mark.parametrize("model", [Product, OlderProduct])
@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": None, "price": 1},
        {"sku": "A1", "price": None},
        {"sku": "A1", "price": -1},
        {"sku": "taken", "price": 1},
        {"sku": "A1", "price": 1, "replaced_by": 99},
    ],
)
def test_database_refuses_what_the_model_forbids(engine: Engine, model: type[Any], wrong: dict[str, Any]) -> None:
    with Session(engine) as session:
        session.add(model(sku="taken", price=0))
        session.commit()
        session.add(model(**wrong))
        with pytest.raises(IntegrityError):
            session.flush()


def test_from_attributes_serializes_the_object() -> None:
    response = client.get("/products/A1")
    assert response.status_code == 200
    assert response.json() == {"sku": "A1", "note": None, "price": "9.90"}


class Plain(BaseModel):
    sku: str


def test_object_is_refused_without_from_attributes() -> None:
    with pytest.raises(ValidationError) as refused:
        Plain.model_validate(Product(sku="A1"))
    (error,) = refused.value.errors(include_url=False, include_input=False)
    assert (error["type"], error["loc"], error["ctx"]) == ("model_type", (), {"class_name": "Plain"})


def test_response_model_reads_attributes_without_being_asked() -> None:
    reading = FastAPI()

    @reading.get("/", response_model=list[Plain])
    def read() -> list[Product]:
        return [Product(sku="A1")]

    assert TestClient(reading).get("/").json() == [{"sku": "A1"}]


def test_model_without_a_table_name_is_refused() -> None:
    class LocalBase(DeclarativeBase): ...

    def define() -> None:
        class Nameless(LocalBase):
            id: Mapped[int] = mapped_column(primary_key=True)

    with pytest.raises(InvalidRequestError, match="does not have a __table__ or __tablename__ specified"):
        define()


def test_function_declarative_base_still_makes_a_base() -> None:
    base = declarative_base()
    assert issubclass(
        type("Thing", (base,), {"__tablename__": "things", "id": mapped_column(String, primary_key=True)}), base
    )


def test_response_is_documented_by_the_pydantic_model() -> None:
    schema = app.openapi()
    assert schema["paths"]["/products/{sku}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/ProductData"
    }
    assert schema["components"]["schemas"]["ProductData"] == {
        "properties": {
            "sku": {"type": "string", "title": "Sku"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"},
            "price": {"type": "string", "title": "Price"},
        },
        "type": "object",
        "required": ["sku", "note", "price"],
        "title": "ProductData",
    }
