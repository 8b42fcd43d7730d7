"""Around validators of one field: other modes and exceptions, defaults, order, the form of Pydantic 1, e-mails."""

import warnings
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from field_validator import app
from pydantic import BaseModel, EmailStr, Field, field_validator

client = TestClient(app)


def answers(model: type[BaseModel], bodies: list[Any]) -> list[Any]:
    """What an endpoint that takes and returns the model answers to each body."""
    other = FastAPI()

    @other.post("/")
    def create(body: model) -> model:  # type: ignore[valid-type]
        return body

    results: list[Any] = []
    for body in bodies:
        try:
            response = TestClient(other).post("/", json=body)
            results.append([response.status_code, response.json()])
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:100]}")
    return results


def watch_body_of_a_value_error() -> object:
    return client.post("/accounts", json={"email": "Ada@example.org"}).json()


def watch_schema() -> object:
    return app.openapi()["components"]["schemas"]["Account"]


def watch_e_mails() -> object:
    class Contact(BaseModel):
        email: EmailStr

    values = ["Ada@Example.COM", " ada@example.com ", "Ada <ada@example.com>", "ada@exämple.com", "ädä@example.com"]
    values += ["ada@localhost", "ada@[127.0.0.1]", '"a b"@example.com', "a@b", "ada", "", "a" * 65 + "@example.com"]
    return answers(Contact, [{"email": value} for value in values]), answers(Contact, [{"email": None}])


def watch_e_mail_in_the_schema() -> object:
    from pydantic import NameEmail

    class Contact(BaseModel):
        email: EmailStr
        other: NameEmail | None = None

    other = FastAPI()

    @other.post("/")
    def create(contact: Contact) -> Contact:
        return contact

    return other.openapi()["components"]["schemas"]["Contact"], answers(
        Contact, [{"email": "a@b.co", "other": "A <a@b.co>"}]
    )


def watch_default() -> object:
    class Lenient(BaseModel):
        number: int = 1

        @field_validator("number")
        @classmethod
        def refuse(cls, value: int) -> int:
            raise ValueError("always")

    class Checked(Lenient):
        number: Annotated[int, Field(validate_default=True)] = 1

    return answers(Lenient, [{}, {"number": 1}]), answers(Checked, [{}])


def watch_other_exceptions() -> object:
    class Picky(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def refuse(cls, value: int) -> int:
            from pydantic_core import PydanticCustomError, PydanticKnownError, PydanticUseDefault

            if value == 0:
                raise AssertionError("not positive")
            if value == 1:
                raise HTTPException(418, "no list of errors")
            if value == 2:
                raise PydanticCustomError("odd_number", "{number} is odd", {"number": value})
            if value == 3:
                raise PydanticKnownError("less_than", {"lt": 3})
            if value == 4:
                raise PydanticUseDefault
            if value == 5:
                raise ValueError
            if value == 6:
                raise ValueError("several", {"reasons": 2})
            raise TypeError("a mistake of the code")

    return answers(Picky, [{"number": number} for number in range(8)])


def watch_modes() -> object:
    class Modes(BaseModel):
        plain: int
        wrapped: int
        both: int

        @field_validator("plain", mode="plain")
        @classmethod
        def keep(cls, value: object) -> object:
            return f"{value!r} as it is"

        @field_validator("wrapped", mode="wrap")
        @classmethod
        def recover(cls, value: object, handler: Any) -> object:
            try:
                return handler(value)
            except ValueError:
                return -1

        @field_validator("both", mode="before")
        @classmethod
        def first(cls, value: object) -> object:
            return 2 if value == "two" else value

        @field_validator("both")
        @classmethod
        def last(cls, value: int) -> int:
            return value * 10

    other = FastAPI()

    @other.post("/", response_model=None)
    def create(modes: Modes) -> object:
        return {"plain": modes.plain, "wrapped": modes.wrapped, "both": modes.both}

    body = {"plain": "x", "wrapped": "x", "both": "two"}
    schemas = other.openapi()["components"]["schemas"]["Modes"]
    return TestClient(other).post("/", json=body).json(), schemas


def watch_order_of_validators() -> object:
    class Ordered(BaseModel):
        text: str

        @field_validator("text", mode="before")
        @classmethod
        def a(cls, value: str) -> str:
            return value + "a"

        @field_validator("text", mode="before")
        @classmethod
        def b(cls, value: str) -> str:
            return value + "b"

        @field_validator("text")
        @classmethod
        def c(cls, value: str) -> str:
            return value + "c"

        @field_validator("text")
        @classmethod
        def d(cls, value: str) -> str:
            return value + "d"

    other = FastAPI()

    @other.post("/")
    def create(ordered: Ordered) -> str:
        return ordered.text

    return TestClient(other).post("/", json={"text": "-"}).json()


def watch_other_fields_in_info() -> object:
    from pydantic import ValidationInfo

    class Range(BaseModel):
        low: int
        high: int

        @field_validator("high")
        @classmethod
        def above_low(cls, value: int, info: ValidationInfo) -> int:
            if value < info.data.get("low", 0):
                raise ValueError(f"{info.field_name} in mode {info.mode} knows {sorted(info.data)}")
            return value

    return answers(Range, [{"low": 2, "high": 1}, {"low": "x", "high": -1}, {"low": 1, "high": 2}])


def watch_all_fields_and_unknown_fields() -> object:
    class Trimmed(BaseModel):
        a: str
        b: str = " "

        @field_validator("*", mode="before")
        @classmethod
        def strip(cls, value: Any) -> Any:
            return value.strip() if isinstance(value, str) else value

    try:

        class Wrong(BaseModel):
            a: str

            @field_validator("b")
            @classmethod
            def check(cls, value: str) -> str:
                return value

        unknown = "accepted"
    except Exception as error:
        unknown = f"{type(error).__name__}: {str(error)[:80]}"
    return answers(Trimmed, [{"a": " x "}, {"a": 1}]), unknown


def watch_validators_in_annotations() -> object:
    from pydantic import AfterValidator, BeforeValidator, PlainValidator, WrapValidator

    class Annotations(BaseModel):
        after: Annotated[int, AfterValidator(lambda value: value + 1)]
        before: Annotated[int, BeforeValidator(lambda value: value or 0)]
        plain: Annotated[int, PlainValidator(len)]
        wrap: Annotated[int, WrapValidator(lambda value, handler: handler(value) * 2)]
        two: Annotated[int, AfterValidator(lambda value: value + 1), AfterValidator(lambda value: value * 10)]

    return answers(Annotations, [{"after": 1, "before": "", "plain": "abc", "wrap": "4", "two": 1}])


def watch_inherited_validator() -> object:
    class Base(BaseModel):
        text: str

        @field_validator("text")
        @classmethod
        def check(cls, value: str) -> str:
            return value + f" by {cls.__name__}"

    class Child(Base):
        pass

    class Other(Base):
        @field_validator("text")
        @classmethod
        def check(cls, value: str) -> str:
            return value + " replaced"

    return answers(Child, [{"text": "a"}]), answers(Other, [{"text": "a"}])


def watch_validator_runs_again_on_the_response() -> object:
    class Counted(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def add(cls, value: int) -> int:
            return value + 1

    other = FastAPI()

    @other.post("/model")
    def create(counted: Counted) -> Counted:
        return counted

    @other.post("/dict", response_model=Counted)
    def create_dict(counted: Counted) -> object:
        return {"number": counted.number}

    return [TestClient(other).post(path, json={"number": 1}).json() for path in ("/model", "/dict")]


def watch_serializers() -> object:
    from pydantic import PlainSerializer, field_serializer, model_serializer

    class Money(BaseModel):
        cents: int
        rate: Annotated[float, PlainSerializer(lambda value: f"{value:.0%}", return_type=str)] = 0.5

        @field_serializer("cents", when_used="json")
        def as_text(self, value: int) -> str:
            return f"{value / 100:.2f}"

    class Wrapped(BaseModel):
        cents: int

        @model_serializer(mode="wrap")
        def add(self, handler: Any) -> dict[str, Any]:
            return {**handler(self), "unit": "cent"}

    other = FastAPI()

    @other.post("/")
    def create(money: Money) -> Money:
        return money

    return (
        answers(Money, [{"cents": 150}]),
        answers(Wrapped, [{"cents": 150}]),
        other.openapi()["components"]["schemas"],
    )


def watch_validator_of_pydantic_1() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from pydantic import validator

        class Old(BaseModel):
            number: int

            @validator("number", pre=True, always=True, each_item=False)
            @classmethod
            def double(cls, value: int) -> int:
                return value * 2

    return [f"{w.category.__name__}: {str(w.message)[:60]}" for w in caught], answers(Old, [{"number": 2}])


def watch_validate_call_on_a_dependency() -> object:
    from fastapi import Depends
    from pydantic import validate_call

    @validate_call(validate_return=True)
    def limit(limit: Annotated[int, Field(le=10)] = 5) -> int:
        return limit

    other = FastAPI()

    @other.get("/")
    def read(value: Annotated[int, Depends(limit)]) -> int:
        return value

    results: list[object] = []
    for query in ("", "?limit=7", "?limit=11", "?limit=x"):
        try:
            results.append(TestClient(other).get(f"/{query}").json())
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:60]}")
    return results
