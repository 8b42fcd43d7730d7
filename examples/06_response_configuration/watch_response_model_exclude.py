"""Around excluded fields: includes, nested and listed models, other kinds of values, options together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from response_model_exclude import app
from typing_extensions import TypedDict


class Address(BaseModel):
    city: str
    street: str | None = None


class Person(BaseModel):
    name: str = "?"
    address: Address | None = None
    friends: "list[Person]" = []


PEOPLE = [Person(name="?"), Person(address=Address(city="Paris")), Person(name="Ada", address=None)]
NESTED = Person(name="Ada", address=Address(city="Paris"), friends=[Person(name="Bob", address=Address(city="Rome"))])


@dataclass
class Parcel:
    weight: float
    note: str | None = None


class Movie(TypedDict, total=False):
    title: str
    year: int | None


def answer(value: object, model: Any, **options: Any) -> object:
    """What the client gets for a returned value with these options."""
    other = FastAPI()

    @other.get("/", response_model=model, **options)
    def read() -> object:
        return value

    try:
        return TestClient(other).get("/").json()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def each_option(value: object, model: Any) -> object:
    options = ("exclude_unset", "exclude_none", "exclude_defaults")
    return {option: answer(value, model, **{f"response_model_{option}": True}) for option in options}


def watch_openapi() -> object:
    return app.openapi()["paths"], app.openapi()["components"]["schemas"]


def watch_lists_and_iterables() -> object:
    kinds: list[Any] = [list[Person], Iterable[Person], dict[str, Person], Person | None]
    values: list[Any] = [PEOPLE, PEOPLE, {"a": PEOPLE[1]}, PEOPLE[1]]
    return [each_option(value, kind) for value, kind in zip(values, kinds, strict=True)]


def watch_annotated_lists_and_iterables() -> object:
    results: list[object] = []
    for kind in (list[Person], Iterable[Person]):
        for option in ("exclude_unset", "exclude_none", "exclude_defaults"):
            other = FastAPI()

            def read() -> object:
                return PEOPLE

            read.__annotations__["return"] = kind
            options: dict[str, Any] = {f"response_model_{option}": True}
            other.get("/", **options)(read)
            response = TestClient(other).get("/")
            results.append([option, response.headers["content-type"], response.json()])
    return results


def watch_returned_dicts() -> object:
    return each_option({"address": {"city": "Paris"}}, Person), each_option([{"name": "?"}, {}], list[Person])


def watch_dataclass_and_typed_dict() -> object:
    return (
        each_option(Parcel(1), Parcel),
        each_option({"weight": 1}, Parcel),
        each_option({"title": "Emma", "year": None}, Movie),
        answer(Parcel(1), Parcel, response_model_exclude={"note"}),
        answer({"title": "Emma", "year": 1}, Movie, response_model_include={"title"}),
    )


def watch_without_a_model() -> object:
    value = {"a": PEOPLE[1], "b": None}
    results = each_option(value, None), each_option(PEOPLE[1], None)
    return results, answer(PEOPLE[1], None, response_model_exclude={"name"})


def watch_include_and_exclude() -> object:
    options: list[dict[str, Any]] = [
        {"response_model_include": {"name"}},
        {"response_model_include": {"address": {"city"}}},
        {"response_model_include": {"name", "address"}, "response_model_exclude": {"address"}},
        {"response_model_exclude": {"address": {"city"}}},
        {"response_model_exclude": {"address": True}},
        {"response_model_exclude": {"address": ...}},
        {"response_model_exclude": {"friends": {"__all__": {"address"}}}},
        {"response_model_exclude": {"friends": {0: {"address", "friends"}}}},
        {"response_model_exclude": {"friends": {-1: True}}},
        {"response_model_exclude": ["name", "friends"]},
        {"response_model_include": ["name"]},
        {"response_model_exclude": {"nothing"}},
        {"response_model_include": set()},
        {"response_model_exclude": set()},
    ]
    return [answer(NESTED, Person, **option) for option in options]


def watch_include_and_exclude_in_lists() -> object:
    options: list[dict[str, Any]] = [
        {"response_model_exclude": {"name"}},
        {"response_model_exclude": {"__all__": {"name", "friends"}}},
        {"response_model_include": {"__all__": {"name"}}},
        {"response_model_exclude": {0}},
        {"response_model_include": {1: {"address"}}},
    ]
    return [answer(PEOPLE, list[Person], **option) for option in options]


def watch_include_and_exclude_in_dicts() -> object:
    value = {"a": NESTED, "b": PEOPLE[0]}
    return (
        answer(value, dict[str, Person], response_model_exclude={"a"}),
        answer(value, dict[str, Person], response_model_include={"a": {"name"}}),
        answer(value, dict[str, Person], response_model_exclude={"__all__": {"friends"}}),
    )


def watch_options_together() -> object:
    value = Person(name="?", address=Address(city="Paris", street=None))
    return (
        answer(value, Person, response_model_exclude_unset=True, response_model_exclude_none=True),
        answer(value, Person, response_model_exclude_defaults=True, response_model_exclude={"address"}),
        answer(value, Person, response_model_exclude_none=True, response_model_include={"address"}),
    )


def watch_options_with_a_response_class() -> object:
    from fastapi.responses import JSONResponse

    options: dict[str, Any] = {"response_class": JSONResponse, "response_model_exclude": {"friends"}}
    return answer(NESTED, Person, **options), answer(NESTED, Person, response_model_exclude_unset=True, **options)


def watch_aliased_field() -> object:
    class Aliased(BaseModel):
        full_name: Annotated[str, Field(alias="fullName")] = "?"
        size: int = 1

    value = Aliased()
    return (
        answer(value, Aliased, response_model_exclude={"full_name"}),
        answer(value, Aliased, response_model_exclude={"fullName"}),
        answer(value, Aliased, response_model_include={"full_name"}, response_model_by_alias=False),
    )


def watch_field_that_excludes_itself() -> object:
    def model(**options: Any) -> Any:
        class Hidden(BaseModel):
            password: Annotated[str | None, Field(**options)] = "x"
            name: str = "Ada"

        return Hidden

    class Conditional(BaseModel):
        count: Annotated[int, Field(exclude_if=lambda value: value == 0)] = 0  # type: ignore[call-overload, unused-ignore]

    hidden = model(exclude=True)
    return (
        answer(hidden(), hidden),
        answer(hidden(), hidden, response_model_include={"password"}),
        answer({}, Conditional),
        answer({"count": 1}, Conditional),
    )


def watch_values_set_after_the_model_was_made() -> object:
    changed = Person()
    changed.name = "?"
    copied = Person().model_copy(update={"name": "Bob"})
    constructed = Person.model_construct(name="Cid")
    return [each_option(value, Person) for value in (changed, copied, constructed)]


def watch_instance_is_not_validated_again() -> object:
    broken = Person.model_construct(name=5, address={"city": "Paris"})
    return answer(broken, Person), each_option(broken, Person)


def watch_every_decorator_takes_them() -> object:
    options: dict[str, Any] = {
        "response_model": Person,
        "response_model_include": {"name", "address", "friends"},
        "response_model_exclude": {"friends"},
        "response_model_by_alias": False,
        "response_model_exclude_unset": True,
        "response_model_exclude_defaults": True,
        "response_model_exclude_none": True,
    }
    results = []
    for owner in (FastAPI(), APIRouter()):
        other = owner if isinstance(owner, FastAPI) else FastAPI()
        for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace"):
            getattr(owner, method)(f"/{method}", **options)(lambda: PEOPLE[1])
        owner.api_route("/route", **options)(lambda: PEOPLE[1])
        owner.add_api_route("/added", lambda: PEOPLE[1], **options)
        if isinstance(owner, APIRouter):
            other.include_router(owner)
        client = TestClient(other)
        calls = [(method, f"/{method}") for method in ("get", "put", "post", "delete", "options", "patch", "trace")]
        results.append([client.request(m.upper(), p).text for m, p in [*calls, ("get", "/route"), ("get", "/added")]])
    return results
