"""Around the return type: bytes of typed and untyped answers, Response types, iterables, odd annotations."""

import warnings
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, NewType, Optional, Union
from uuid import UUID

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel
from return_type_annotation import Item, StoredItem, app

PEN = StoredItem(name="Pen", price=Decimal("1.50"), cost=Decimal("0.30"))


class Measurement(BaseModel):
    sensor: str
    value: float
    taken_at: datetime | None = None


class Secret(Measurement):
    key: str = "k"


def serve(endpoint: Callable[..., Any], annotation: Any, **options: Any) -> object:
    """What an endpoint with that annotation answers, and how it is documented."""
    other = FastAPI()
    endpoint.__annotations__["return"] = annotation
    try:
        other.get("/", **options)(endpoint)
        response = TestClient(other).get("/")
        return (
            response.status_code,
            response.text,
            response.headers.get("content-type"),
            other.openapi()["paths"]["/"]["get"]["responses"],
        )
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def given(value: object, annotation: Any, **options: Any) -> object:
    return serve(lambda: value, annotation, **options)


def watch_openapi() -> object:
    return app.openapi()["paths"], app.openapi()["components"]["schemas"]


def watch_bytes_of_a_typed_answer() -> object:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    values = [
        Measurement(sensor="é<\u2028", value=1e-7, taken_at=at),
        Measurement(sensor="big", value=1e16, taken_at=at.astimezone(timezone(timedelta(hours=2)))),
        Measurement(sensor="broken", value=float("nan")),
    ]
    other = FastAPI()

    @other.get("/typed")
    def read_typed() -> list[Measurement]:
        return values

    @other.get("/untyped", response_model=None)
    def read_untyped() -> object:
        return values[:2]

    @other.get("/class", response_class=JSONResponse)
    def read_class() -> list[Measurement]:
        return values[:2]

    results: list[object] = []
    for path in ("/typed", "/untyped", "/class"):
        try:
            response = TestClient(other).get(path)
            results.append([response.text, dict(response.headers)])
        except ValueError as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results


def watch_lone_surrogate() -> object:
    return given("\ud800", str), given({"a": "\ud800"}, dict[str, str]), given("\ud800", None)


def watch_response_model_and_annotation() -> object:
    class Name(BaseModel):
        name: str

    return (
        given(PEN, Item, response_model=Name),
        given(PEN, Item, response_model=None),
        given(PEN, Response, response_model=Item),
    )


def watch_response_types() -> object:
    class Own(JSONResponse):
        media_type = "application/vnd.own+json"

    made: list[tuple[Response, Any]] = [
        (Response("a", media_type="text/plain"), Response),
        (PlainTextResponse("a"), PlainTextResponse),
    ]
    made += [(Own({"a": 1}), Own), (PlainTextResponse("a"), Response), (HTMLResponse("a"), JSONResponse)]
    return [given(value, annotation) for value, annotation in made], given({"a": 1}, Own), given({"a": 1}, Response)


def watch_union_with_a_response() -> object:
    text = PlainTextResponse("a")
    return (
        given(PEN, Union[Item, Response]),  # noqa: UP007
        given(text, Item | Response, response_model=None),
        given(PEN, Item | Response, response_model=None),
        given(text, Response | JSONResponse),
        given(text, Optional[Response]),  # noqa: UP045
        given(text, Annotated[Response, "note"]),
    )


def watch_response_returned_past_the_annotation() -> object:
    return given(JSONResponse({"more": 1}), Item), given(PlainTextResponse("a", 203), list[Item], status_code=201)


def watch_response_class_itself_returned() -> object:
    return given(PlainTextResponse, None), given(JSONResponse, None, response_class=JSONResponse)


def watch_none_as_annotation() -> object:
    return given("x", None), given(None, None), given(None, type(None)), given("x", type(None))


def watch_missing_annotation() -> object:
    other = FastAPI()

    @other.get("/")
    def read():  # type: ignore[no-untyped-def]  # noqa: ANN202
        return PEN

    return TestClient(other).get("/").json(), other.openapi()["paths"]


def watch_value_that_does_not_fit() -> object:
    return given([{"sensor": "a", "value": "warm"}], list[Measurement]), given(None, Item)


def watch_iterables_of_models() -> object:
    values = [Secret(sensor="a", value=1), Measurement(sensor="b", value=2, taken_at=None)]
    kinds = [list, Iterable, Sequence, Generator, set, tuple]
    types = [kind[Measurement] if kind is not tuple else tuple[Measurement, ...] for kind in kinds]
    return [[given(values, kind), given(values, kind, response_model_exclude_unset=True)] for kind in types]


def watch_mappings_of_models() -> object:
    values = {"a": Secret(sensor="a", value=1)}
    return [given(values, kind) for kind in (dict[str, Measurement], Mapping[str, Measurement], dict)]


def watch_generator_object_returned() -> object:
    def numbers() -> Generator[int, None, None]:
        yield from (1, 2)

    return given(numbers(), list[int]), given(numbers(), None), given(numbers(), Iterable[int])


def watch_special_annotations() -> object:
    class Size(Enum):
        SMALL = "s"

    number = NewType("number", int)
    values: list[tuple[object, Any]] = [("a", Literal["a", "b"]), ("c", Literal["a"]), (Size.SMALL, Size), ("s", Size)]
    values += [(1, number), (UUID(int=1), UUID), (Decimal("1.0"), Decimal), (timedelta(1), timedelta), (1, object)]
    values += [(1 + 2j, complex), (b"a", bytes), (1, "int"), (1, "Undefined"), ({"a": 1}, Any), (PEN, BaseModel)]
    return [given(value, annotation) for value, annotation in values]


def watch_forward_reference() -> object:
    other = FastAPI()

    @other.get("/")
    def read() -> "list[Measurement]":
        return [Secret(sensor="a", value=1)]

    return TestClient(other).get("/").json(), other.openapi()["paths"]


def watch_never_and_callables() -> object:
    from typing import NoReturn

    return given(1, NoReturn), given(1, Callable[[], int]), given(1, type)


def watch_async_and_partial_endpoints() -> object:
    from functools import partial, wraps

    async def read() -> Item:
        return PEN

    class Endpoint:
        def __call__(self) -> Item:
            return PEN

        async def method(self) -> Item:
            return PEN

    def read_named(name: str) -> Item:
        return Item(name=name, price=Decimal(1))

    @wraps(read)
    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        return await read(*args, **kwargs)

    other = FastAPI()
    endpoints: list[Any] = [read, Endpoint(), Endpoint().method, partial(read_named, "Ink"), partial(read), wrapped]
    results: list[object] = []
    for number, endpoint in enumerate(endpoints):
        try:
            other.get(f"/{number}", name=f"endpoint{number}")(endpoint)
            results.append(TestClient(other).get(f"/{number}").text)
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results, other.openapi()["paths"]


def watch_type_alias_of_python_3_12() -> object:
    from typing_extensions import TypeAliasType

    prices = TypeAliasType("prices", dict[str, Decimal])
    optional = TypeAliasType("optional", Item | None)
    return given({"a": Decimal(1)}, prices), given(PEN, optional), given([PEN], list[optional])


def watch_warnings_of_the_serializer() -> object:
    broken = Measurement.model_construct(sensor=1, value="x")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        results = given(broken, Measurement), given([broken], list[Measurement]), given(broken, None)
    return results, [[w.category.__name__, str(w.message).splitlines()[0]] for w in caught]


def watch_model_for_input_and_output() -> object:
    class Draft(BaseModel):
        price: Decimal
        note: str | None = None

    other = FastAPI()

    @other.post("/")
    def create(draft: Draft) -> Draft:
        return draft

    return TestClient(other).post("/", json={"price": 1.5}).json(), other.openapi()["components"]["schemas"]
