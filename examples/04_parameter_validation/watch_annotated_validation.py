"""Around rules in `Annotated`: errors of every source, Pydantic's rules and validators, nested and doubled rules."""

from collections.abc import Callable
from typing import Annotated, Any

from annotated_validation import app
from fastapi import Cookie, Depends, FastAPI, Header, Path, Query
from fastapi.testclient import TestClient
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PlainValidator, StringConstraints, WrapValidator

client = TestClient(app)


def served(endpoint: Callable[..., Any], path: str = "/") -> TestClient:
    own = FastAPI()
    own.get(path)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], queries: list[str]) -> object:
    own = served(endpoint)
    return {query: told(own.get(f"/?{query}")) for query in queries}


def parameters(endpoint: Callable[..., Any], path: str = "/") -> object:
    return served(endpoint, path).get("/openapi.json").json()["paths"][path]["get"].get("parameters")


def refusal(endpoint: Callable[..., Any], path: str = "/") -> str:
    try:
        served(endpoint, path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def even(number: int) -> int:
    if number % 2:
        raise ValueError("not even")
    return number


def watch_error_bodies() -> object:
    wrong = {"x-client": "WEB", "cookie": "visits=100"}
    return client.get("/items/0?fields=ab", headers=wrong).json(), client.get("/items/1").json()


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items/{item_id}"]


def watch_rules_of_a_pydantic_field() -> object:
    def read(
        size: Annotated[int, Field(gt=5, description="In inches")] = 10,
        name: Annotated[str, Field(alias="n", min_length=2, title="The name", examples=["a"])] = "none",
        strict: Annotated[int, Field(strict=True)] = 1,
    ) -> list[object]:
        return [size, name, strict]

    return answers(read, ["", "size=6", "size=5", "n=ab&name=c", "n=a", "strict=2"]), parameters(read)


def watch_field_and_query_together() -> object:
    def read(
        a: Annotated[int, Field(gt=1), Query(lt=9)] = 5,
        b: Annotated[int, Query(lt=9, description="Query"), Field(gt=1, description="Field")] = 5,
        c: Annotated[int, Query(gt=1), Query(lt=9)] = 5,
    ) -> list[int]:
        return [a, b, c]

    return answers(read, ["a=1", "a=9", "b=1", "b=9", "c=1", "c=9"]), parameters(read)


def watch_rules_of_annotated_types() -> object:
    from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MultipleOf, Predicate

    def read(
        a: Annotated[int, Gt(1), Lt(9)] = 5,
        b: Annotated[int, Ge(1), Le(9), Query(description="B")] = 5,
        c: Annotated[int, Interval(ge=1, lt=9)] = 5,
        d: Annotated[str, Len(1, 3)] = "d",
        e: Annotated[int, MultipleOf(2)] = 2,
        f: Annotated[str, Predicate(str.islower)] = "f",
    ) -> list[object]:
        return [a, b, c, d, e, f]

    return answers(read, ["a=1", "a=9", "b=0", "b=10", "c=9", "d=", "d=abcd", "e=3", "f=F", ""]), parameters(read)


def watch_rules_of_a_text() -> object:
    def read(
        a: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=3)],
        b: Annotated[str, StringConstraints(min_length=2), Query(max_length=3)] = "bb",
    ) -> list[str]:
        return [a, b]

    return answers(read, ["a=%20ab%20", "a=abcd", "a=x&b=b", "a=x&b=bbbb"]), parameters(read)


def watch_validators() -> object:
    def wrapped(value: Any, handler: Callable[[Any], int]) -> int:
        return handler(value) * 10

    def read(
        after: Annotated[int, AfterValidator(even), Query(ge=0)] = 1,
        before: Annotated[int, BeforeValidator(lambda value: value.strip("#"))] = 1,
        wrap: Annotated[int, WrapValidator(wrapped)] = 1,
        plain: Annotated[int, PlainValidator(len)] = 1,
    ) -> list[int]:
        return [after, before, wrap, plain]

    queries = ["", "after=4", "after=3", "after=-2", "before=%237%23", "wrap=2", "wrap=x", "plain=abc"]
    return answers(read, queries), parameters(read)


def watch_validator_that_fails_in_other_ways() -> object:
    from pydantic_core import PydanticCustomError

    def asserted(value: int) -> int:
        if value <= 1:
            raise AssertionError("too small")
        return value

    def custom(value: int) -> int:
        raise PydanticCustomError("too_small", "{value} is too small", {"value": value})

    def crashed(value: int) -> int:
        return 1 // value

    def read(
        a: Annotated[int, AfterValidator(asserted)] = 1,
        b: Annotated[int, AfterValidator(custom)] = 1,
        c: Annotated[int, AfterValidator(crashed)] = 1,
    ) -> list[int]:
        return [a, b, c]

    own = served(read)
    told = [own.get(f"/?{query}") for query in ("a=1", "b=1", "c=0")]
    return [[response.status_code, response.text] for response in told]


def watch_validators_of_every_source() -> object:
    Even = Annotated[int, AfterValidator(even)]  # noqa: N806

    def read(
        number: Annotated[Even, Path()],
        q: Annotated[Even, Query()] = 0,
        x_even: Annotated[Even, Header()] = 0,
        c: Annotated[Even, Cookie()] = 0,
    ) -> list[int]:
        return [number, q, x_even, c]

    own = served(read, "/{number}")
    wrong = {"x-even": "1", "cookie": "c=1"}
    return own.get("/1?q=1", headers=wrong).json(), own.get("/2?q=2").json(), parameters(read, "/{number}")


def watch_alias_in_another_alias() -> object:
    Positive = Annotated[int, Query(gt=0)]  # noqa: N806
    Small = Annotated[Positive, Query(lt=10)]  # noqa: N806

    def read(
        a: Small = 5, b: Annotated[Positive, Field(description="B")] = 5, c: Positive | None = None
    ) -> list[int | None]:
        return [a, b, c]

    return refusal(read), answers(read, ["a=0", "a=10", "b=0", "c=0", ""]), parameters(read)


def watch_alias_with_a_type_variable() -> object:
    from typing import TypeVar

    T = TypeVar("T")
    Short = Annotated[list[T], Query(max_length=2)]  # noqa: N806

    def read(ids: Short[int], names: Short[str] = []) -> list[object]:  # noqa: B006
        return [ids, names]

    return answers(read, ["ids=1&ids=2", "ids=1&ids=2&ids=3", "ids=x"]), parameters(read)


def watch_rule_of_a_dependency() -> object:
    def page_of(page: Annotated[int, Query(ge=1)] = 1) -> int:
        return page

    def read(page: Annotated[int, Depends(page_of)], q: Annotated[str, Query(max_length=1)] = "") -> list[object]:
        return [page, q]

    return answers(read, ["page=2", "page=0", "page=0&q=ab"]), parameters(read)


def watch_rules_that_contradict_or_do_not_fit() -> object:
    def contradict(q: Annotated[int, Query(gt=5, lt=3)]) -> int:
        return q

    def length_of_int(q: Annotated[int, Query(max_length=3)]) -> int:
        return q

    def bound_of_text(q: Annotated[str, Query(gt=3)]) -> str:
        return q

    def pattern_of_int(q: Annotated[int, Query(pattern="^1")]) -> int:
        return q

    told = [refusal(each).splitlines()[0] for each in (contradict, length_of_int, bound_of_text, pattern_of_int)]
    return told, answers(contradict, ["q=4"])


def watch_special_types() -> object:
    from pydantic import AnyUrl, EmailStr, HttpUrl, PositiveInt, SecretStr

    def read(
        url: HttpUrl | None = None,
        email: EmailStr | None = None,
        positive: PositiveInt = 1,
        secret: SecretStr | None = None,
        any_url: AnyUrl | None = None,
    ) -> list[object]:
        return [url, email, positive, secret, any_url]

    good = ["url=http://example.com", "email=Ada@Example.com", "positive=2", "secret=a", "any_url=redis://localhost"]
    return answers(read, [*good, "url=x", "url=ftp://a", "email=x", "positive=0"]), parameters(read)


def watch_model_as_a_rule() -> object:
    class Range(BaseModel):
        low: int = 0
        high: int = 10

        def model_post_init(self, context: Any) -> None:
            if self.low > self.high:
                raise ValueError("low is above high")

    def read(bounds: Annotated[Range, Query()]) -> object:
        return bounds

    return answers(read, ["low=1", "low=11", "low=x"])
