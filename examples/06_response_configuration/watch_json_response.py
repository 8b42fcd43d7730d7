"""Around JSONResponse: what plain json takes and writes, the encoder with every type and parameter."""

import enum
import re
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import SimpleNamespace
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from json_response import Job, app
from pydantic import BaseModel, Field

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Name(str, enum.Enum):  # noqa: UP042
    ADA = "ada"


class Text(str):
    """A string of its own type."""


class Point(NamedTuple):
    x: int
    y: date


@dataclass
class Address:
    city: str
    street: str | None = None


@dataclass
class Parcel:
    weight: Decimal
    to: Address
    note: str | None = None
    tags: set[str] = field(default_factory=set)


class User(BaseModel):
    full_name: Annotated[str, Field(alias="fullName")] = "Ada"
    born: date = date(1815, 12, 10)
    phone: str | None = None
    address: dict[str, Any] = {"_sa_state": 1, "city": "London"}


class Row:
    """An object with attributes, as an ORM returns."""

    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


class Slots:
    __slots__ = ("a",)


def tried(act: Callable[[], object]) -> object:
    try:
        result = act()
    except ImportError as error:
        return f"ImportError: {error.name}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:100]}"
    return [type(result).__name__, result]


def encoded(*values: object, **options: Any) -> object:
    return [tried(lambda value=value: jsonable_encoder(value, **options)) for value in values]  # type: ignore[misc]


def watch_openapi_and_answers() -> object:
    client = TestClient(app)
    return app.openapi()["paths"], client.get("/job").text


def watch_past_the_response_model() -> object:
    other = FastAPI()

    @other.post("/", response_model=Job, status_code=201)
    def create() -> JSONResponse:
        return JSONResponse({"more": 1})

    response = TestClient(other).post("/")
    return response.status_code, response.text, other.openapi()["paths"]["/"]["post"]["responses"]


def watch_what_plain_json_writes() -> object:
    values: list[object] = ["é<\u2028", 1e-7, 1e16, 0.1 + 0.2, 10**30, {1: "a", None: 2, False: 3, 1.5: 4}, (1, 2)]
    values += [[], {}, None, Level.LOW, Name.ADA, Text("x"), Point(1, date(2026, 1, 2))[:1]]
    return [tried(lambda value=value: bytes(JSONResponse(value).body).decode()) for value in values]  # type: ignore[misc]


def watch_what_plain_json_refuses() -> object:
    values: list[object] = [
        AT,
        Decimal(1),
        UUID(int=1),
        {1},
        b"a",
        User(),
        float("nan"),
        float("inf"),
        "\ud800",
        Colour.RED,
    ]
    values += [{(1, 2): 3}, 1j, Address("Paris")]
    return [tried(lambda value=value: bytes(JSONResponse(value).body).decode()) for value in values]  # type: ignore[misc]


def watch_arguments() -> object:
    made = [
        JSONResponse({"a": 1}, 201, {"X-A": "b"}, "application/problem+json"),
        JSONResponse(content=None),
        JSONResponse([], headers={"Content-Type": "text/x", "Content-Length": "9"}),
    ]
    results = [[response.status_code, dict(response.headers), response.body.decode()] for response in made]  # type: ignore[union-attr, unused-ignore]
    return results, tried(lambda: JSONResponse())  # type: ignore[call-arg]


def watch_render_of_ones_own() -> object:
    import json

    class Pretty(JSONResponse):
        media_type = "application/json; indent=1"

        def render(self, content: Any) -> bytes:
            return json.dumps(content, indent=1, sort_keys=True).encode()

    other = FastAPI(default_response_class=Pretty)

    @other.get("/typed")
    def typed() -> dict[str, int]:
        return {"b": 1, "a": 2}

    @other.get("/untyped", response_model=None)
    def untyped() -> object:
        return {"b": date(2026, 1, 2), "a": 2}

    responses = [TestClient(other).get(path) for path in ("/typed", "/untyped")]
    return [[response.text, response.headers["content-type"]] for response in responses], other.openapi()["paths"]


def watch_simple_types() -> object:
    return encoded("a", Text("b"), 1, True, 1.5, None, 10**30, float("nan"), 1j)


def watch_dates_and_times() -> object:
    return encoded(
        AT, AT.replace(tzinfo=None, microsecond=7), date(2026, 1, 2), time(3, 4, 5, tzinfo=UTC), timedelta(1, 2, 3)
    )


def watch_numbers_bytes_and_identifiers() -> object:
    numbers = [Decimal(text) for text in ("1.10", "2", "1E+3", "NaN", "0.1E-7", "-0", "Infinity")]
    return encoded(*numbers, UUID(int=1), b"bytes", b"\xff", bytearray(b"a"), memoryview(b"a"))


def watch_enums_and_paths() -> object:
    return encoded(Colour.RED, Level.LOW, Name.ADA, Colour, Path("a/b"), PurePosixPath("a"), PureWindowsPath("a\\b"))


def watch_collections() -> object:
    values: list[object] = [[AT], (1, 2), {1}, frozenset({1}), deque([1, 2]), (n for n in (1, 2)), Point(1, AT.date())]
    values += [range(3), {"a": 1}.keys(), {"a": 1}.values(), {"a": 1}.items(), map(str, [1]), iter([1])]
    return encoded(*values)


def watch_mappings() -> object:
    return encoded(
        {1: {"a": None}},
        {AT: 1},
        {Colour.RED: Colour.RED},
        {UUID(int=1): 1, None: 2, True: 3, 1.5: 4},
        {(1, 2): 3},
        OrderedDict(b=1, a=2),
        defaultdict(list, {"a": [1]}),
        SimpleNamespace(a=AT),
        {"_sa_instance": 1, "_sb": 2},
    )


def watch_addresses_patterns_and_urls() -> object:
    from pydantic import AnyUrl, HttpUrl, NameEmail, SecretBytes, SecretStr, TypeAdapter

    return encoded(
        IPv4Address("127.0.0.1"),
        IPv4Interface("127.0.0.1/8"),
        IPv4Network("10.0.0.0/8"),
        IPv6Address("::1"),
        IPv6Interface("::1/64"),
        IPv6Network("::/64"),
        re.compile("a+", re.IGNORECASE),
        TypeAdapter(AnyUrl).validate_python("redis://h/1"),
        TypeAdapter(HttpUrl).validate_python("https://Example.com"),
        NameEmail(name="Ada", email="ada@example.com"),
        SecretStr("x"),
        SecretBytes(b"x"),
    )


def watch_colours() -> object:
    def old() -> object:
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pydantic.color import Color

            return jsonable_encoder(Color("red"))

    def new() -> object:
        from pydantic_extra_types.color import Color

        return jsonable_encoder(Color("#00f"))

    return tried(old), tried(new)


def watch_undefined_and_missing() -> object:
    from pydantic_core import PydanticUndefined

    def missing() -> object:
        from pydantic import MISSING  # type: ignore[attr-defined, unused-ignore]

        return jsonable_encoder({"a": MISSING})

    return encoded(PydanticUndefined, ...), tried(missing)


def watch_objects() -> object:
    pairs = [("a", AT), ("b", None)]

    class Mapping:
        def keys(self) -> list[str]:
            return ["a"]

        def __getitem__(self, key: str) -> date:
            return date(2026, 1, 2)

    class Pairs:
        def __iter__(self) -> Any:
            return iter(pairs)

    class Sub(datetime):
        pass

    values: list[object] = [Row(a=AT, _sa_x=1, b=Row(c=1)), Mapping(), Pairs(), Sub(2026, 1, 2), Slots(), object(), Row]
    return encoded(*values[:-3]), [kind_of_error(value) for value in values[-3:]]


def kind_of_error(value: object) -> object:
    try:
        jsonable_encoder(value)
    except Exception as error:
        return f"{type(error).__name__} {[type(part).__name__ for part in (error.args[0] if error.args else [])]}"
    return "encoded"


def watch_models() -> object:
    class Numbers(BaseModel):
        price: Decimal = Decimal("1.10")
        span: timedelta = timedelta(minutes=1)
        raw: bytes = b"a"
        colour: Colour = Colour.RED
        values: set[int] = {1}
        user: User = User()
        anything: Any = Address("Paris")

    return encoded(Numbers(), [Numbers()], {"a": Numbers()}, Row(user=User()))


def watch_root_models_and_dataclasses() -> object:
    from pydantic import RootModel
    from pydantic.dataclasses import dataclass as checked

    @checked
    class Checked:
        at: datetime
        user: User

    value = Parcel(Decimal("1.5"), Address("Paris"), tags={"a"})
    return encoded(
        RootModel[list[date]]([AT.date()]), RootModel[dict[str, int]]({"a": 1}), value, Checked(AT, User()), Parcel
    )


def watch_include_and_exclude() -> object:
    user, parcel, row = User(), Parcel(Decimal(1), Address("Paris")), {"a": 1, "b": {"a": 2}, "c": [{"a": 3, "b": 4}]}
    options: list[dict[str, Any]] = [{"include": {"full_name", "to", "a"}}, {"exclude": {"full_name", "to", "a"}}]
    options += [{"include": ["born", "note", "b"]}, {"exclude": ["born", "note", "b"]}]
    options += [{"include": {"address": {"city"}, "to": {"city"}}}, {"exclude": {"address": {"city"}, "to": {"city"}}}]
    options += [{"include": {"a", "b"}, "exclude": {"a"}}, {"include": set()}, {"exclude": ()}]
    return [encoded(user, parcel, row, [row, user], **option) for option in options]


def watch_names_instead_of_aliases() -> object:
    return [encoded(User(), [User()], {"a": User()}, Row(user=User()), by_alias=flag) for flag in (True, False)]


def watch_unset_default_and_null() -> object:
    ada, bob = User.model_validate({"fullName": "Ada", "phone": None}), User.model_validate({"fullName": "Bob"})
    values: list[object] = [User(), ada, [bob], {"a": None, "b": [None, {"c": None}]}]
    values += [Parcel(Decimal(1), Address("Paris")), {"bob": bob, "all": {"ada": ada}}]
    options = ("exclude_unset", "exclude_defaults", "exclude_none")
    return [encoded(*values, **{option: True}) for option in options]


def watch_encoder_of_ones_own() -> object:
    custom: dict[Any, Any] = {
        datetime: lambda value: value.year,
        Colour: lambda value: value.name,
        int: lambda value: value + 1,
    }

    class Sub(datetime):
        pass

    class Holder(BaseModel):
        at: datetime = AT

    values: list[object] = [AT, Sub(2026, 1, 2), Colour.RED, [AT, {"a": AT, 1: 2}], True, Holder(), Row(at=AT), "x"]
    values += [Parcel(Decimal(1), Address("Paris"), tags={"a"}), {"holder": Holder()}]
    return (
        encoded(*values, custom_encoder=custom),
        encoded({"a": 1}, custom_encoder={str: len}),
        encoded(AT, custom_encoder={}),
    )


def watch_attributes_of_sqlalchemy() -> object:
    values: list[object] = [
        {"_sa": 1, "_sa_state": 2, "a": {"_sa_x": 3}, 4: 5},
        Row(_sa_instance_state=1, id=2),
        User(),
    ]
    return [encoded(*values, sqlalchemy_safe=flag) for flag in (True, False)]


def watch_model_of_sqlmodel_style() -> object:
    class Legacy(BaseModel):
        at: datetime = AT
        model_config = {"json_encoders": {datetime: lambda value: value.year}}

    return encoded(Legacy(), [Legacy()])


def watch_deep_and_circular_values() -> object:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    circle: dict[str, Any] = {}
    circle["self"] = circle
    try:
        jsonable_encoder(circle)
        result = "encoded"
    except RecursionError:
        result = "RecursionError"
    return len(str(jsonable_encoder(deep))), result
