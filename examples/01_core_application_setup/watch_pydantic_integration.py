"""Around a model in both directions: error items, NaN in a response, responses that do not fit, schema names."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from pydantic_integration import Parcel, app

client = TestClient(app)


class Load(BaseModel):
    weight: float


def watch_error_items() -> object:
    bodies: list[Any] = [
        {"recipient": "Ada", "grams": "heavy"},
        {"recipient": 7, "grams": None},
        {"recipient": "Ada", "grams": 1.5, "labels": "a"},
        {"recipient": "Ada", "grams": True, "labels": [["a"]]},
        {"recipient": "Ada", "grams": 10**400, "labels": [1]},
    ]
    return [client.post("/parcels", json=body).text for body in bodies]


def watch_json_that_python_cannot_write_back() -> object:
    quiet = TestClient(app, raise_server_exceptions=False)
    grams = ["7" * 4000, "7" * 5000, "1e400", "NaN", "-0", '"\\ud800"', "[" * 100_000 + "]" * 100_000]
    bodies = ['{"recipient": "Ada", "grams": ' + value + "}" for value in grams]
    headers = {"Content-Type": "application/json"}
    return [quiet.post("/parcels", content=body, headers=headers).status_code for body in bodies]


def watch_conversions() -> object:
    one = FastAPI()

    @one.post("/")
    def create(load: Load) -> Load:
        return load

    weights: list[Any] = ["2", " 2 ", "2e3", "1_000", "0x2", "inf", "nan", True, "", 10**30]
    return [TestClient(one).post("/", json={"weight": weight}).json().get("weight") for weight in weights]


def watch_document() -> object:
    return app.openapi()


def watch_nan_in_a_response() -> object:
    one = FastAPI()

    @one.get("/typed")
    def typed() -> Load:
        return Load(weight=float("nan"))

    @one.get("/untyped")
    def untyped() -> Any:
        return Load(weight=float("inf"))

    quiet = TestClient(one, raise_server_exceptions=False)
    return [[r.status_code, r.text] for r in (quiet.get("/typed"), quiet.get("/untyped"))]


def watch_response_that_does_not_fit() -> object:
    one = FastAPI()

    @one.get("/", response_model=Parcel)
    def read() -> Any:
        return {"recipient": "Ada", "grams": "heavy"}

    response = TestClient(one, raise_server_exceptions=False).get("/")
    try:
        TestClient(one).get("/")
    except ResponseValidationError as error:
        return response.status_code, response.text, [[e["type"], e["loc"], e["input"]] for e in error.errors()]
    return response.status_code, response.text


def watch_response_that_is_changed_after_validation() -> object:
    one = FastAPI()

    @one.post("/")
    def change(parcel: Parcel) -> Parcel:
        unchecked: Any = "heavy"
        parcel.grams = unchecked
        return parcel

    response = TestClient(one, raise_server_exceptions=False).post("/", json={"recipient": "Ada", "grams": 1})
    return response.status_code, response.text


def watch_default_list_is_not_shared() -> object:
    one = FastAPI()

    @one.post("/")
    def add(parcel: Parcel) -> list[str]:
        parcel.labels.append("seen")
        return parcel.labels

    body = {"recipient": "Ada", "grams": 1}
    return [TestClient(one).post("/", json=body).json() for _ in range(2)]


def watch_two_models_of_the_same_name() -> object:
    def make(field: Any) -> type[BaseModel]:
        class Parcel(BaseModel):
            value: field

        return Parcel

    one = FastAPI()
    first: Any = make(int)
    second: Any = make(str)

    @one.post("/")
    def create(a: first, b: second) -> None: ...

    return sorted(one.openapi()["components"]["schemas"])


def watch_model_that_refers_to_itself() -> object:
    class Box(BaseModel):
        inside: "Box | None" = None

    Box.model_rebuild(_types_namespace={"Box": Box})
    one = FastAPI()
    one.add_api_route("/", lambda: Box(inside=Box()), response_model=Box)
    return TestClient(one).get("/").json(), one.openapi()["components"]["schemas"]["Box"]


def watch_configured_models() -> object:
    results = []
    for config in [
        ConfigDict(extra="forbid"),
        ConfigDict(extra="allow"),
        ConfigDict(strict=True),
        ConfigDict(str_strip_whitespace=True, frozen=True),
        ConfigDict(title="Label", json_schema_extra={"example": {"name": "x"}}),
    ]:

        class Label(BaseModel):
            model_config = config
            name: str
            count: int = Field(1, validation_alias="n")

        one = FastAPI()

        @one.post("/")
        def create(label: Label) -> Label:
            return label

        schemas = one.openapi()["components"]["schemas"]
        names = [name for name in schemas if "Label" in name]
        answer = TestClient(one).post("/", json={"name": " x ", "n": "2", "more": 1})
        results.append([answer.status_code, answer.text, names, schemas[names[0]]])
    return results


def watch_dataclass_and_typed_dict_as_body() -> object:
    from dataclasses import dataclass

    from typing_extensions import TypedDict

    @dataclass
    class Point:
        x: int
        y: int = 0

    class Size(TypedDict):
        w: int

    one = FastAPI()
    one.add_api_route("/point", body_of(Point), methods=["POST"])
    one.add_api_route("/size", body_of(Size), methods=["POST"])
    reader = TestClient(one)
    return [
        reader.post("/point", json={"x": "1"}).text,
        reader.post("/size", json={"w": "1"}).text,
        reader.post("/size", json=[]).text,
        one.openapi()["components"]["schemas"],
    ]


def body_of(kind: Any) -> Any:
    def create(value: kind) -> kind:
        return value

    return create
