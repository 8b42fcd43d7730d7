"""Around numbers: the other bounds, `inf` and `nan` in and out, steps of floats, decimals, and very large numbers."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from numeric_range import app
from pydantic import BaseModel, FiniteFloat

client = TestClient(app)


def served(endpoint: Callable[..., Any], path: str = "/") -> TestClient:
    own = FastAPI()
    own.get(path)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], queries: list[str]) -> object:
    own = served(endpoint)
    return {query: told(own.get(f"/?{query}")) for query in queries}


def parameters(endpoint: Callable[..., Any], path: str = "/") -> object:
    return served(endpoint, path).get("/openapi.json").json()["paths"][path]["get"].get("parameters")


def refusal(endpoint: Callable[..., Any], path: str = "/") -> str:
    try:
        served(endpoint, path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_error_bodies() -> object:
    queries = ["weight=0", "weight=11", "quantity=7", "latitude=inf", "weight=heavy&quantity=5.5&latitude="]
    return [client.get(f"/items?{query}").json() for query in queries]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_other_bounds() -> object:
    def read(
        weight: Annotated[float, Query(ge=0, lt=10.5)], exact: Annotated[int, Query(ge=7, le=7)] = 7
    ) -> list[float]:
        return [weight, exact]

    return answers(read, ["weight=0", "weight=-0.0", "weight=10.5", "weight=1&exact=6", "weight=nan"]), parameters(read)


def watch_spellings_of_a_float() -> object:
    def read(q: float) -> str:
        return str(q)

    texts = [
        "1",
        "1.",
        ".5",
        "1e3",
        "1E-3",
        "+1",
        "%201%20",
        "1_0.5",
        "0x1p3",
        "inf",
        "-Infinity",
        "NaN",
        "nan",
        "1,5",
        "٣",
        "",
    ]
    return answers(read, [f"q={text}" for text in texts])


def watch_inf_and_nan_by_default() -> object:
    def read(
        plain: float,
        positive: Annotated[float, Query(gt=0)] = 1,
        allowed: Annotated[float, Query(allow_inf_nan=True)] = 1,
    ) -> list[str]:
        return [str(plain), str(positive), str(allowed)]

    return answers(read, ["plain=nan&positive=inf&allowed=nan", "plain=-inf&positive=nan", "plain=1e400"])


def watch_nan_in_an_answer() -> object:
    def typed() -> list[float]:
        return [math.nan, math.inf, -math.inf, 1.0]

    def untyped():  # type: ignore[no-untyped-def]  # noqa: ANN202
        return [math.nan]

    def raw() -> JSONResponse:
        return JSONResponse([math.nan])

    told = []
    for endpoint in (typed, untyped, raw):
        try:
            response = served(endpoint).get("/")
            told.append([response.status_code, response.text])
        except ValueError as error:
            told.append([0, str(error)])
    return told


def watch_nan_in_a_body() -> object:
    class Item(BaseModel):
        price: float

    class Finite(BaseModel):
        price: FiniteFloat

    own = FastAPI()

    @own.post("/float")
    def read(item: Item) -> Item:
        return item

    @own.post("/untyped")
    def read_untyped(item: Item):  # type: ignore[no-untyped-def]  # noqa: ANN202
        return item

    @own.post("/finite")
    def read_finite(item: Finite) -> Finite:
        return item

    @own.post("/scalar")
    def read_scalar(price: Annotated[float, Body(allow_inf_nan=False)]) -> float:
        return price

    lenient = TestClient(own, raise_server_exceptions=False)
    json = {"content-type": "application/json"}
    told = []
    for path in ("/float", "/untyped", "/finite", "/scalar"):
        for number in ("NaN", "Infinity", "1e999"):
            content = number if path == "/scalar" else f'{{"price": {number}}}'
            response = lenient.post(path, content=content, headers=json)
            told.append([path, number, response.status_code, response.text])
    return told


def watch_steps_of_a_float() -> object:
    def read(
        q: Annotated[float, Query(multiple_of=0.1)], whole: Annotated[int, Query(multiple_of=3)] = 3
    ) -> list[float]:
        return [q, whole]

    def read_negative(q: Annotated[int, Query(multiple_of=-3)]) -> int:
        return q

    texts = ["0.1", "0.2", "0.3", "0.7", "1", "1e300", "inf", "nan", "0.15"]
    return answers(read, [f"q={text}" for text in texts]), refusal(read_negative).splitlines()[-1]


def watch_decimals() -> object:
    def read(
        price: Annotated[Decimal, Query(gt=0, le=Decimal("10.50"), max_digits=4, decimal_places=2)],
        step: Annotated[Decimal, Query(multiple_of=0.1)] = Decimal(1),
        free: Annotated[Decimal, Query(allow_inf_nan=True)] = Decimal(1),
    ) -> list[Decimal]:
        return [price, step, free]

    texts = ["price=10.50", "price=10.51", "price=0", "price=1.234", "price=1e1", "price=nan", "price=1_0", "price=x"]
    return answers(read, [*texts, "price=1&step=0.3", "price=1&step=0.35", "price=1&free=nan"]), parameters(read)


def watch_large_numbers() -> object:
    def read(q: int, bounded: Annotated[int, Query(le=2**63)] = 0) -> list[object]:
        return [q.bit_length(), bounded]

    own = served(read)
    texts = ["9" * 19, "9" * 400, "9" * 4300, "9" * 4301, "-" + "9" * 30]
    told = [own.get("/", params={"q": text}) for text in texts]
    return [[response.status_code, response.text[:60]] for response in told], answers(
        read, [f"q=1&bounded={2**63}", f"q=1&bounded={2**64}"]
    )


def watch_bounds_of_dates() -> object:
    from datetime import date, timedelta

    def read(
        day: Annotated[date, Query(ge=date(2025, 1, 1))] = date(2025, 1, 1),
        lasts: Annotated[timedelta, Query(le=timedelta(hours=1))] = timedelta(),
    ) -> list[object]:
        return [day, lasts]

    return (
        refusal(read),
        answers(read, ["day=2025-01-02", "day=2024-12-31", "lasts=PT30M", "lasts=PT2H"]),
        parameters(read),
    )


def watch_bounds_of_other_kinds() -> object:
    def read(
        strict: Annotated[int, Query(strict=True, ge=1)] = 1,
        flag: Annotated[bool, Query()] = False,
        either: Annotated[int | float, Query(ge=1)] = 1,
        maybe: Annotated[int | None, Query(ge=1)] = None,
        many: Annotated[list[Annotated[int, Query(ge=1)]], Query()] = [],  # noqa: B006
    ) -> list[object]:
        return [strict, flag, either, maybe, many]

    return answers(read, ["strict=1", "flag=2", "either=0", "either=1.5", "maybe=0", "many=1&many=0"]), parameters(read)
