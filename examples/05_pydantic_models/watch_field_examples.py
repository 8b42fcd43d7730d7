"""Around examples: the older forms, other places, examples that do not fit."""

import warnings
from typing import Annotated, Any

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from field_examples import app
from pydantic import BaseModel, Field


def documented(other: FastAPI) -> object:
    try:
        document = TestClient(other).get("/openapi.json").json()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:100]}"
    return document["paths"], document["components"]["schemas"]


def watch_schemas() -> object:
    schemas = app.openapi()["components"]["schemas"]
    return app.openapi()["openapi"], schemas["Book"], schemas["Loan"]


def watch_single_example() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")

        class Old(BaseModel):
            title: str = Field(example="Emma")  # type: ignore[call-overload]

    other = FastAPI()

    @other.post("/")
    def create(old: Old) -> None:
        return None

    return [f"{w.category.__name__}: {str(w.message)[:80]}" for w in caught], documented(other)


def watch_examples_of_the_body_parameter() -> object:
    class Plain(BaseModel):
        title: Annotated[str, Field(examples=["Emma"])]

    other = FastAPI()

    @other.post("/list")
    def create(plain: Annotated[Plain, Body(examples=[{"title": "Ulysses"}])]) -> None:
        return None

    named: Any = {"normal": {"summary": "One", "value": {"title": "x"}}}

    @other.post("/openapi")
    def create_named(plain: Annotated[Plain, Body(openapi_examples=named)]) -> None:
        return None

    return documented(other)


def watch_examples_of_a_nested_model() -> object:
    class Inner(BaseModel):
        size: Annotated[int, Field(examples=[1, 2])] = 3

    class Outer(BaseModel):
        inner: Annotated[Inner, Field(examples=[{"size": 4}])]
        many: Annotated[list[Inner], Field(examples=[[{"size": 5}]])] = []
        maybe: Annotated[Inner | None, Field(examples=[None])] = None

    other = FastAPI()

    @other.post("/")
    def create(outer: Outer) -> Outer:
        return outer

    return documented(other)


def watch_examples_that_do_not_fit() -> object:
    class Wrong(BaseModel):
        size: Annotated[int, Field(examples=["large", None, 1.5])]

    other = FastAPI()

    @other.post("/")
    def create(wrong: Wrong) -> None:
        return None

    return documented(other)


def watch_examples_that_are_no_json() -> object:
    from datetime import UTC, datetime
    from decimal import Decimal

    class Odd(BaseModel):
        at: Annotated[datetime, Field(examples=[datetime(2026, 1, 2, tzinfo=UTC)])]
        price: Annotated[Decimal, Field(examples=[Decimal("1.50")])]

    other = FastAPI()

    @other.post("/")
    def create(odd: Odd) -> None:
        return None

    return documented(other)


def watch_one_example_in_json_schema_extra() -> object:
    class Single(BaseModel):
        model_config = {"json_schema_extra": {"example": {"size": 1}}}

        size: Annotated[int, Field(json_schema_extra={"example": 2})]

    other = FastAPI()

    @other.post("/")
    def create(single: Single) -> None:
        return None

    return documented(other)
