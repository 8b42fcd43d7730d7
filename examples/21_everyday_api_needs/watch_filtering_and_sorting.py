"""Around filters: enums, comma separated lists, ranges, brackets, and defaults that are lists."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from filtering_and_sorting import app
from pydantic import BaseModel, BeforeValidator, Field


def answers(model: Any, *queries: str) -> object:
    own = FastAPI()

    def read(given: Any) -> Any:
        return given

    read.__annotations__["given"] = Annotated[model, Query()]
    try:
        own.get("/")(read)
        asked = TestClient(own, raise_server_exceptions=False)
        told = [[query, (one := asked.get(f"/?{query}")).status_code, one.json()] for query in queries]
        return told, own.openapi()["paths"]["/"]["get"]["parameters"]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_collections() -> object:
    class Lists(BaseModel):
        names: list[str] = ["a"]
        numbers: set[int] = set()
        pair: tuple[int, int] = (0, 0)
        frozen: frozenset[Literal["x", "y"]] = frozenset()
        maybe: list[int] | None = None

    return answers(
        Lists, "", "names=", "names=b&names=c", "pair=1&pair=2", "pair=1", "maybe=1", "maybe=", "numbers=2,3"
    )


def watch_comma_separated_list() -> object:
    def split(value: Any) -> Any:
        return [part for text in value for part in text.split(",")] if isinstance(value, list) else value

    class Commas(BaseModel):
        sort: Annotated[list[Literal["name", "price"]], BeforeValidator(split)] = []

    return answers(Commas, "sort=name,price", "sort=name&sort=price", "sort=name,", "")


def watch_enums_dates_and_decimals() -> object:
    class Order(Enum):
        UP = "asc"
        DOWN = "desc"

    class Filter(BaseModel):
        order: Order = Order.UP
        day: date | None = None
        price: Decimal | None = Field(default=None, ge=0, max_digits=5, decimal_places=2)

    return answers(
        Filter, "order=desc", "order=UP", "day=2026-01-02", "day=1", "price=1.50", "price=NaN", "price=1.555"
    )


def watch_brackets_and_dots_in_names() -> object:
    class Filter(BaseModel):
        low: int = Field(default=0, alias="price[from]")
        high: int = Field(default=9, alias="price.to")

    return answers(Filter, "price[from]=1&price.to=2", "price%5Bfrom%5D=3", "low=1")


def watch_two_models_in_the_query() -> object:
    own = FastAPI()

    class Page(BaseModel):
        limit: int = 1

    class Filter(BaseModel):
        text: str = ""

    try:

        @own.get("/")
        def read(page: Annotated[Page, Query()], given: Annotated[Filter, Query()]) -> Any:
            return [page, given]

        return TestClient(own).get("/?limit=2&text=a").json()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_errors_of_the_script() -> object:
    asked = TestClient(app)
    queries = ("colour=brown&limit=0", "sort=size&sort=price", "color=red")
    return [asked.get(f"/items?{query}").json() for query in queries]


def watch_openapi() -> object:
    return app.openapi()
