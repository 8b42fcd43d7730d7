"""Around the configuration of a model: other settings, inheritance, names that are protected, older forms."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Annotated, Any

from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from model_config import Contact, app
from pydantic import BaseModel, ConfigDict, Field


class Colour(Enum):
    RED = "red"


def echo(model: type[BaseModel], bodies: list[Any], **options: Any) -> object:
    """Send bodies to an endpoint that takes and returns the model; its schemas come last."""
    other = FastAPI()

    @other.post("/", **options)
    def create(body: model) -> model:  # type: ignore[valid-type]
        return body

    results: list[Any] = []
    for body in bodies:
        try:
            response = TestClient(other).post("/", json=body)
            details = response.json().get("detail") if response.status_code == 422 else None
            results.append([[e["type"], e["loc"]] for e in details] if details else response.text)
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:100]}")
    schemas = other.openapi()["components"]["schemas"]
    return results, {name: schema for name, schema in schemas.items() if "Validation" not in name}


def warned(act: Callable[[], object]) -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = act()
        except Exception as error:
            result = f"{type(error).__name__}: {str(error)[:80]}"
    return result, [f"{w.category.__name__}: {str(w.message).splitlines()[0][:80]}" for w in caught]


def watch_schema() -> object:
    return app.openapi()["components"]["schemas"]["Contact"]


def watch_child_and_field() -> object:
    class Employee(Contact):
        team: str

    class Address(BaseModel):
        city: str

    class Company(Contact):
        model_config = ConfigDict(extra="ignore")
        address: Address

    return (
        echo(Employee, [{"name": " Ada ", "team": " core "}, {"name": "Ada", "team": "x", "age": 3}]),
        echo(Company, [{"name": " Ada ", "address": {"city": " Paris ", "more": 1}, "age": 3}]),
    )


def watch_configuration_of_two_parents() -> object:
    class Upper(BaseModel):
        model_config = ConfigDict(str_to_upper=True)

    class Both(Contact, Upper):
        pass

    class Other(Upper, Contact):
        pass

    return echo(Both, [{"name": " ada "}]), echo(Other, [{"name": " ada "}])


def watch_configuration_as_class_arguments() -> object:
    class Short(BaseModel, extra="forbid", str_max_length=3):
        name: str

    return echo(Short, [{"name": "Ada"}, {"name": "Adam"}, {"name": "Ada", "x": 1}])


def watch_extra_fields_allowed() -> object:
    class Open(BaseModel):
        model_config = ConfigDict(extra="allow")
        name: str

    class Typed(Open):
        __pydantic_extra__: dict[str, int]

    bodies = [{"name": "a", "more": {"x": [1]}}, {"name": "a", "more": "x"}]
    return echo(Open, bodies), echo(Typed, bodies), echo(Open, bodies, response_model_exclude_unset=True)


def watch_aliases() -> object:
    class Aliased(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        full_name: Annotated[str, Field(alias="fullName")]
        incoming: Annotated[int, Field(validation_alias="in")] = 0
        outgoing: Annotated[int, Field(serialization_alias="out")] = 0

    bodies = [{"fullName": "a", "in": 1, "outgoing": 2}, {"full_name": "a", "incoming": 1, "out": 2}, {}]
    return echo(Aliased, bodies), echo(Aliased, bodies, response_model_by_alias=False)


def watch_alias_choices_and_paths() -> object:
    from pydantic import AliasChoices, AliasPath

    class Chosen(BaseModel):
        name: Annotated[str, Field(validation_alias=AliasChoices("name", "label", AliasPath("names", 0)))]

    return echo(Chosen, [{"label": "a"}, {"names": ["b", "c"]}, {"names": []}, {}])


def watch_alias_generator() -> object:
    from pydantic.alias_generators import to_camel

    class Camel(BaseModel):
        model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
        first_name: str
        street_2: str = ""
        own: Annotated[str, Field(alias="mine")] = ""

    return echo(Camel, [{"firstName": "a"}, {"first_name": "a", "mine": "b"}, {"first_name": 1}])


def watch_serialize_by_alias() -> object:
    def act() -> object:
        class Named(BaseModel):
            model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)  # type: ignore[typeddict-unknown-key, unused-ignore]
            full_name: Annotated[str, Field(alias="fullName")]

        results = echo(Named, [{"full_name": "a"}, {"fullName": "a"}], response_model_by_alias=False)
        return results, Named(full_name="a").model_dump()

    return warned(act)


def watch_from_attributes() -> object:
    class Row:
        name = "Ada"
        phone = None
        password = "x"

    class Plain(BaseModel):
        name: str

    class Reading(Plain):
        model_config = ConfigDict(from_attributes=True)

    def tried(model: type[BaseModel]) -> str:
        try:
            return repr(model.model_validate(Row()))
        except ValueError as error:
            return str(error).splitlines()[0]

    other = FastAPI()

    @other.get("/plain", response_model=Plain)
    def read_plain() -> object:
        return Row()

    @other.get("/list", response_model=list[Reading])
    def read_list() -> object:
        return [Row(), {"name": "Bob"}]

    return tried(Plain), tried(Reading), [TestClient(other).get(path).json() for path in ("/plain", "/list")]


def watch_json_of_durations_bytes_and_infinity() -> object:
    def model(config: ConfigDict) -> type[BaseModel]:
        class Measured(BaseModel):
            model_config = config
            span: timedelta = timedelta(minutes=1, milliseconds=500)
            raw: bytes = b"\xc3\xa9"
            value: float = float("inf")

        return Measured

    configs: list[ConfigDict] = [{}, {"ser_json_timedelta": "float"}, {"ser_json_bytes": "base64"}]
    configs += [{"ser_json_bytes": "hex", "val_json_bytes": "hex"}, {"ser_json_inf_nan": "constants"}]
    configs += [{"ser_json_inf_nan": "strings"}, {"ser_json_temporal": "seconds"}]
    return [warned(partial(echo, model(config), [{}])) for config in configs]


def watch_bytes_that_are_no_text() -> object:
    class Raw(BaseModel):
        raw: bytes

    other = FastAPI()

    @other.get("/")
    def read() -> Raw:
        return Raw(raw=b"\xff")

    try:
        return TestClient(other).get("/").text
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_enum_values() -> object:
    class Painted(BaseModel):
        model_config = ConfigDict(use_enum_values=True)
        colour: Colour = Colour.RED
        given: Colour

    other = FastAPI()

    @other.post("/")
    def create(painted: Painted) -> str:
        return f"{painted.colour!r} {painted.given!r}"

    return TestClient(other).post("/", json={"given": "red"}).json(), echo(Painted, [{"given": "red"}, {"given": "x"}])


def watch_strings_and_numbers() -> object:
    def model(config: ConfigDict) -> type[BaseModel]:
        class Loose(BaseModel):
            model_config = config
            text: str
            number: float = 0

        return Loose

    bodies: list[Any] = [{"text": 7}, {"text": " Ab ", "number": "1"}, {"text": ""}]
    configs: list[ConfigDict] = [{"coerce_numbers_to_str": True}, {"str_to_lower": True}, {"str_to_upper": True}]
    configs += [{"str_min_length": 1}, {"strict": True}, {"allow_inf_nan": False}, {"regex_engine": "python-re"}]
    return [echo(model(config), bodies) for config in configs]


def watch_json_encoders() -> object:
    def act() -> object:
        class Encoded(BaseModel):
            model_config = ConfigDict(json_encoders={datetime: lambda value: value.year, Decimal: str})
            at: datetime = datetime(2026, 1, 2, tzinfo=UTC)
            price: Decimal = Decimal("1.50")

        other = FastAPI()

        @other.get("/untyped", response_model=None)
        def read() -> object:
            return {"model": Encoded()}

        return echo(Encoded, [{}]), TestClient(other).get("/untyped").json()

    return warned(act)


def watch_defaults_required_in_the_output() -> object:
    class Complete(BaseModel):
        model_config = ConfigDict(json_schema_serialization_defaults_required=True, title="All of it")
        size: int = 1

    class Moded(BaseModel):
        model_config = ConfigDict(json_schema_mode_override="validation")
        price: Decimal = Decimal(1)

    return echo(Complete, [{}]), echo(Moded, [{}])


def watch_frozen_arbitrary_and_deferred() -> object:
    class Own:
        def __repr__(self) -> str:
            return "own"

    class Holder(BaseModel):
        model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True, defer_build=True)
        name: str
        own: Annotated[Own, Field(exclude=True)] = Own()

    def change() -> object:
        holder = Holder(name="a")
        holder.name = "b"
        return holder

    def serve() -> object:
        other = FastAPI()

        @other.post("/", response_model=None)
        def create(holder: Annotated[Holder, Body()]) -> object:
            return repr(holder)

        return TestClient(other).post("/", json={"name": "a"}).json()

    return warned(change), warned(serve)


def watch_inner_class_config() -> object:
    def act() -> object:
        class Old(BaseModel):
            name: str = Field(max_length=3)

            class Config:
                str_strip_whitespace = True

        return echo(Old, [{"name": " Ada "}])

    return warned(act)


def watch_renamed_and_unknown_settings() -> object:
    names = [
        "anystr_strip_whitespace",
        "orm_mode",
        "allow_population_by_field_name",
        "schema_extra",
        "smart_union",
        "nonsense",
    ]

    def make(name: str) -> object:
        class Renamed(BaseModel):
            model_config = {name: True}  # type: ignore[misc]
            name: str

        return repr(Renamed(name=" Ada "))

    return [warned(partial(make, name)) for name in names]


def watch_protected_names() -> object:
    def make(**fields: Any) -> object:
        model: Any = type("Car", (BaseModel,), {"__annotations__": fields})
        return sorted(model.model_fields)

    names = [
        "model_year",
        "model_dump_path",
        "model_config",
        "model_fields",
        "_private",
        "schema",
        "json",
        "validate_x",
    ]
    return [warned(partial(make, **{name: str})) for name in names]
