"""Around `Query()`: the older form, unknown arguments, lengths of other types, and what counts as a character."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from query_constraints import app, read_items

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
    return [client.get("/items", params={"q": value}).json() for value in ("ab", "x" * 51, "")]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_older_form() -> object:
    def read(q: str | None = Query(default=None, min_length=3, max_length=50)) -> str | None:
        return q

    def read_positional(q: str | None = Query(None, min_length=3)) -> str | None:
        return q

    plain = [type(each()).__name__ for each in (read, read_positional)]
    return (
        answers(read, ["", "q=ab", "q=abc"]),
        answers(read_positional, ["", "q=ab"]),
        parameters(read),
        plain,
        read_items(),
    )


def watch_error_of_the_older_form() -> object:
    def read(q: str = Query(min_length=3), n: int = 1) -> str:
        return q

    return answers(read, ["q=a&n=x", ""])


def watch_unknown_argument() -> object:
    unknown: dict[str, Any] = {"maxlength": 50}
    try:
        rule = Query(**unknown)
    except TypeError as error:
        return str(error)

    def read(q: Annotated[str | None, rule] = None) -> str | None:
        return q

    return parameters(read)


def watch_default_that_breaks_the_rule() -> object:
    def read(q: Annotated[str, Query(min_length=3)] = "ab") -> str:
        return q

    return answers(read, ["", "q=ab"]), parameters(read)


def watch_what_counts_as_a_character() -> object:
    def read(q: Annotated[str, Query(max_length=2)]) -> int:
        return len(q)

    texts = ["ab", "äö", "日本", "👍👍", "👨‍👩‍👧", "e\u0301", "e\u0301e\u0301", "a\n", "\x00\x00"]
    own = served(read)
    return {ascii(text): own.get("/", params={"q": text}).json() for text in texts}


def watch_length_of_other_types() -> object:
    def read(
        items: Annotated[list[str], Query(min_length=1, max_length=2)] = [],  # noqa: B006
        raw: Annotated[bytes, Query(max_length=2)] = b"",
        either: Annotated[int | str, Query()] = "",
        maybe: Annotated[list[str] | None, Query(max_length=1)] = None,
    ) -> list[object]:
        return [items, len(raw), either, maybe]

    return answers(read, ["items=a&items=b&items=c", "raw=abc", "raw=é", "maybe=a&maybe=b", "either=1"]), parameters(
        read
    )


def watch_rule_of_a_union() -> object:
    def read(q: Annotated[str | int, Query(max_length=2)]) -> object:
        return q

    return refusal(read).splitlines()[0]


def watch_bounds_that_are_odd() -> object:
    def read(
        zero: Annotated[str, Query(max_length=0)] = "",
        same: Annotated[str, Query(min_length=2, max_length=2)] = "ab",
        crossed: Annotated[str, Query(min_length=3, max_length=2)] = "ab",
    ) -> list[str]:
        return [zero, same, crossed]

    def read_negative(q: Annotated[str, Query(min_length=-1)] = "") -> str:
        return q

    return answers(read, ["zero=a", "same=a", "same=ab", "crossed=ab"]), refusal(read_negative).splitlines()[0]


def watch_descriptions() -> object:
    def read(
        q: Annotated[
            str,
            Query(
                title="Search",
                description="What to search",
                examples=["shoe"],
                json_schema_extra={"x-a": 1},
                min_length=1,
            ),
        ] = "shoe",
    ) -> str:
        return q

    return parameters(read)
