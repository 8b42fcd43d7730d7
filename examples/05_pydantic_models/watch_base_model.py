"""Around a model: coercion, other kinds of models, unions, generics, recursion, models of Pydantic 1."""

import dataclasses
import enum
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from base_model import Order, app
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

client = TestClient(app)

ORDER: dict[str, Any] = {
    "customer": {"name": "Ada"},
    "lines": [{"sku": "pen", "quantity": 3}],
    "placed_at": "2026-01-02T03:04:05Z",
}


class Animal(BaseModel):
    name: str


class Cat(Animal):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(Animal):
    kind: Literal["dog"] = "dog"
    breed: str | None = None


class Node(BaseModel):
    value: int
    children: "list[Node]" = []


class Point(NamedTuple):
    x: int
    y: int = 0


class Movie(TypedDict, total=False):
    title: str
    year: int


@dataclasses.dataclass
class Parcel:
    weight: float
    tags: list[str] = dataclasses.field(default_factory=list)
    note: str | None = None


T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def taken(kind: Any, values: list[Any]) -> object:
    """What an endpoint makes of each value as a body of that type."""
    other = FastAPI()

    @other.post("/")
    def create(body: Annotated[kind, Body(embed=True)]) -> Any:
        return f"{type(body).__name__}: {body}"

    results = []
    for value in values:
        response = TestClient(other).post("/", json={"body": value})
        answer = response.json()
        results.append(answer if response.status_code == 200 else [[e["type"], e["msg"]] for e in answer["detail"]])
    return results


def echo(kind: Any, bodies: list[Any]) -> object:
    """Send bodies to an endpoint that takes and returns that type; its schemas come last."""
    other = FastAPI()

    @other.post("/")
    def create(body: kind) -> kind:
        return body

    answers: list[Any] = [TestClient(other).post("/", json=body).json() for body in bodies]
    document = other.openapi()
    schemas = {k: v for k, v in document["components"]["schemas"].items() if "Validation" not in k}
    operation = document["paths"]["/"]["post"]
    return answers, operation["requestBody"], operation["responses"]["200"], schemas


def attempt(act: Callable[[], object]) -> object:
    try:
        return act()
    except ImportError as error:
        return f"ImportError: {error.name}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:100]}"


def watch_whole_numbers() -> object:
    return taken(int, ["3", 3.0, "3.0", " 3 ", "+3", "1_000", "0001", True, "1e2", 3.5, None, [], "", 10**30])


def watch_floats() -> object:
    return taken(float, ["1.5", "1_0", 1, "inf", "NaN", True, "x", None, 10**400])


def watch_strings() -> object:
    return taken(str, ["", "é", 7, 7.5, True, None, ["pen"]])


def watch_booleans() -> object:
    return taken(bool, ["yes", "off", "T", "n", 1, "0", 1.0, "maybe", 2, None, ""])


def watch_datetimes() -> object:
    values = ["2026-01-02", "2026-01-02 03:04", "2026-01-02T03:04:05+02:00", 1767323045, "1767323045", "tomorrow", None]
    return taken(datetime, values)


def watch_dates_times_and_durations() -> object:
    return (
        taken(date, ["2026-01-02", "2026-01-02T00:00:00", "2026-01-02T03:04:05", 1767323045, "x"]),
        taken(time, ["03:04", "03:04:05.5Z", 11045, "25:00"]),
        taken(timedelta, ["PT1M", "1 day, 00:01:00", 60, 0.5, "-P1D", "soon"]),
    )


def watch_other_types() -> object:
    return (
        taken(Decimal, ["1.10", 1.1, 1, "NaN", "1e500", "x"]),
        taken(UUID, ["00000000-0000-0000-0000-000000000001", "1", 1]),
        taken(Path, ["a/b", 1]),
        taken(Colour, ["red", "RED", 1]),
        taken(Literal["a", 1], ["a", 1, "1", True, "b"]),
        taken(bytes, ["é", 1]),
        taken(set[int], [[1, "2", 1], "12", {"1": 2}]),
        taken(tuple[int, str], [[1, "a"], [1], [1, "a", 2], "1a"]),
        taken(dict[int, bool], [{"1": "yes"}, {"x": 1}, []]),
    )


def watch_unknown_fields() -> object:
    return client.post("/orders", json={**ORDER, "coupon": "x"}).json()


def watch_nested_errors() -> object:
    body = {"customer": {"email": 1}, "lines": [{"sku": "ink", "quantity": "x"}, "no line"], "placed_at": "x"}
    return client.post("/orders", json=body).json()


def watch_schemas() -> object:
    return app.openapi()["components"]["schemas"], app.openapi()["paths"]


def watch_schema_of_a_model_alone() -> object:
    return Order.model_json_schema(), Order.model_json_schema(mode="serialization")


def watch_docstring_as_description() -> object:
    class Documented(BaseModel):
        """
        What the shop sends.

          Prices are for one piece.
        """

        name: str

    return echo(Documented, [{"name": "a"}])


def watch_strict_model() -> object:
    class Event(BaseModel):
        model_config = ConfigDict(strict=True)
        at: datetime
        number: int

    python = echo(Event, [{"at": "2026-01-02T03:04:05Z", "number": "1"}])
    return python, repr(Event.model_validate_json('{"at": "2026-01-02T03:04:05Z", "number": 1}'))


def watch_union_of_models() -> object:
    class First(BaseModel):
        a: int = 0

    class Second(BaseModel):
        a: int = 0
        b: int = 0

    return taken(First | Second, [{"a": 1, "b": 2}, {"a": 1}, {}, {"b": "x"}])


def watch_union_of_plain_types() -> object:
    return (
        taken(int | float | str | None, ["1", 1, 1.0, True, None, [], 1.5]),
        taken(float | int, [1, "1", 1.5]),
        taken(Annotated[int | str, Field(union_mode="left_to_right")], ["1", 1, "a"]),
        taken(bool | int | str, [1, "1", "true", True]),
        taken(datetime | date | str, ["2026-01-02", "2026-01-02T03:04:05", "x"]),
    )


def watch_discriminated_union() -> object:
    kind = Annotated[Cat | Dog, Field(discriminator="kind")]
    return echo(list[kind], [[{"kind": "cat", "name": "a"}, {"kind": "dog", "name": "b"}], [{"kind": "cow"}, {}, 1]])


def watch_discriminator_that_is_a_function() -> object:
    from pydantic import Discriminator, Tag

    def choose(value: Any) -> str:
        return "cat" if "lives" in (value if isinstance(value, dict) else value.model_fields_set) else "dog"

    kind = Annotated[Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")], Discriminator(choose)]
    return echo(dict[str, kind], [{"x": {"name": "a", "lives": 1}, "y": {"name": "b"}}, {"x": {"lives": 1}}])


def watch_model_in_a_union_with_a_list() -> object:
    return echo(Cat | list[Dog], [{"name": "a"}, [{"name": "b"}], 5])


def watch_recursive_model() -> object:
    return echo(Node, [{"value": 1, "children": [{"value": "2", "children": [{"value": "x"}]}]}, {"value": 1}])


def watch_generic_model() -> object:
    return echo(Page[Cat], [{"items": [{"name": "a"}], "total": 1}]), echo(Page[int | None], [{"items": [1, None]}])


def watch_root_model() -> object:
    from pydantic import RootModel

    class Names(RootModel[list[str]]):
        """Names of people."""

    class Prices(RootModel[dict[str, Decimal]]):
        root: dict[str, Decimal] = {"pen": Decimal("1.50")}

    return echo(Names, [["a"], [1], {}]), echo(Prices, [{"ink": "2.0"}, {"ink": "x"}])


def watch_dataclass() -> object:
    return echo(Parcel, [{"weight": "1.5", "more": 1}, {"weight": 1, "tags": ["a"]}, {"note": 1}, []])


def watch_dataclass_of_pydantic() -> object:
    from pydantic.dataclasses import dataclass

    @dataclass(config=ConfigDict(extra="forbid"))
    class Strict:
        weight: Annotated[float, Field(gt=0)]
        label: str = Field(default="x", alias="Label")

    return echo(Strict, [{"weight": 1, "Label": "a"}, {"weight": 0, "label": "a"}])


def watch_typed_dict() -> object:
    return echo(Movie, [{"title": "Emma"}, {"year": "x"}, {}, {"more": 1}])


def watch_named_tuple() -> object:
    return echo(Point, [[1, 2], [1], ["x"], {"x": 1}])


def watch_custom_type() -> object:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import core_schema

    class Celsius:
        def __init__(self, degrees: float) -> None:
            self.degrees = degrees

        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
            return core_schema.no_info_after_validator_function(
                cls,
                core_schema.float_schema(ge=-273.15),
                serialization=core_schema.plain_serializer_function_ser_schema(
                    lambda value: f"{value.degrees} °C", return_schema=core_schema.str_schema()
                ),
            )

    class Weather(BaseModel):
        now: Celsius

    return echo(Weather, [{"now": 21.5}, {"now": -300}])


def watch_custom_json_schema() -> object:
    from pydantic import WithJsonSchema

    class Swatch(BaseModel):
        colour: Annotated[str, WithJsonSchema({"type": "string", "format": "colour"})]

        @classmethod
        def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> Any:
            return {**handler.resolve_ref_schema(handler(core)), "x-kind": "swatch"}

    return echo(Swatch, [{"colour": "red"}])


def watch_arbitrary_class() -> object:
    class Plain:
        pass

    other = FastAPI()

    def create(body: Annotated[Plain, Body()]) -> None:
        return None

    return attempt(lambda: other.post("/")(create))


def watch_json_of_every_type() -> object:
    class Everything(BaseModel):
        raw: bytes = b"\xc3\xa9"
        span: timedelta = timedelta(days=1, seconds=1.5)
        price: Decimal = Decimal("1.10")
        key: UUID = UUID(int=1)
        path: Path = Path("a/b")
        day: date = date(2026, 1, 2)
        clock: time = time(3, 4, 5)
        at: datetime = datetime(2026, 1, 2, 3, 4, 5, 600)
        colour: Colour = Colour.RED
        numbers: frozenset[int] = frozenset({1})
        pair: tuple[int, str] = (1, "a")
        point: Point = Point(1, 2)
        parcel: Parcel = Parcel(1.5)
        movie: Movie = {"title": "Emma"}
        tree: Node = Node(value=1, children=[Node(value=2)])
        anything: Any = {"a": (1, 2), 3: {4}, "at": date(2026, 1, 2)}
        small: float = 1e-7
        big: float = 1e16
        mixed: dict[int, Decimal | None] = {1: Decimal("2.0"), 2: None}

    return echo(Everything, [{}])


def watch_urls_addresses_and_secrets() -> object:
    from ipaddress import IPv4Address, IPv6Network

    from pydantic import AnyUrl, ByteSize, HttpUrl, NameEmail, SecretBytes, SecretStr

    class Account(BaseModel):
        site: HttpUrl
        any: AnyUrl
        address: IPv4Address
        network: IPv6Network
        mail: NameEmail
        password: SecretStr
        key: SecretBytes
        quota: ByteSize

    body = {
        "site": "HTTPS://Example.com:443/a b?q=ü",
        "any": "redis://h",
        "address": "127.0.0.1",
        "network": "::/64",
        "mail": "Ada <ada@example.com>",
        "password": "x",
        "key": "y",
        "quota": "1.5 KiB",
    }
    return echo(Account, [body, {"site": "x", "any": "", "address": "1", "network": 1, "mail": "a", "quota": "b"}])


def watch_fields_that_are_no_fields() -> object:
    from typing import ClassVar

    from pydantic import PrivateAttr

    class Mixed(BaseModel):
        kind: ClassVar[str] = "k"
        _seen: int = PrivateAttr(default=3)
        _plain: int = 4
        hidden: Annotated[str, Field(exclude=True)] = "h"
        const: Annotated[int, Field(frozen=True)] = 1
        shown: Annotated[int, Field(repr=False)] = 2

    return echo(Mixed, [{"kind": 1, "_seen": 2, "hidden": "x", "const": 5}])


def watch_missing_sentinel() -> object:
    def act() -> object:
        from pydantic import MISSING  # type: ignore[attr-defined, unused-ignore]

        class Patch(BaseModel):
            name: str | MISSING = MISSING  # type: ignore[valid-type, unused-ignore]
            size: int | MISSING | None = MISSING  # type: ignore[valid-type, unused-ignore]

        return echo(Patch, [{}, {"name": "a"}, {"size": None}, {"name": None}])

    return attempt(act)


def watch_pydantic_1_model_as_body() -> object:
    from pydantic.v1 import BaseModel as OldBaseModel

    class OldItem(OldBaseModel):
        name: str

    def create(item: OldItem) -> None:
        return None

    return attempt(lambda: str(FastAPI().post("/items")(create).__name__))


def watch_pydantic_1_model_as_response() -> object:
    from pydantic.v1 import BaseModel as OldBaseModel

    class OldItem(OldBaseModel):
        name: str

    def read() -> None:
        return None

    return (
        attempt(lambda: str(FastAPI().get("/", response_model=OldItem)(read).__name__)),
        attempt(lambda: str(FastAPI().get("/", response_model=list[OldItem])(read).__name__)),
        attempt(lambda: str(FastAPI().get("/", responses={400: {"model": OldItem}})(read).__name__)),
    )


def watch_pydantic_1_instance_returned() -> object:
    from pydantic.v1 import BaseModel as OldBaseModel

    class OldItem(OldBaseModel):
        name: str

    other = FastAPI()

    @other.get("/", response_model=None)
    def read() -> object:
        return OldItem(name="pen")

    return attempt(lambda: TestClient(other).get("/").json())
