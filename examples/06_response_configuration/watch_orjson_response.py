"""Around ORJSONResponse: when it warns, what it writes, as class of a route or an app, and what replaces it."""

# /// script
# requires-python = ">=3.11"
# dependencies = ["ujson"]
# ///

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.responses import JSONResponse, ORJSONResponse, UJSONResponse
from fastapi.testclient import TestClient
from orjson_response import SENSOR, Reading, app
from pydantic import BaseModel

READING = Reading(sensor=SENSOR, day=date(2026, 1, 2), value=1e-7)


class Colour(Enum):
    RED = "red"


@dataclass
class Parcel:
    weight: float


class OwnResponse(JSONResponse):
    """What replaces it for values without a model."""

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


def warned(act: Callable[[], object]) -> tuple[object, list[str]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = act()
        except Exception as error:
            result = f"{type(error).__name__}: {str(error)[:80]}"
    return result, [f"{w.category.__name__}: {str(w.message)[:60]}" for w in caught]


def seen(response: Any) -> object:
    return response.status_code, response.text, dict(response.headers)


def fetch(other: FastAPI, path: str) -> object:
    return seen(TestClient(other).get(path))


def write(kind: type[JSONResponse], value: Any) -> str:
    return bytes(kind(value).body).decode()


def watch_openapi() -> object:
    return app.openapi()["paths"], app.openapi()["components"]["schemas"]


def watch_warnings_of_the_routes() -> object:
    return [warned(partial(fetch, app, path)) for path in ("/orjson/readings", "/readings")]


def watch_when_it_warns() -> object:
    class Child(ORJSONResponse):
        pass

    def declare() -> FastAPI:
        other = FastAPI(default_response_class=ORJSONResponse)
        other.get("/", response_class=ORJSONResponse)(lambda: {"a": 1})
        return other

    _, declared = warned(lambda: bool(declare()))
    return (
        declared,
        warned(lambda: seen(TestClient(declare()).get("/"))),
        warned(lambda: bytes(Child({}).body).decode()),
    )


def watch_class_of_a_route() -> object:
    results: list[object] = []
    for kind in (ORJSONResponse, UJSONResponse, OwnResponse, JSONResponse):
        other = FastAPI()

        @other.get("/typed", response_class=kind)
        def typed() -> Reading:
            return READING

        @other.get("/untyped", response_class=kind, response_model=None)
        def untyped() -> object:
            return {"reading": READING, 1: float("nan")}

        paths = ("/typed", "/untyped")
        results.append([warned(partial(fetch, other, p)) for p in paths])
        results.append([other.openapi()["paths"]["/typed"]["get"]["responses"]])
    return results


def watch_default_class_of_an_app() -> object:
    results: list[object] = []
    for kind in (ORJSONResponse, UJSONResponse, OwnResponse):
        other = FastAPI(default_response_class=kind)
        other.get("/typed", response_model=Reading)(lambda: READING)
        other.get("/untyped", response_model=None)(lambda: {"day": date(2026, 1, 2)})
        paths = ("/typed", "/untyped")
        results.append([warned(partial(fetch, other, p)) for p in paths])
    return results


def watch_what_each_writes() -> object:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    values: list[Any] = [
        float("nan"),
        at,
        {1: "a", None: 2},
        "ü<\u2028/",
        2**63,
        2**64,
        Decimal(1),
        {1},
        (1,),
        b"a",
        READING,
    ]
    values += [Colour.RED, Parcel(1.5), 1e16, 1e-7, "\ud800", SENSOR, at.date(), at.time()]
    kinds: list[Any] = [ORJSONResponse, UJSONResponse, OwnResponse]
    results: list[object] = []
    for kind in kinds:
        for value in values:
            written, _ = warned(partial(write, kind, value))
            results.append([kind.__name__, str(written).split(" at 0x")[0]])
    return results


def watch_arguments() -> object:
    def make() -> object:
        response = ORJSONResponse({"a": 1}, 201, {"X-A": "b"}, "application/problem+json")
        return response.status_code, dict(response.headers)

    return warned(make)


def watch_without_the_packages(monkeypatch: Any) -> object:
    import fastapi.responses

    monkeypatch.setattr(fastapi.responses, "orjson", None)
    monkeypatch.setattr(fastapi.responses, "ujson", None)
    return warned(lambda: ORJSONResponse({})), warned(lambda: UJSONResponse({}))


def watch_bytes_of_a_return_type() -> object:
    class Mixed(BaseModel):
        at: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        values: dict[int, float] = {1: 1e16}
        text: str = "ü<\u2028/"
        colour: Colour = Colour.RED

    other = FastAPI()

    @other.get("/")
    def read() -> Mixed:
        return Mixed()

    @other.get("/own", response_class=OwnResponse)
    def own() -> Mixed:
        return Mixed()

    return [seen(TestClient(other).get(path)) for path in ("/", "/own")]
