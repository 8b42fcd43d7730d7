"""Around optional parameters: `Optional`, defaults without `None` in the type, and empty values of other types."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Annotated, Any, Optional, Union

from fastapi import Cookie, FastAPI, Header, Query
from fastapi.testclient import TestClient
from optional_parameters import app

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


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_odd_numbers() -> object:
    own = TestClient(app, raise_server_exceptions=False)
    return {
        text: own.get("/items", params={"max_price": text}).json() for text in ("nan", "inf", "-inf", "1e400", "", "x")
    }


def watch_older_spellings() -> object:
    def read(
        a: Optional[str] = None,  # noqa: UP045
        b: Union[str, None] = None,  # noqa: UP007
        c: None | str = None,  # noqa: RUF036
        d: Optional[Annotated[str, Query()]] = None,  # noqa: UP045
    ) -> list[str | None]:
        return [a, b, c, d]

    return answers(read, ["a=x&b=y&c=z&d=w", "a=&b=&c=&d=", ""]), parameters(read)


def watch_none_that_the_type_does_not_allow() -> object:
    def read(a: str = None, b: Annotated[int, Query()] = None, c: Annotated[int, Query(gt=5)] = None) -> list[object]:  # type: ignore[assignment]  # noqa: RUF013
        return [a, b, c]

    return answers(read, ["", "a=x&b=1&c=6", "c=5"]), parameters(read)


def watch_type_that_allows_none_without_a_default() -> object:
    def read(q: str | None) -> str | None:
        return q

    return answers(read, ["", "q=", "q=a"]), parameters(read)


def watch_empty_values_of_other_types() -> object:
    class Size(Enum):
        small = "s"

    def read(
        number: int | None = None,
        flag: bool | None = None,
        day: date | None = None,
        size: Size | None = None,
        raw: bytes | None = None,
        texts: Annotated[list[str] | None, Query()] = None,
        either: int | str | None = None,
    ) -> list[object]:
        return [number, flag, day, size, raw, texts, either]

    names = ["number", "flag", "day", "size", "raw", "texts", "either"]
    return answers(read, ["", *[f"{name}=" for name in names], *[f"{name}=null" for name in names]]), parameters(read)


def watch_default_of_another_type() -> object:
    def read(a: int = "7", b: int | None = "x", c: list[int] | None = Query("abc")) -> list[object]:  # type: ignore[assignment]
        return [a, b, c]

    return answers(read, ["", "a=1&b=2&c=3"]), parameters(read)


def watch_type_of_none_only() -> object:
    def read(q: None = None) -> None:
        return q

    return refusal(read), answers(read, ["", "q=", "q=None"]), parameters(read)


def watch_optional_header_and_cookie() -> object:
    def read(
        x_token: Annotated[str | None, Header()] = None, name: Annotated[str | None, Cookie()] = None
    ) -> list[str | None]:
        return [x_token, name]

    own = served(read)
    return own.get("/").json(), own.get("/", headers={"x-token": "", "cookie": "name="}).json(), parameters(read)


def watch_absent_told_from_null_by_a_marker() -> object:
    marker = "absent"

    def read(q: str | None = marker) -> bool:
        return q is marker

    return answers(read, ["", "q=absent"])
