"""Around constraints: messages, other types and their limits, schemas in both modes, forms of Pydantic 1."""

import warnings
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from field_constraints import app
from pydantic import BaseModel, Field

client = TestClient(app)

PRODUCT: dict[str, Any] = {"name": "Pen", "code": "AB-1", "price": "1.50"}


def answers(kind: Any, values: list[Any]) -> object:
    """What an endpoint makes of each value, and the schema of the body."""
    other = FastAPI()

    @other.post("/", response_model=None)
    def create(body: Annotated[kind, Body(embed=True)]) -> object:
        return body

    sent = [TestClient(other).post("/", json={"body": value}).json() for value in values]
    schemas = other.openapi()["components"]["schemas"]
    return sent, {name: schema for name, schema in schemas.items() if "Validation" not in name}


def warned(act: Callable[[], object]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            act()
        except Exception as error:
            return [f"{type(error).__name__}: {str(error)[:80]}"]
    return [f"{warning.category.__name__}: {str(warning.message)[:80]}" for warning in caught]


def watch_messages() -> object:
    wrong: dict[str, list[Any]] = {
        "name": ["", "x" * 51],
        "code": ["ab-1", "AB-1\n", "xAB-1", "AB-१"],
        "price": [0, "1.234", "1234567", "12345.67", "1e2", "-0"],
        "stock": [-1, 101, 10**30],
        "tags": [["ab", "c"], ["ab", "cd", "ef", "gh"]],
    }
    return [client.post("/products", json={**PRODUCT, k: v}).json() for k, values in wrong.items() for v in values]


def watch_several_errors_at_once() -> object:
    response = client.post("/products", json={"tags": ["a"], "stock": -1, "name": ""})
    return [[error["type"], error["loc"]] for error in response.json()["detail"]]


def watch_schemas() -> object:
    return {k: v for k, v in app.openapi()["components"]["schemas"].items() if "Validation" not in k}


def watch_decimal_in_both_schemas() -> object:
    class Price(BaseModel):
        plain: Decimal
        limited: Annotated[Decimal, Field(max_digits=5, decimal_places=2, gt=0, le=100)]
        places: Annotated[Decimal, Field(decimal_places=2)]
        digits: Annotated[Decimal, Field(max_digits=3)] = Decimal("1.5")
        nullable: Decimal | None = None

    other = FastAPI()

    @other.post("/")
    def create(price: Price) -> Price:
        return price

    body = {"plain": 1.10, "limited": "1.0", "places": 2, "digits": "0.001"}
    return TestClient(other).post("/", json=body).json(), other.openapi()["components"]["schemas"]


def watch_numbers() -> object:
    return (
        answers(Annotated[int, Field(multiple_of=6)], [0, 6, 7, "12"]),
        answers(Annotated[float, Field(gt=0, lt=1, multiple_of=0.1)], [0, 0.1, 0.3, 1, "0.5"]),
        answers(Annotated[int, Field(strict=True)], [1, "1", 1.0, True]),
        answers(Annotated[float, Field(ge=0, allow_inf_nan=False)], ["inf", "nan", 0]),
    )


def watch_dates_and_durations() -> object:
    return (
        answers(Annotated[date, Field(ge=date(2026, 1, 1))], ["2025-12-31", "2026-01-01"]),
        answers(Annotated[timedelta, Field(lt=timedelta(hours=1))], ["PT59M", "PT1H"]),
    )


def watch_collections() -> object:
    short = Field(min_length=1, max_length=2)
    return (
        answers(Annotated[list[int], short], [[], [1], [1, 2, 3]]),
        answers(Annotated[set[int], short], [[], [1, 1], [1, 2, 3]]),
        answers(Annotated[tuple[int, ...], short], [[], [1], [1, 2, 3]]),
        answers(Annotated[dict[str, int], short], [{}, {"a": 1}, {"a": 1, "b": 2, "c": 3}]),
        answers(Annotated[bytes, short], ["", "a", "abc"]),
        answers(Annotated[list[int] | None, short], [None, [], [1]]),
    )


def watch_constraints_on_parts_of_a_union() -> object:
    positive = Annotated[int, Field(gt=0)]
    return (
        answers(positive | Annotated[str, Field(max_length=1)], [1, 0, "a", "ab"]),
        answers(Annotated[int | str, Field(gt=0)], [1, 0]),
        answers(list[positive | None], [[1, None, 0]]),
    )


def watch_two_fields_on_one_type() -> object:
    small = Annotated[int, Field(ge=0, le=10)]
    return answers(Annotated[small, Field(le=5, title="Small")], [5, 6, -1])


def watch_annotated_types_and_conint() -> object:
    from annotated_types import Gt, Len, MultipleOf
    from pydantic import PositiveInt, StringConstraints, conint, conlist, constr

    return (
        answers(Annotated[int, Gt(1), MultipleOf(2)], [1, 2, 3]),
        answers(Annotated[list[int], Len(1, 2)], [[], [1]]),
        answers(Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern="^A")], [" ab ", "b"]),
        answers(PositiveInt, [0, 1]),
        answers(conint(ge=1, lt=3), [0, 1, 3]),
        answers(conlist(int, min_length=1), [[], [1]]),
        answers(constr(to_lower=True, max_length=2), ["AB", "ABC"]),
    )


def watch_pattern_with_lookahead() -> object:
    def act() -> object:
        return answers(Annotated[str, Field(pattern=r"^(?=.*\d).+$")], ["a1", "a"])

    try:
        return act()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]}"


def watch_limit_as_default_of_the_field() -> object:
    class New(BaseModel):
        amount: Annotated[int, Field(gt=0)] = 1

    class Old(BaseModel):
        amount: int = Field(default=1, gt=0)

    return New.model_json_schema()["properties"], Old.model_json_schema()["properties"]


def watch_default_that_breaks_the_limit() -> object:
    class Lenient(BaseModel):
        amount: Annotated[int, Field(gt=0)] = 0

    class Checked(BaseModel):
        amount: Annotated[int, Field(gt=0, validate_default=True)] = 0

    return answers(Lenient, [{}]), answers(Checked, [{}])


def watch_limit_that_does_not_fit_the_type() -> object:
    def act() -> object:
        return answers(Annotated[int, Field(max_length=3)], [7])

    try:
        return act()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:60]}"


def watch_forms_of_pydantic_1() -> object:
    options: list[dict[str, Any]] = [{"regex": "x"}, {"max_items": 3}, {"min_items": 1}, {"const": True}]
    options += [{"unique_items": True}, {"allow_mutation": False}, {"include": {"a"}}]
    return [warned(partial(Field, **option)) for option in options]
