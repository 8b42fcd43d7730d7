"""Around bodies of several parameters: null, embedding, unions, media types, optional parts, bodies of dependencies."""

from collections.abc import Callable
from inspect import signature
from typing import Annotated, Any, Literal

from fastapi import Body, Depends, FastAPI
from fastapi.testclient import TestClient
from multiple_body_parameters import Customer, Item, app
from pydantic import BaseModel, ConfigDict, Field

client = TestClient(app)
JSON = {"Content-Type": "application/json"}


def served(endpoint: Callable[..., Any]) -> TestClient:
    own = FastAPI()
    own.post("/")(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], bodies: list[object]) -> object:
    own = served(endpoint)
    return [[repr(body), told(own.post("/", json=body))] for body in bodies]


def body_of(endpoint: Callable[..., Any]) -> object:
    document = served(endpoint).get("/openapi.json").json()
    schemas = document.get("components", {}).get("schemas", {})
    own = {name: schema for name, schema in schemas.items() if "Validation" not in name}
    operation = document["paths"]["/"]["post"]
    return operation.get("requestBody"), operation.get("parameters"), own


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    tricks: list[str] = []


def watch_error_bodies() -> object:
    bodies: list[object] = [None, [1], {"item": {"item_id": 1}}, {"item": {}, "customer": 1, "express": "maybe"}]
    return [client.post("/orders", json=body).json() for body in bodies], client.put("/cart", json={"item": []}).json()


def watch_openapi() -> object:
    document = app.openapi()
    return list(document["paths"].values()), list(document["components"]["schemas"])


def watch_null_for_one_of_several() -> object:
    body = {"item": None, "customer": {"customer_id": 3}, "express": True}
    return client.post("/orders", json=body).json(), client.post("/orders", content="null", headers=JSON).json()


def watch_body_that_is_no_object() -> object:
    return [client.post("/orders", content=text, headers=JSON).json() for text in ("[]", "1", '"text"', "true", "")]


def watch_single_model_without_embed() -> object:
    def replace(item: Item) -> Item:
        return item

    return answers(replace, [{"item_id": 1}, {"item": {"item_id": 1}}])


def watch_embed_that_is_false() -> object:
    def one(item: Annotated[Item, Body(embed=False)]) -> object:
        return item

    def two(item: Annotated[Item, Body(embed=False)], customer: Annotated[Customer, Body(embed=False)]) -> object:
        return [item, customer]

    nested = {"item": {"item_id": 1}, "customer": {"customer_id": 3}}
    return answers(one, [{"item_id": 1}, nested]), answers(two, [nested, {"item_id": 1, "customer_id": 3}])


def watch_single_scalar() -> object:
    def plain(number: Annotated[int, Body()]) -> object:
        return number

    def embedded(number: Annotated[int, Body(embed=True)]) -> object:
        return number

    bodies: list[object] = [7, "7", {"number": 7}, None, True, 7.0, 7.5]
    return answers(plain, bodies), answers(embedded, bodies), body_of(plain), body_of(embedded)


def watch_scalar_without_body() -> object:
    def create(customer: Customer, quantity: int) -> object:
        return [customer, quantity]

    own = served(create)
    return own.post("/?quantity=2", json={"customer_id": 3}).json(), body_of(create)


def watch_list_and_dict_as_a_body() -> object:
    def read_list(items: list[Item]) -> object:
        return items

    def read_set(numbers: set[int]) -> object:
        return sorted(numbers)

    def read_pair(pair: tuple[int, str]) -> object:
        return pair

    def read_dict(weights: dict[int, float]) -> object:
        return weights

    def read_both(items: list[Item], weights: dict[str, float]) -> object:
        return [items, weights]

    return [
        answers(read_list, [[{"item_id": 1}, {"item_id": "x"}], [], {}, [{"item_id": 1}]]),
        answers(read_set, [[1, 1, 2], ["x"]]),
        answers(read_pair, [[1, "a"], [1], [1, "a", 2]]),
        answers(read_dict, [{"1": 2.5}, {"a": 1}, []]),
        answers(read_both, [{"items": [], "weights": {"a": 1}}, {"items": []}]),
        body_of(read_both),
    ]


def watch_any_json_as_a_body() -> object:
    def read_any(value: Annotated[Any, Body()]) -> object:
        return value

    def read_dict(value: dict[str, Any]) -> object:
        return value

    def read_bytes(value: Annotated[bytes, Body()]) -> object:
        return len(value)

    return [
        answers(read_any, [1, "a", None, [1, {"a": None}]]),
        answers(read_dict, [{"a": [1]}, [1]]),
        answers(read_bytes, ["abc", 1]),
        [body_of(each) for each in (read_any, read_dict, read_bytes)],
    ]


def watch_body_that_is_text() -> object:
    def read(value: Annotated[str, Body(media_type="text/plain")]) -> object:
        return value

    own = served(read)
    return [
        [own.post("/", content="plain", headers={"Content-Type": kind}).json() for kind in ("text/plain", "text/html")],
        own.post("/", json="plain").json(),
        body_of(read),
    ]


def watch_body_that_is_bytes() -> object:
    def read(value: Annotated[bytes, Body(media_type="application/octet-stream")]) -> object:
        return value.hex()

    own = served(read)
    kinds = ["application/octet-stream", "image/png", None]
    return [
        own.post("/", content=b"\x00\xff", headers={"Content-Type": kind} if kind else {}).json() for kind in kinds
    ], body_of(read)


def watch_media_types_of_several_parameters() -> object:
    kind = "application/vnd.shop+json"

    def same(a: Annotated[int, Body(media_type=kind)], b: Annotated[int, Body(media_type=kind)]) -> object:
        return [a, b]

    def different(a: Annotated[int, Body(media_type=kind)], b: Annotated[int, Body()]) -> object:
        return [a, b]

    own = served(same)
    return [
        own.post("/", content='{"a": 1, "b": 2}', headers={"Content-Type": kind}).json(),
        body_of(same),
        body_of(different),
    ]


def watch_optional_parts() -> object:
    def create(
        item: Item | None = None, customer: Customer | None = None, express: Annotated[bool, Body()] = False
    ) -> object:
        return [item, customer, express]

    own = served(create)
    return (
        own.post("/").json(),
        answers(create, [{}, {"item": {"item_id": 1}}, {"item": None}, None, []]),
        body_of(create),
    )


def watch_optional_model_as_the_body() -> object:
    def create(item: Item | None = None) -> object:
        return item

    own = served(create)
    return own.post("/").json(), answers(create, [None, {"item_id": 1}, {}]), body_of(create)


def watch_nullable_model_without_a_default() -> object:
    def create(item: Item | None) -> object:
        return item

    own = served(create)
    return own.post("/").json(), answers(create, [None, {"item_id": 1}]), body_of(create)


def watch_optional_field_without_a_default() -> object:
    class Person(BaseModel):
        name: str
        age: int | None

    def create(person: Person) -> object:
        return person

    return answers(create, [{"name": "a"}, {"name": "a", "age": None}]), body_of(create)


def watch_default_factory_of_a_body() -> object:
    def create(
        item: Annotated[Item, Body(default_factory=lambda: Item(item_id=9))],
        tags: Annotated[list[str], Body(default_factory=lambda: ["new"])],
    ) -> object:
        return [item, tags]

    return served(create).post("/").json(), answers(create, [{}, {"tags": []}]), body_of(create)


def watch_default_that_is_validated() -> object:
    if "validate_default" not in signature(Body).parameters:
        return "no such argument"

    def create(item: Annotated[Item, Body(validate_default=True)] = {"item_id": "7"}, n: int = 1) -> object:  # type: ignore[assignment]  # noqa: B006
        return [item, n]

    return served(create).post("/").json(), body_of(create)


def watch_default_that_is_changed_by_the_endpoint() -> object:
    def create(tags: Annotated[list[str], Body()] = ["new"]) -> object:  # noqa: B006
        tags.append("seen")
        return tags

    own = served(create)
    return [own.post("/").json() for _ in range(2)]


def watch_union_of_models() -> object:
    def read(pet: Cat | Dog) -> object:
        return [type(pet).__name__, pet]

    return answers(read, [{"kind": "dog", "tricks": ["sit"]}, {"kind": "cow"}, {}]), body_of(read)


def watch_discriminated_union() -> object:
    def read(pet: Annotated[Cat | Dog, Body(discriminator="kind")]) -> object:
        return [type(pet).__name__, pet]

    def read_field(pet: Annotated[Cat | Dog, Field(discriminator="kind")]) -> object:
        return [type(pet).__name__, pet]

    bodies: list[object] = [{"kind": "dog"}, {"kind": "cow"}, {}, {"kind": "cat", "lives": "x"}]
    return answers(read, bodies), answers(read_field, bodies), body_of(read), body_of(read_field)


def watch_union_discriminated_by_a_function() -> object:
    from pydantic import Discriminator, Tag

    def kind_of(value: Any) -> str:
        return "dog" if "tricks" in value else "cat"

    def read(
        pet: Annotated[
            Annotated[Cat, Tag("cat")] | Annotated[Dog, Tag("dog")], Body(discriminator=Discriminator(kind_of))
        ],
    ) -> object:
        return [type(pet).__name__, pet]

    return answers(read, [{"kind": "dog", "tricks": []}, {"kind": "dog"}]), body_of(read)


def watch_list_of_a_discriminated_union() -> object:
    def read(pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]]) -> object:
        return [type(pet).__name__ for pet in pets]

    return answers(read, [[{"kind": "dog"}, {"kind": "cat"}], [{"kind": "cow"}]]), body_of(read)


def watch_model_or_list() -> object:
    def read(items: Item | list[Item]) -> object:
        return items

    return answers(read, [{"item_id": 1}, [{"item_id": 1}], [], "x"]), body_of(read)


def watch_aliases_of_bodies() -> object:
    from pydantic import AliasChoices

    def read(
        item: Annotated[Item, Body(alias="the-item")],
        number: Annotated[int, Body(validation_alias="theNumber")] = 0,
        other: Annotated[int, Body(validation_alias=AliasChoices("other-a", "other-b"))] = 0,
    ) -> object:
        return [item, number, other]

    item = {"item_id": 1}
    bodies: list[object] = [{"the-item": item, "theNumber": 2, "other-b": 3}, {"item": item, "number": 2}]
    return answers(read, [*bodies, {"the-item": item, "other-b": "x"}]), body_of(read)


def watch_json_text_in_a_body() -> object:
    from pydantic import Json

    def read(data: Annotated[Json[Item], Body()], number: Annotated[int, Body()] = 0) -> object:
        return [data, number]

    return answers(read, [{"data": '{"item_id": 1}'}, {"data": {"item_id": 1}}, {"data": "x"}]), body_of(read)


def watch_bodies_of_dependencies() -> object:
    def customer_of(customer: Customer) -> Customer:
        return customer

    def create(item: Item, customer: Annotated[Customer, Depends(customer_of)]) -> object:
        return [item, customer]

    def same(customer: Customer, again: Annotated[Customer, Depends(customer_of)]) -> object:
        return [customer, again]

    nested = {"item": {"item_id": 1}, "customer": {"customer_id": 3}}
    return [
        answers(create, [nested, {"item_id": 1}]),
        answers(same, [{"customer_id": 3}, nested]),
        body_of(create),
        body_of(same),
    ]


def watch_same_name_with_two_types_in_a_dependency() -> object:
    def item_of(item: Annotated[int, Body()]) -> int:
        return item

    def create(item: Item, number: Annotated[int, Depends(item_of)]) -> object:
        return [item, number]

    return answers(create, [{"item_id": 1}, 1]), body_of(create)


def watch_body_on_other_methods() -> object:
    told = []
    for method in ("GET", "DELETE", "HEAD", "OPTIONS", "PATCH"):
        own = FastAPI()

        @own.api_route("/", methods=[method])
        def read(item: Item) -> Item:
            return item

        answer = TestClient(own).request(method, "/", json={"item_id": 1})
        told.append([method, answer.status_code, "requestBody" in own.openapi()["paths"]["/"][method.lower()]])
    return told


def watch_examples_of_a_body() -> object:
    def create(
        item: Annotated[
            Item,
            Body(openapi_examples={"one": {"summary": "One", "value": {"item_id": 1}}}, examples=[{"item_id": 2}]),
        ],
    ) -> Item:
        return item

    return body_of(create)


def watch_bytes_in_a_model() -> object:
    class Blob(BaseModel):
        model_config = ConfigDict(val_json_bytes="base64", ser_json_bytes="base64")

        data: bytes

    class Plain(BaseModel):
        data: Annotated[bytes, Field(max_length=3)]

    def create(blob: Blob, plain: Plain) -> Blob:
        return blob

    return body_of(create), answers(create, [{"blob": {"data": "AAE="}, "plain": {"data": "abc"}}])


def watch_docstring_of_a_model() -> object:
    class Described(BaseModel):
        """What readers see.\f
        What they do not see.
        """

        number: int = 1

    def create(described: Described) -> object:
        return described

    return body_of(create)


def watch_models_in_containers() -> object:
    from enum import Enum

    class Size(Enum):
        small = "s"

    class Inner(BaseModel):
        sizes: list[Size] = []

    class Outer(BaseModel):
        inner: dict[str, Inner | None] = {}
        pair: tuple[Inner, Size] | None = None

    def create(outers: list[Outer], again: Outer, size: Annotated[Size, Body()] = Size.small) -> list[Outer]:
        return outers

    return body_of(create)


def watch_model_that_contains_itself() -> object:
    def create(tree: Tree) -> object:
        return tree

    return body_of(create), answers(create, [{"children": [{"children": []}]}, {"children": [1]}])


class Tree(BaseModel):
    children: list["Tree"] = []


def watch_body_that_is_filled_from_a_dataclass() -> object:
    from dataclasses import dataclass

    @dataclass
    class Point:
        x: int
        y: int = 0

    def create(point: Point, other: Point | None = None) -> object:
        return [point, other]

    return answers(create, [{"point": {"x": 1}}, {"point": {"x": "a"}}, {"x": 1}]), body_of(create)


def watch_typed_dict_as_a_body() -> object:
    from typing import NotRequired

    from typing_extensions import TypedDict

    class Point(TypedDict):
        x: int
        y: NotRequired[int]

    def create(point: Point) -> object:
        return point

    return answers(create, [{"x": 1}, {"x": 1, "z": 2}, {}]), body_of(create)
