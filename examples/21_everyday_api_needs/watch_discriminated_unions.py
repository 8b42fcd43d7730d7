"""Around unions: callable discriminators, nested ones, defaults, and unions without a discriminator."""

from typing import Annotated, Any, Literal

from discriminated_unions import Card, Payment, Transfer, app
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Discriminator, Field, RootModel, Tag, TypeAdapter


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    name: str = "Rex"


def answers(kind: Any, *bodies: Any, returned: Any = None) -> object:
    own = FastAPI()

    def read(given: Any) -> Any:
        return given

    read.__annotations__ = {"given": kind, "return": returned or kind}
    try:
        own.post("/")(read)
        asked = TestClient(own, raise_server_exceptions=False)
        told = [[(one := asked.post("/", json=body)).status_code, one.text] for body in bodies]
        return told, own.openapi()["paths"], own.openapi()["components"]["schemas"]
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]


def watch_union_as_the_body_and_the_response() -> object:
    return answers(Annotated[Cat | Dog, Body(discriminator="kind")], {"kind": "cat"}, {"kind": "dog", "lives": 1}, {})


def watch_union_without_a_discriminator() -> object:
    return answers(Cat | Dog, {"kind": "dog"}, {"lives": "2"}, {"name": "Rex", "lives": 3}, {}, {"kind": "cow"})


def watch_left_to_right() -> object:
    kind = Annotated[Cat | Dog, Field(union_mode="left_to_right")]
    return answers(Annotated[RootModel[kind], Body()], {"name": "Rex"}, {"kind": "dog"})


def watch_callable_discriminator() -> object:
    def which(value: Any) -> str | None:
        return ("cat" if "lives" in value else "dog") if isinstance(value, dict) else getattr(value, "kind", None)

    kind = Annotated[
        Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")],
        Discriminator(which, custom_error_type="no_animal", custom_error_message="Not an animal"),
    ]
    return answers(Annotated[RootModel[kind], Body()], {"lives": 1}, {"name": "x"}, 7)


def watch_nested_and_optional_unions() -> object:
    class Fish(BaseModel):
        kind: Literal["fish"]

    land = Annotated[Cat | Dog, Field(discriminator="kind")]

    class Owner(BaseModel):
        pet: Annotated[land | Fish, Field(discriminator="kind")] | None = None

    return answers(Owner, {}, {"pet": None}, {"pet": {"kind": "fish"}}, {"pet": {"kind": "cat", "lives": "x"}})


def watch_discriminators_that_are_refused() -> object:
    class Loose(BaseModel):
        kind: str

    class Bare(BaseModel):
        name: str

    class Aliased(BaseModel):
        kind: Literal["aliased"] = Field(alias="type")

    told: list[object] = []
    for kind in (Cat | Loose, Cat | Bare, Cat | Aliased, Cat | int, Cat):
        wanted: Any = Annotated[kind, Field(discriminator="kind")]
        try:
            told.append(sorted(TypeAdapter(wanted).json_schema()))
        except Exception as error:
            told.append(type(error).__name__)
    return told


def watch_other_model_in_a_response() -> object:
    own = FastAPI()

    @own.get("/")
    def read() -> Payment:
        return Dog(name="x")  # type: ignore[return-value]

    return TestClient(own, raise_server_exceptions=False).get("/").status_code


def watch_errors_and_repr() -> object:
    asked = TestClient(app)
    payments: list[Any] = [{}, {"kind": "cash"}, {"kind": "card"}]
    errors = [asked.post("/orders", json={"total": 1, "payments": [one]}).json() for one in payments]
    shown = [repr(Card(kind="card", number="4" * 12)), repr(Transfer(kind="transfer", iban="D" * 15))]
    return errors, shown


def watch_openapi() -> object:
    return app.openapi()
