"""Around a model: older bases, a model without a table, Pydantic with and without from_attributes."""

from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from orm_model import OlderProduct, Product, ProductOut
from pydantic import BaseModel
from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, mapped_column
from sqlalchemy.schema import CreateTable


def watch_tables_as_sql() -> object:
    return [str(CreateTable(model.metadata.tables[model.__tablename__])) for model in (Product, OlderProduct)]


def watch_model_without_a_table_name() -> object:
    class LocalBase(DeclarativeBase): ...

    try:

        class Nameless(LocalBase):
            id: Mapped[int] = mapped_column(primary_key=True)

    except Exception as error:
        return type(error).__name__
    return "a model"


def watch_annotation_that_is_no_mapped() -> object:
    class LocalBase(DeclarativeBase): ...

    try:

        class Plain(LocalBase):
            __tablename__ = "plain"

            id: int = mapped_column(primary_key=True)  # type: ignore[assignment]

    except Exception as error:
        return type(error).__name__
    return "a model"


def watch_function_that_makes_a_base() -> object:
    base = declarative_base()
    columns = {"__tablename__": "things", "id": mapped_column(Integer, primary_key=True), "name": mapped_column(String)}
    thing = type("Thing", (base,), columns)
    return [repr(column.type) for column in thing.__table__.columns]  # type: ignore[attr-defined]


def watch_object_and_from_attributes() -> object:
    class Plain(BaseModel):
        sku: str

    product = Product(sku="A1", note="new")
    found: list[object] = [ProductOut.model_validate(product).model_dump(mode="json")]
    choices: list[dict[str, Any]] = [{}, {"from_attributes": True}, {"from_attributes": False}]
    for options in choices:
        try:
            found.append(Plain.model_validate(product, **options).sku)
        except ValueError as error:
            found.append(error.errors()[0]["type"])  # type: ignore[attr-defined]
    return found


def watch_objects_through_a_response_model() -> object:
    class Plain(BaseModel):
        sku: str
        note: str

    made = FastAPI()
    for path, kind in {"/one": Plain, "/many": list[Plain], "/named": dict[str, Plain]}.items():

        def read(kind: Any = None, path: str = path) -> Any:
            product = Product(sku="A1", note="new")
            return {"/one": product, "/many": [product], "/named": {"a": product}}[path]

        made.get(path, response_model=kind)(lambda read=read: read())
    client = TestClient(made, raise_server_exceptions=False)
    return [client.get(path).text for path in ("/one", "/many", "/named")]


def watch_defaults_of_an_object_that_was_not_saved() -> object:
    product = Product(sku="A1")
    return [product.id, product.note]
