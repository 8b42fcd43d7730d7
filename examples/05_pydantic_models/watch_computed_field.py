"""Around computed fields: schemas split and joined, nesting, options of the field, options of the response."""

from functools import cached_property
from inspect import signature
from typing import Any

from computed_field import app
from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field, computed_field


class Item(BaseModel):
    price: float
    quantity: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> float:
        return self.price * self.quantity


class Basket(BaseModel):
    items: list[Item]


def schemas_of(other: FastAPI) -> object:
    schemas = other.openapi()["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if "Validation" not in name}


def echo(model: type[BaseModel], body: Any, separate: bool = True, **options: Any) -> object:
    other = FastAPI(separate_input_output_schemas=separate)

    @other.post("/", **options)
    def create(body: model) -> model:  # type: ignore[valid-type]
        return body

    return TestClient(other).post("/", json=body).json(), schemas_of(other)


def watch_schemas() -> object:
    return app.openapi()["components"]["schemas"], app.openapi()["paths"]


def watch_float_total() -> object:
    return echo(Item, {"price": 0.1, "quantity": 3})


def watch_one_schema_for_input_and_output() -> object:
    if "separate_input_output_schemas" not in signature(FastAPI).parameters:
        return "no such argument"
    return echo(Item, {"price": 1}, separate=False)


def watch_nested() -> object:
    return echo(Basket, {"items": [{"price": 2}]})


def watch_nested_with_one_schema_for_input_and_output() -> object:
    if "separate_input_output_schemas" not in signature(FastAPI).parameters:
        return "no such argument"
    return echo(Basket, {"items": [{"price": 2}]}, separate=False)


def watch_nested_in_a_list_and_a_union_with_one_schema() -> object:
    if "separate_input_output_schemas" not in signature(FastAPI).parameters:
        return "no such argument"
    other = FastAPI(separate_input_output_schemas=False)

    @other.post("/list")
    def create_list(baskets: list[Basket]) -> dict[str, Item | None]:
        return {"first": baskets[0].items[0]}

    return TestClient(other).post("/list", json=[{"items": [{"price": 1}]}]).json(), schemas_of(other)


def watch_output_only() -> object:
    other = FastAPI()

    @other.get("/items")
    def read_item() -> Item:
        return Item(price=1)

    return schemas_of(other)


def watch_input_only() -> object:
    other = FastAPI()

    @other.post("/items")
    def create_item(item: Item) -> float:
        return item.total

    return schemas_of(other)


def watch_extra_fields_forbidden() -> object:
    class Strict(Item):
        model_config = ConfigDict(extra="forbid")

    body, schemas = echo(Strict, {"price": 2, "total": 2}), echo(Strict, {"price": 2})
    return body, schemas


def watch_plain_property() -> object:
    class Plain(BaseModel):
        price: float

        @property
        def total(self) -> float:
            return self.price

    return echo(Plain, {"price": 1})


def watch_options_of_the_field() -> object:
    class Shaped(BaseModel):
        size: int

        @computed_field(alias="areaOf", title="Area", description="Square.", repr=False, examples=[4])  # type: ignore[prop-decorator]
        @property
        def area(self) -> int:
            """Not this."""
            return self.size**2

        @computed_field(return_type=str, deprecated=True, json_schema_extra={"x-note": "n"})
        def label(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            return self.size

    return echo(Shaped, {"size": 2}), echo(Shaped, {"size": 2}, response_model_by_alias=False)


def watch_cached_property() -> object:
    class Counted(BaseModel):
        size: int

        @computed_field  # type: ignore[prop-decorator]
        @cached_property
        def doubled(self) -> int:
            return self.size * 2

    return echo(Counted, {"size": 2})


def watch_setter() -> object:
    class Square(BaseModel):
        width: int

        @computed_field  # type: ignore[prop-decorator]
        @property
        def area(self) -> int:
            return self.width**2

        @area.setter
        def area(self, area: int) -> None:
            self.width = round(area**0.5)

    square = Square(width=2)
    square.area = 9
    return square.model_dump(), repr(square), echo(Square, {"width": 2, "area": 16})


def watch_computed_field_in_each_option_of_the_response() -> object:
    body = {"price": 2}
    return [
        echo(Item, body, response_model_exclude={"total"}),
        echo(Item, body, response_model_include={"total"}),
        echo(Item, body, response_model_exclude_unset=True),
        echo(Item, body, response_model_exclude_defaults=True),
        jsonable_encoder(Item(price=2), exclude_unset=True),
        jsonable_encoder(Item(price=2), exclude={"total"}),
    ]


def watch_computed_none() -> object:
    class Maybe(BaseModel):
        size: int

        @computed_field  # type: ignore[prop-decorator]
        @property
        def label(self) -> str | None:
            return None

    return echo(Maybe, {"size": 1}), echo(Maybe, {"size": 1}, response_model_exclude_none=True)


def watch_computed_field_of_a_dataclass() -> object:
    from pydantic.dataclasses import dataclass

    @dataclass
    class Parcel:
        weight: float

        @computed_field  # type: ignore[prop-decorator]
        @property
        def heavy(self) -> bool:
            return self.weight > 10

    other = FastAPI()

    @other.post("/")
    def create(parcel: Parcel) -> Parcel:
        return parcel

    return TestClient(other).post("/", json={"weight": 11}).json(), schemas_of(other)


def watch_computed_field_that_fails() -> object:
    class Average(BaseModel):
        count: int

        @computed_field  # type: ignore[prop-decorator]
        @property
        def share(self) -> float:
            return 1 / self.count

    other = FastAPI()

    @other.post("/")
    def create(average: Average) -> Average:
        return average

    try:
        return TestClient(other).post("/", json={"count": 0}).json()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_computed_field_of_the_wrong_type() -> object:
    import warnings

    class Wrong(BaseModel):
        size: int

        @computed_field  # type: ignore[prop-decorator]
        @property
        def label(self) -> int:
            return "x"  # type: ignore[return-value]

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = echo(Wrong, {"size": 1})
    return result, [w.category.__name__ for w in caught]


def watch_inherited_computed_field() -> object:
    class Discounted(Item):
        @computed_field  # type: ignore[prop-decorator]
        @property
        def total(self) -> float:
            return super().total / 2

    class Excluded(BaseModel):
        item: Item = Field(exclude=True)

        @computed_field  # type: ignore[prop-decorator]
        @property
        def total(self) -> float:
            return self.item.total

    return echo(Discounted, {"price": 3}), echo(Excluded, {"item": {"price": 3}})
