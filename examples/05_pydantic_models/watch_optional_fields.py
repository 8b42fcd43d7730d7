"""Around optional fields: schemas, kinds of defaults, fields that were set, the meaning of Optional."""

import warnings
from typing import Annotated, Any, Optional

from fastapi import FastAPI
from fastapi.testclient import TestClient
from optional_fields import app
from pydantic import BaseModel, Field

client = TestClient(app)


def echo(model: type[BaseModel], bodies: list[Any], **options: Any) -> object:
    """Send bodies to an endpoint that takes and returns the model; its schemas come last."""
    other = FastAPI()

    @other.post("/", **options)
    def create(body: model) -> model:  # type: ignore[valid-type]
        return body

    results = [TestClient(other).post("/", json=body) for body in bodies]
    schemas = other.openapi()["components"]["schemas"]
    return (
        [
            [[error["type"], error["loc"]] for error in result.json()["detail"]]
            if result.status_code == 422
            else result.json()
            for result in results
        ],
        {name: schema for name, schema in schemas.items() if "Validation" not in name},
    )


def watch_schemas() -> object:
    return app.openapi()["components"]["schemas"], app.openapi()["paths"]


def watch_optional_without_a_default() -> object:
    class Request(BaseModel):
        name: str
        age: Optional[int]  # noqa: UP045

    return echo(Request, [{"name": "a"}, {"name": "a", "age": None}])


def watch_fields_that_were_set() -> object:
    class Update(BaseModel):
        name: str = "x"
        size: int | None = None

    other = FastAPI()

    @other.patch("/")
    def update(update: Update) -> dict[str, Any]:
        return {
            "set": sorted(update.model_fields_set),
            "unset": update.model_dump(exclude_unset=True),
            "defaults": update.model_dump(exclude_defaults=True),
            "none": update.model_dump(exclude_none=True),
            "copy": Update().model_copy(update=update.model_dump(exclude_unset=True)).model_dump(),
            "extra": update.model_extra,
        }

    bodies: list[Any] = [{}, {"name": "x"}, {"size": None}, {"size": 1}]
    return [TestClient(other).patch("/", json=body).json() for body in bodies]


def watch_default_that_is_made() -> object:
    numbers = iter(range(100))

    class Made(BaseModel):
        tags: list[str] = []
        number: Annotated[int, Field(default_factory=lambda: next(numbers))]
        nullable: Annotated[list[int] | None, Field(default_factory=list)]

    return echo(Made, [{}, {}, {"number": 7, "nullable": None}])


def watch_default_from_other_fields() -> object:
    class Made(BaseModel):
        name: str
        label: Annotated[str, Field(default_factory=lambda data: data["name"].upper())]

    try:
        return echo(Made, [{"name": "a"}, {"name": "a", "label": "b"}])
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_mutable_default_is_not_shared() -> object:
    class Basket(BaseModel):
        items: list[str] = []

    other = FastAPI()

    @other.post("/")
    def create(basket: Basket) -> Basket:
        basket.items.append("x")
        return basket

    return [TestClient(other).post("/", json={}).json() for _ in range(2)]


def watch_default_that_does_not_fit() -> object:
    class Wrong(BaseModel):
        number: int = "x"  # type: ignore[assignment]
        name: str = None  # type: ignore[assignment]

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = echo(Wrong, [{"number": 1, "name": "a"}])
        try:
            unset: object = echo(Wrong, [{}])
        except Exception as error:
            unset = type(error).__name__
    return result, unset, sorted({w.category.__name__ for w in caught})


def watch_unions_of_numbers_and_strings() -> object:
    class Sized(BaseModel):
        size: int | str | None = None
        exact: float | int = 0

    sizes: list[Any] = [42, "42", "large", None, [], 1.0]
    return echo(Sized, [*({"size": size} for size in sizes), {"exact": 1}, {"exact": "1"}])


def watch_all_optional_model_as_body() -> object:
    class Update(BaseModel):
        name: str | None = None

    other = FastAPI()

    @other.post("/default")
    def default(update: Update = Update()) -> Update:
        return update

    @other.post("/nullable")
    def nullable(update: Update | None = None) -> Update | None:
        return update

    @other.post("/required")
    def required(update: Update) -> Update:
        return update

    @other.post("/required-nullable")
    def required_nullable(update: Update | None) -> Update | None:
        return update

    caller = TestClient(other)
    paths = ["/default", "/nullable", "/required", "/required-nullable"]
    answers = [[caller.post(p).text, caller.post(p, json=None).text, caller.post(p, json={}).text] for p in paths]
    return answers, [other.openapi()["paths"][path]["post"]["requestBody"] for path in paths]


def watch_null_for_the_response() -> object:
    other = FastAPI()

    class Item(BaseModel):
        name: str

    @other.get("/nullable")
    def nullable() -> Item | None:
        return None

    @other.get("/optional", response_model=Optional[Item])  # noqa: UP045
    def optional() -> object:
        return None

    content = [path["get"]["responses"]["200"]["content"] for path in other.openapi()["paths"].values()]
    return [TestClient(other).get(path).text for path in ("/nullable", "/optional")], content


def watch_alias_inside_the_optional() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")

        class Coded(BaseModel):
            code: Optional[Annotated[str, Field(alias="Code", default="q")]] = None  # noqa: UP045
            other: Annotated[str, Field(alias="Other")] | None = None

        result = echo(Coded, [{"Code": "x"}, {"code": "x", "Other": "y"}, {"other": "y"}])
    return result, [f"{w.category.__name__}: {str(w.message)[:60]}" for w in caught]


def watch_schema_of_defaults() -> object:
    from datetime import date
    from decimal import Decimal
    from enum import Enum

    class Size(Enum):
        SMALL = "s"

    class Inner(BaseModel):
        number: int = 1

    class Defaults(BaseModel):
        day: date = date(2026, 1, 2)
        price: Decimal = Decimal("1.50")
        size: Size = Size.SMALL
        inner: Inner = Inner()
        values: dict[str, tuple[int, ...]] = {"a": (1, 2)}
        odd: float = float("inf")
        anything: Any = None

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        other = FastAPI()

        @other.post("/")
        def create(defaults: Defaults) -> None:
            return None

        try:
            schemas: object = other.openapi()["components"]["schemas"]["Defaults"]
        except Exception as error:
            schemas = type(error).__name__
    return repr(schemas), [f"{w.category.__name__}: {str(w.message)[:60]}" for w in caught]


def watch_missing_values_are_not_in_the_response() -> object:
    class Item(BaseModel):
        name: str
        size: int | None = None

    bodies: list[Any] = [{"name": "a"}, {"name": "a", "size": None}]
    return (
        echo(Item, bodies, response_model_exclude_unset=True),
        echo(Item, bodies, response_model_exclude_none=True),
        echo(Item, bodies, response_model_exclude_defaults=True),
    )
