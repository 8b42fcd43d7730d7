"""Around inheritance: fields again, shadowed names, two parents, models of one name, children in responses."""

import warnings
from typing import Annotated, Any, Generic, TypeVar

from fastapi import FastAPI
from fastapi.testclient import TestClient
from model_inheritance import app
from pydantic import BaseModel, Field


class Base(BaseModel):
    name: str


class Child(Base):
    secret: str = "x"


T = TypeVar("T")


class Box(BaseModel, Generic[T]):
    content: T


def echo(model: type[BaseModel], bodies: list[Any]) -> object:
    other = FastAPI()

    @other.post("/")
    def create(body: model) -> model:  # type: ignore[valid-type]
        return body

    results = [TestClient(other).post("/", json=body).json() for body in bodies]
    schemas = other.openapi()["components"]["schemas"]
    return results, {name: schema for name, schema in schemas.items() if "Validation" not in name}


def watch_schemas() -> object:
    return app.openapi()["components"]["schemas"], app.openapi()["paths"]


def watch_field_declared_again() -> object:
    class Special(Base):
        size: int = 1
        name: Annotated[str, Field(max_length=3)] = "abc"

    class Narrow(Special):
        size: Annotated[int, Field(gt=0)]

    return echo(Special, [{}, {"name": "abcd"}]), echo(Narrow, [{}, {"size": 0}])


def watch_two_parents() -> object:
    class Dated(BaseModel):
        name: int = 0
        year: int = 2026

    class First(Base, Dated):  # type: ignore[misc]
        pass

    class Second(Dated, Base):  # type: ignore[misc]
        pass

    return echo(First, [{"name": "a"}]), echo(Second, [{"name": "a"}, {}])


def watch_mixin_that_is_no_model() -> object:
    class Mixin:
        size: int = 1

        def label(self) -> str:
            return f"{self.size}"

    class Mixed(Mixin, Base):
        pass

    return echo(Mixed, [{"name": "a", "size": 2}])


def watch_field_that_shadows_an_attribute() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:

            class Shadow(BaseModel):
                json: str = ""  # type: ignore[assignment]
                copy: int = 1  # type: ignore[assignment]

            class Again(Shadow):
                json: str = "x"

            result = echo(Again, [{"json": "a"}])
        except Exception as error:
            result = f"{type(error).__name__}: {str(error)[:80]}"
    return result, [f"{w.category.__name__}: {str(w.message)[:80]}" for w in caught]


def watch_annotation_taken_out_of_a_child() -> object:
    try:

        class Untyped(Base):
            name = "x"

        return echo(Untyped, [{}])
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_child_in_fields_of_the_base() -> object:
    from pydantic import SerializeAsAny

    class Holder(BaseModel):
        plain: Base
        many: list[Base]
        open: SerializeAsAny[Base]
        boxed: Box[Base]

    other = FastAPI()
    child = Child(name="a", secret="s")

    @other.get("/")
    def read() -> Holder:
        return Holder(plain=child, many=[child], open=child, boxed=Box[Base](content=child))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = TestClient(other).get("/").json()
    return answer, [w.category.__name__ for w in caught], other.openapi()["components"]["schemas"]


def watch_child_returned_as_its_base() -> object:
    from pydantic import SerializeAsAny

    other = FastAPI()
    child = Child(name="a", secret="s")

    @other.get("/base")
    def base() -> Base:
        return child

    @other.get("/list")
    def many() -> list[Base]:
        return [child]

    @other.get("/dict")
    def mapping() -> dict[str, Base]:
        return {"a": child}

    @other.get("/any")
    def as_any() -> SerializeAsAny[Base]:
        return child

    @other.get("/union")
    def union() -> Base | int:
        return child

    @other.get("/children")
    def children() -> Child | Base:
        return child

    @other.get("/generic")
    def generic() -> Box[Base]:
        return Box[Child](content=child)  # type: ignore[return-value]

    results: dict[str, object] = {}
    for path in other.openapi()["paths"]:
        try:
            results[path] = TestClient(other).get(path).json()
        except Exception as error:
            results[path] = type(error).__name__
    return results


def watch_polymorphic_serialization() -> object:
    def act() -> object:
        class Open(BaseModel):
            model_config = {"polymorphic_serialization": True}  # type: ignore[typeddict-unknown-key, unused-ignore]
            name: str

        class Closed(Open):
            secret: str = "s"

        class Holder(BaseModel):
            open: Open

        other = FastAPI()

        @other.get("/")
        def read() -> Holder:
            return Holder(open=Closed(name="a"))

        @other.get("/direct")
        def direct() -> Open:
            return Closed(name="a")

        return [TestClient(other).get(path).json() for path in ("/", "/direct")]

    try:
        return act()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_two_models_of_one_name() -> object:
    def one() -> type[BaseModel]:
        class Item(BaseModel):
            a: int

        return Item

    def two() -> type[BaseModel]:
        class Item(BaseModel):
            b: int

        return Item

    first, second = one(), two()
    other = FastAPI()

    @other.post("/")
    def create(item: first) -> second:  # type: ignore[valid-type]
        return {"b": item.a}  # type: ignore[attr-defined]

    document = other.openapi()
    return (
        TestClient(other).post("/", json={"a": 1}).json(),
        document["paths"],
        sorted(document["components"]["schemas"]),
    )


def watch_model_made_from_another() -> object:
    from pydantic import create_model

    optional: dict[str, Any] = {name: (field.annotation | None, None) for name, field in Child.model_fields.items()}  # type: ignore[operator]
    made = create_model("ChildUpdate", **optional)
    extended = create_model("Extended", __base__=Child, size=(int, ...))
    return echo(made, [{}, {"secret": 1}]), echo(extended, [{"name": "a"}, {"name": "a", "size": 1}])


def watch_abstract_base() -> object:
    from abc import ABC, abstractmethod

    class Shape(BaseModel, ABC):
        name: str

        @abstractmethod
        def area(self) -> float: ...

    class Square(Shape):
        size: float

        def area(self) -> float:
            return self.size**2

    other = FastAPI()

    @other.post("/")
    def create(shape: Square) -> Shape:
        return shape

    @other.post("/base")
    def create_base(shape: Shape) -> str:
        return shape.name

    results: list[object] = []
    for path in ("/", "/base"):
        try:
            results.append(TestClient(other).post(path, json={"name": "a", "size": 2}).json())
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results, other.openapi()["components"]["schemas"]


def watch_input_and_output_that_differ_by_mode_only() -> object:
    from decimal import Decimal

    class Price(BaseModel):
        value: Decimal

    class Line(Base):
        price: Price
        parts: "list[Line]" = []

    return echo(Line, [{"name": "a", "price": {"value": 1}, "parts": [{"name": "b", "price": {"value": "2.0"}}]}])
