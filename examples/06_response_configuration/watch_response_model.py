"""Around response_model: values that do not fit, objects, other types, and everything else that declares it."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field, computed_field
from response_model import UserOut, app
from typing_extensions import TypedDict

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


class Row:
    """An object with attributes, as an ORM returns."""

    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


@dataclass
class Parcel:
    weight: float
    secret: str = "s"


class Movie(TypedDict):
    title: str


class Point(NamedTuple):
    x: int
    y: int


def answer(value: object, model: Any, **options: Any) -> object:
    """What the client gets for a returned value, the documented response and its schemas."""
    other = FastAPI()

    @other.get("/", response_model=model, **options)
    def read() -> object:
        return value

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            body: object = TestClient(other).get("/").text
        except Exception as error:
            found: Callable[[], Any] | None = getattr(error, "errors", None)
            body = [type(error).__name__, [[e["type"], e["loc"]] for e in found()] if found else str(error)[:80]]
    document = other.openapi()
    content = document["paths"]["/"]["get"]["responses"]["200"]
    return body, content, document.get("components"), [w.category.__name__ for w in caught]


def watch_openapi() -> object:
    return app.openapi()["paths"], app.openapi()["components"]["schemas"]


def watch_value_that_does_not_fit() -> object:
    values: list[object] = [None, {"id": "x", "name": "Ada"}, {"name": 1}, [], "Ada"]
    return [answer(value, UserOut) for value in values]


def watch_error_on_the_server() -> object:
    from fastapi.exceptions import ResponseValidationError

    other = FastAPI()

    @other.get("/users", response_model=list[UserOut])
    async def read_users() -> object:
        return [{"id": 1}]

    try:
        TestClient(other).get("/users")
        seen: object = "no error"
    except ResponseValidationError as error:
        text = str(error)
        seen = error.errors(), error.body, text.splitlines()[0], "watch_response_model.py" in text, "read_users" in text
    response = TestClient(other, raise_server_exceptions=False).get("/users")
    return seen, response.status_code, response.text, dict(response.headers)


def watch_handler_for_a_response_that_does_not_fit() -> object:
    from fastapi.exceptions import ResponseValidationError
    from fastapi.responses import JSONResponse

    other = FastAPI()

    @other.exception_handler(ResponseValidationError)
    async def handle(request: object, error: ResponseValidationError) -> JSONResponse:
        return JSONResponse({"body": error.body, "context": sorted(vars(error))}, status_code=502)

    @other.get("/", response_model=UserOut)
    def read() -> object:
        return {"id": "x"}

    response = TestClient(other).get("/")
    return response.status_code, response.json()


def watch_numbers_that_json_cannot_say() -> object:
    class Measurement(BaseModel):
        value: float

    values = [float("nan"), float("inf"), 1e-7, 1e16, 1e22, -0.0, 5e-324]
    return [answer({"value": value}, Measurement)[0] for value in values], answer([float("nan")], list[float])[0]  # type: ignore[index]


def watch_coercion_of_returned_values() -> object:
    class Loose(BaseModel):
        number: int = 0
        text: str = ""
        price: Decimal = Decimal(0)
        flag: bool = False

    values: list[object] = [{"number": "1"}, {"text": 1}, {"price": 1.1}, {"flag": "yes"}, {"number": 1.5}]
    return [answer(value, Loose)[0] for value in values]  # type: ignore[index]


def watch_objects_with_attributes() -> object:
    row = Row(id=1, name="Ada", password_hash="x")
    return (
        answer(row, UserOut),
        answer([row], list[UserOut]),
        answer(Row(id=1), UserOut),
        answer({"a": row}, dict[str, UserOut]),
    )


def watch_other_models_and_unfit_instances() -> object:
    class Other(BaseModel):
        id: int = 1
        name: str = "Ada"
        more: int = 2

    class Child(UserOut):
        more: int = 2

    broken = UserOut.model_construct(id="x", name=None)
    return answer(Other(), UserOut), answer(Child(id=1, name="Ada"), UserOut), answer(broken, UserOut)


def watch_plain_types() -> object:
    values: list[tuple[object, Any]] = [("1", int), (1, str), ([1, "2"], list[int]), ({"a": 1}, dict[str, float])]
    values += [
        ({1, 2}, set[int]),
        ((1, 2), tuple[int, int]),
        (None, int | None),
        ("x", Annotated[str, Field(max_length=3)]),
    ]
    values += [(b"\xc3\xa9", bytes), (1, Any), (Row(a=1), Any), (1, bool), ({"x": Row(a=1)}, dict[str, Any])]
    return [answer(value, model) for value, model in values]


def watch_dataclass_typed_dict_and_named_tuple() -> object:
    @dataclass
    class Weight:
        weight: float

    return (
        answer(Parcel(1), Parcel),
        answer(Parcel(1), Weight),
        answer({"weight": "2", "more": 1}, Parcel),
        answer({"title": "Emma", "more": 1}, Movie),
        answer(Point(1, 2), Point),
        answer([1, "2"], Point),
    )


def watch_root_model() -> object:
    from pydantic import RootModel

    class Names(RootModel[list[str]]):
        pass

    return (
        answer(["a"], Names),
        answer(Names(["a"]), Names),
        answer(Names(["a"]), list[str]),
        answer([Names(["a"])], list[Names]),
    )


def watch_generic_model() -> object:
    page = {"items": [{"id": 1, "name": "Ada", "x": 2}], "next": 2}
    return answer(page, Page[UserOut]), answer(Page[Any](items=[{"id": 1, "name": "a", "x": 1}]), Page[UserOut])


def watch_unions() -> object:
    class Cat(BaseModel):
        name: str
        lives: int = 9

    return (
        answer({"id": 1, "name": "Ada"}, UserOut | Cat),
        answer({"name": "Tom"}, UserOut | Cat),
        answer(Cat(name="Tom"), UserOut | Cat | None),
        answer([{"name": "Tom"}, {"id": 1, "name": "Ada"}], list[Cat | UserOut]),
    )


def watch_serialize_as_any() -> object:
    from pydantic import SerializeAsAny

    class Child(UserOut):
        more: int = 2

    class Holder(BaseModel):
        user: SerializeAsAny[UserOut]

    child = Child(id=1, name="Ada")
    return (
        answer(child, SerializeAsAny[UserOut]),
        answer({"user": child}, Holder),
        answer([child], list[SerializeAsAny[UserOut]]),
    )


def watch_aliases() -> object:
    class Aliased(BaseModel):
        full_name: Annotated[str, Field(alias="fullName")]
        out: Annotated[int, Field(serialization_alias="theOut")] = 1

        @computed_field(alias="theLength")  # type: ignore[prop-decorator]
        @property
        def length(self) -> int:
            return len(self.full_name)

    value = Aliased.model_validate({"fullName": "Ada"})
    return (
        answer(value, Aliased),
        answer(value, Aliased, response_model_by_alias=False),
        answer({"full_name": "Ada"}, Aliased),
        answer([value], list[Aliased], response_model_by_alias=False),
        answer(value, None, response_model_by_alias=False),
    )


def watch_none_and_no_model() -> object:
    return (
        answer(Row(id=1, name="Ada"), None),
        answer({"id": 1, "x": 2}, None),
        answer(None, None),
        answer(UserOut(id=1, name="a"), None),
    )


def watch_model_that_fastapi_does_not_take() -> object:
    class Plain:
        pass

    results = []
    for model in (Plain, list[Plain], 5, "UserOut", lambda: 1):
        try:
            results.append(answer(1, model))
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:60]}")
    return results


def watch_every_decorator_takes_it() -> object:
    results = []
    for owner in (FastAPI(), APIRouter()):
        other = owner if isinstance(owner, FastAPI) else FastAPI()
        for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace"):
            getattr(owner, method)("/", response_model=UserOut)(lambda: {"id": 1, "name": "Ada", "x": 2})
        owner.api_route("/route", methods=["GET", "QUERY"], response_model=UserOut)(
            lambda: {"id": 1, "name": "a", "x": 2}
        )
        owner.add_api_route("/added", lambda: {"id": 1, "name": "a", "x": 2}, response_model=UserOut)
        if isinstance(owner, APIRouter):
            other.include_router(owner)
        client = TestClient(other)
        calls = [(method, "/") for method in ("get", "put", "post", "delete", "options", "patch", "trace")]
        calls += [("get", "/route"), ("query", "/route"), ("get", "/added")]
        results.append([client.request(method.upper(), path).text for method, path in calls])
        results.append([client.head("/").headers.get("content-length", "")])
    return results


def watch_models_of_other_responses() -> object:
    class Problem(BaseModel):
        detail: str
        price: Decimal = Decimal(1)

    other = FastAPI(responses={500: {"model": Problem}})
    router = APIRouter(responses={403: {"description": "No.", "model": Problem}})

    @router.get("/", response_model=UserOut, responses={404: {"model": list[Problem]}, "4XX": {"description": "Other"}})
    def read() -> object:
        return {"id": 1, "name": "Ada"}

    other.include_router(router, responses={409: {"model": Problem}, 404: {"description": "Lost"}})
    return other.openapi()["paths"], other.openapi()["components"]["schemas"]


def watch_response_description_and_default_class() -> object:
    from fastapi.responses import PlainTextResponse

    other = FastAPI(default_response_class=PlainTextResponse)

    @other.get("/", response_model=str, response_description="A name.")
    def read() -> object:
        return "Ada"

    response = TestClient(other).get("/")
    return response.text, response.headers["content-type"], other.openapi()["paths"]
