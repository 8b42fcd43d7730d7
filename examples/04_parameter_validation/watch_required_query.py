"""Around required parameters: the older forms, `...`, required values that may be null, and the order of errors."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel
from required_query import app

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


def watch_error_bodies() -> object:
    return [client.get(path).json() for path in ("/items", "/items?q=")]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_older_forms() -> object:
    def read(a: str = Query(..., min_length=1), b: str = Query(), c: str = Query(default=...)) -> list[str]:
        return [a, b, c]

    return answers(read, ["a=x&b=y&c=z", "a=&b=&c=", ""]), parameters(read)


def watch_ellipsis_as_the_default() -> object:
    def read(a: Annotated[str, Query()] = ..., b: str = ...) -> list[str]:  # type: ignore[assignment]
        return [a, b]

    return refusal(read), answers(read, ["a=x&b=y", ""]), parameters(read)


def watch_ellipsis_inside_annotated() -> object:
    def read(a: Annotated[str, Query(...)], b: Annotated[str, Query(...)] = "b") -> list[str]:
        return [a, b]

    return refusal(read), answers(read, ["a=x", ""]), parameters(read)


def watch_undefined_as_the_default() -> object:
    from pydantic_core import PydanticUndefined

    def read(a: str = PydanticUndefined, b: str = Query(PydanticUndefined)) -> list[str]:  # type: ignore[assignment]
        return [a, b]

    return refusal(read), answers(read, ["a=x&b=y", ""])


def watch_required_value_that_may_be_null() -> object:
    def read(a: str | None, b: Annotated[int | None, Query()], c: str | None = Query()) -> list[object]:
        return [a, b, c]

    return answers(read, ["a=&b=1&c=", "a=x&b=&c=y", ""]), parameters(read)


def watch_empty_value_without_a_rule() -> object:
    def read(plain: str, number: int, flag: bool) -> list[object]:
        return [plain, number, flag]

    return answers(read, ["plain=&number=1&flag=1", "plain&number&flag", "plain=a&number=&flag="])


def watch_required_after_optional() -> object:
    def read(*, a: str = "a", b: str, c: int) -> list[object]:
        return [a, b, c]

    return answers(read, ["b=x&c=1", "", "c=x"]), parameters(read)


def watch_required_list() -> object:
    def read(ids: Annotated[list[int], Query()], more: Annotated[list[int], Query(min_length=1)]) -> object:
        return [ids, more]

    return answers(read, ["ids=1&more=2", "ids=1", ""]), parameters(read)


def watch_required_fields_of_a_model() -> object:
    class Page(BaseModel):
        skip: int
        limit: int

    def read(page: Annotated[Page, Query()]) -> Page:
        return page

    return answers(read, ["skip=1", "", "skip=&limit=1"]), parameters(read)
