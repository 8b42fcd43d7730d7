"""Around MISSING: as a value, in responses, parameters, defaults, and schemas."""

import copy
import pickle
from typing import Annotated, Any

from fastapi import Body, Cookie, FastAPI, Form, Header, Query
from fastapi.testclient import TestClient
from partial_update_missing import CustomerPatch, app
from pydantic import MISSING, BaseModel, Field, TypeAdapter


def watch_the_value_itself() -> object:
    patch = CustomerPatch(phone=None)
    return [
        repr(MISSING),
        bool(MISSING),
        patch.name is MISSING,
        patch.phone is None,
        copy.deepcopy(patch).name is MISSING,
        pickle.loads(pickle.dumps(MISSING)) is MISSING,  # noqa: S301
        repr(patch),
        sorted(patch.model_fields_set),
        patch == CustomerPatch(phone=None, name=MISSING),
    ]


def watch_dumps() -> object:
    class Pair(BaseModel):
        a: int | MISSING = MISSING
        b: int | MISSING | None = None

    pairs = [Pair(), Pair(a=1), Pair(b=MISSING), Pair.model_construct(a=MISSING, b=2)]
    return [
        [
            pair.model_dump(),
            pair.model_dump_json(),
            pair.model_dump(exclude_unset=True),
            pair.model_dump(round_trip=True),
        ]
        for pair in pairs
    ]


def watch_missing_in_nested_models() -> object:
    class Address(BaseModel):
        street: str | MISSING = MISSING
        city: str | MISSING = MISSING

    class Patch(BaseModel):
        address: Address | MISSING = MISSING

    bodies: list[Any] = [
        {},
        {"address": {}},
        {"address": {"city": "Rome"}},
        {"address": None},
        {"address": {"city": 1}},
    ]
    told: list[object] = []
    for given in bodies:
        try:
            told.append(Patch.model_validate(given).model_dump())
        except ValueError as error:
            told.append([problem["loc"] for problem in getattr(error, "errors", list)()])
    return told


def watch_missing_in_responses() -> object:
    own = FastAPI()

    class Reply(BaseModel):
        id: int
        note: str | MISSING = MISSING

    @own.get("/typed")
    def typed() -> list[Reply]:
        return [Reply(id=1), Reply(id=2, note="a")]

    @own.get("/untyped")
    def untyped() -> Any:
        return {"reply": Reply(id=1), "other": 1}

    @own.get("/alone")
    def alone() -> Any:
        return {"value": MISSING}

    asked = TestClient(own, raise_server_exceptions=False)
    answers = [asked.get(path) for path in ("/typed", "/untyped", "/alone")]
    return [[one.status_code, one.text] for one in answers], own.openapi()


def watch_missing_in_parameters() -> object:
    results: list[object] = []
    for marker in (Query(), Header(), Cookie(), Body(embed=True), Form()):
        own = FastAPI()
        try:

            def read(value: Any = MISSING) -> Any:
                return repr(value)

            read.__annotations__["value"] = Annotated[int | MISSING, marker]
            own.post("/")(read)
            asked = TestClient(own, raise_server_exceptions=False)
            results.append([asked.post("/").text, asked.post("/?value=1", headers={"value": "2"}).text])
            results.append(asked.get("/openapi.json").status_code)
        except Exception as error:
            results.append(type(error).__name__)
    return results


def watch_missing_in_a_parameter_model() -> object:
    own = FastAPI()

    class Filter(BaseModel):
        limit: int | MISSING = MISSING
        text: str | MISSING | None = Field(default=MISSING, max_length=3)

    @own.get("/")
    def read(given: Annotated[Filter, Query()]) -> dict[str, Any]:
        return given.model_dump()

    asked = TestClient(own)
    return [asked.get(f"/{query}").text for query in ("", "?limit=1", "?text=abcd", "?text=")], own.openapi()["paths"]


def watch_json_that_looks_like_missing() -> object:
    asked = TestClient(app)
    bodies: list[Any] = [
        {"name": "MISSING"},
        {"phone": "MISSING"},
        {"name": {}},
        {"name": []},
    ]
    return [asked.patch("/customers/8", json=body).status_code for body in bodies]


def watch_schemas() -> object:
    results: list[object] = [app.openapi()]
    kinds: list[Any] = [int | MISSING, list[int | MISSING], MISSING]
    for kind in kinds:
        try:
            results.append(TypeAdapter(kind).json_schema())
        except Exception as error:
            results.append(type(error).__name__)
    return results


def watch_constraints_beside_missing() -> object:
    class Limits(BaseModel):
        size: Annotated[int, Field(ge=1)] | MISSING = MISSING
        name: int | str | MISSING = MISSING

    told: list[object] = []
    for given in ({}, {"size": 0}, {"size": "2"}, {"name": "3"}, {"name": None}):
        try:
            told.append(Limits.model_validate(given).model_dump())
        except ValueError as error:
            told.append([problem["loc"] for problem in getattr(error, "errors", list)()])
    return told
