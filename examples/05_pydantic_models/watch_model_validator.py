"""Around validators of a model: other modes, order, what the 422 repeats, older forms."""

import warnings
from typing import Any, Self

from fastapi import FastAPI
from fastapi.testclient import TestClient
from model_validator import SignUp, app
from pydantic import BaseModel, ConfigDict, SecretStr, field_validator, model_validator


def answers(model: type[BaseModel], bodies: list[Any]) -> list[Any]:
    """What an endpoint that takes the model and shows its repr answers to each body."""
    other = FastAPI()

    @other.post("/")
    def create(body: model) -> str:  # type: ignore[valid-type]
        return repr(body)

    results: list[Any] = []
    for body in bodies:
        try:
            response = TestClient(other).post("/", json=body)
            results.append([response.status_code, response.json()])
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:100]}")
    return results


def watch_what_the_default_422_repeats() -> object:
    return answers(SignUp, [{"username": "a", "password": "one", "password_repeat": "two"}, {"password": "one"}])


def watch_schema_of_secrets() -> object:
    return app.openapi()["components"]["schemas"]


def watch_secret_in_a_response() -> object:
    class Account(BaseModel):
        password: SecretStr

    other = FastAPI()

    @other.get("/typed")
    def read() -> Account:
        return Account(password=SecretStr("one"))

    @other.get("/untyped", response_model=None)
    def read_untyped() -> object:
        return {"account": Account(password=SecretStr("one")), "secret": SecretStr("two"), "empty": SecretStr("")}

    return [TestClient(other).get(path).json() for path in ("/typed", "/untyped")]


def watch_mode_before() -> object:
    class Flat(BaseModel):
        number: int

        @model_validator(mode="before")
        @classmethod
        def unwrap(cls, data: Any) -> Any:
            return data["data"] if isinstance(data, dict) and "data" in data else data

    bodies: list[Any] = [{"data": {"number": "1"}}, {"number": 2}, {"data": 3}, [1], "x"]
    return answers(Flat, bodies)


def watch_mode_wrap() -> object:
    class Recovering(BaseModel):
        number: int = 0

        @model_validator(mode="wrap")
        @classmethod
        def recover(cls, data: Any, handler: Any) -> Self:
            try:
                model: Self = handler(data)
            except ValueError:
                model = cls(number=-1)
            return model

    return answers(Recovering, [{"number": 1}, {"number": "x"}, []])


def watch_order_of_validators() -> object:
    seen: list[str] = []

    class Ordered(BaseModel):
        text: str

        @model_validator(mode="before")
        @classmethod
        def before(cls, data: Any) -> Any:
            seen.append("before")
            return data

        @field_validator("text", mode="before")
        @classmethod
        def field_before(cls, value: Any) -> Any:
            seen.append("field before")
            return value

        @field_validator("text")
        @classmethod
        def field_after(cls, value: str) -> str:
            seen.append("field after")
            return value

        @model_validator(mode="after")
        def after(self) -> Self:
            seen.append("after")
            return self

        @model_validator(mode="after")
        def second(self) -> Self:
            seen.append("second")
            return self

    return answers(Ordered, [{"text": "a"}, {"text": 1}]), seen


def watch_error_of_a_nested_model() -> object:
    class Inner(BaseModel):
        number: int

        @model_validator(mode="after")
        def refuse(self) -> Self:
            raise ValueError("never")

    class Outer(BaseModel):
        inner: Inner
        many: list[Inner] = []

        @model_validator(mode="after")
        def not_reached(self) -> Self:
            raise ValueError("outer")

    return answers(Outer, [{"inner": {"number": 1}, "many": [{"number": 2}]}])


def watch_after_validator_that_changes_or_returns_nothing() -> object:
    class Changing(BaseModel):
        model_config = ConfigDict(validate_assignment=True)
        number: int
        changed: bool = False

        @model_validator(mode="after")
        def change(self) -> Self:
            if not self.changed:
                self.changed = True
            return self

    class Forgetful(BaseModel):
        number: int

        @model_validator(mode="after")  # type: ignore[misc, unused-ignore]
        def forget(self) -> None:
            return None

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        results = answers(Changing, [{"number": 1}]), answers(Forgetful, [{"number": 1}])
    return results, sorted({f"{w.category.__name__}: {str(w.message)[:80]}" for w in caught})


def watch_it_runs_on_the_response_too() -> object:
    class Sized(BaseModel):
        number: int

        @model_validator(mode="after")
        def small(self) -> Self:
            if self.number > 5:
                raise ValueError("too large")
            return self

    other = FastAPI()

    @other.get("/", response_model=Sized)
    def read() -> object:
        return {"number": 6}

    @other.get("/made", response_model=Sized)
    def read_made() -> object:
        return Sized.model_construct(number=6)

    results: list[object] = []
    for path in ("/", "/made"):
        try:
            results.append(TestClient(other).get(path).json())
        except Exception as error:
            results.append(type(error).__name__)
    return results


def watch_hidden_input() -> object:
    class Hidden(BaseModel):
        model_config = ConfigDict(hide_input_in_errors=True)
        number: int

    try:
        Hidden.model_validate({"number": "x"})
        text = ""
    except ValueError as error:
        text = str(error).splitlines()[2]
    return text, answers(Hidden, [{"number": "x"}])


def watch_after_validator_as_classmethod() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:

            class Old(BaseModel):
                number: int

                @model_validator(mode="after")  # type: ignore[misc, unused-ignore]
                @classmethod
                def keep(cls, model: Any) -> Any:
                    return model

            results: object = answers(Old, [{"number": 1}])
        except Exception as error:
            results = f"{type(error).__name__}: {str(error)[:80]}"
    return results, [f"{w.category.__name__}: {str(w.message)[:60]}" for w in caught]


def watch_root_validator_of_pydantic_1() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from pydantic import root_validator

        class Old(BaseModel):
            number: int

            @root_validator(skip_on_failure=True)
            @classmethod
            def double(cls, values: dict[str, int]) -> dict[str, int]:
                return {"number": values["number"] * 2}

        class Older(BaseModel):
            number: int

            @root_validator(pre=True)
            @classmethod
            def double(cls, values: dict[str, int]) -> dict[str, int]:
                return {"number": values["number"] * 2}

    results = answers(Old, [{"number": 2}]), answers(Older, [{"number": 2}])
    return results, [f"{w.category.__name__}: {str(w.message)[:60]}" for w in caught]
