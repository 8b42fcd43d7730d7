"""Around SQLModel: classes with and without a table, their schemas, and what an update takes over."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Field, SQLModel
from sqlmodel_crud import Item, ItemIn, app


def watch_openapi() -> object:
    return app.openapi()


def watch_table_model_that_does_not_validate() -> object:
    told: list[Any] = []
    makers: list[Callable[[], Item]] = [
        lambda: Item(name="", cents=-1),
        lambda: Item.model_validate({"name": "", "cents": -1}),
    ]
    for make in makers:
        try:
            told.append(make().model_dump())
        except Exception as error:
            told.append(type(error).__name__)
    return told


def watch_table_model_as_a_body() -> object:
    own = FastAPI()

    @own.post("/")
    def create(item: Item) -> Item:
        return item

    client = TestClient(own, raise_server_exceptions=False)
    bodies: list[dict[str, Any]] = [
        {"name": "Shoe", "cents": 1},
        {"name": "", "cents": -1, "id": 7},
        {"name": "Shoe"},
        {},
    ]
    answers = [client.post("/", json=body) for body in bodies]
    return [[answer.status_code, answer.text] for answer in answers]


def watch_update_from_a_model_and_from_a_dict() -> object:
    item = Item(id=1, name="Shoe", cents=1)
    item.sqlmodel_update({"cents": 2})
    first = item.model_dump()
    item.sqlmodel_update({"cents": -3, "unknown": 1}, update={"name": ""})
    return first, item.model_dump()


def watch_columns_of_the_table() -> object:
    return [repr(column) for column in SQLModel.metadata.tables["item"].columns]


def watch_older_names_of_methods() -> object:
    return {
        name: hasattr(SQLModel, name) for name in ("dict", "from_orm", "parse_obj", "model_construct", "model_copy")
    }


def watch_constraint_names_of_fields() -> object:
    told: list[object] = []
    variants: list[dict[str, Any]] = [
        {"regex": "a"},
        {"pattern": "a"},
        {"max_digits": 2},
        {"unique": True, "index": True},
        {"foo": 1},
    ]
    for options in variants:
        try:
            told.append(repr(Field(**options)))
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
    return told


def watch_errors_of_a_wrong_body() -> object:
    own = FastAPI()

    @own.post("/")
    def create(item: ItemIn) -> ItemIn:
        return item

    return TestClient(own).post("/", json={"name": "a\0", "cents": "x"}).json()
