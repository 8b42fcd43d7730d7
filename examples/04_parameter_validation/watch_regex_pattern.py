"""Around patterns: `regex`, compiled and invalid patterns, missing anchors, other sources, and Unicode."""

import re
import warnings
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Cookie, FastAPI, Form, Header, Path, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, StringConstraints
from regex_pattern import app

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
    return [client.get("/rates", params={"currency": text}).json() for text in ("eur", "EUR\n")], client.get(
        "/rates"
    ).json()


def watch_openapi() -> object:
    return app.openapi()["paths"]["/rates"]["get"]["parameters"]


def watch_regex_argument() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")

        def read(currency: Annotated[str, Query(regex="^[A-Z]{3}$")]) -> str:
            return currency

    told = [f"{warning.category.__name__}: {warning.message}" for warning in caught]
    return told, answers(read, ["currency=EUR", "currency=eur"]), parameters(read)


def watch_regex_argument_with_the_default_filters() -> object:
    """What a user sees without any options: a DeprecationWarning of a library is hidden, another warning is not."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        Query(regex="a")
    return [f"{warning.category.__name__}: {warning.message}" for warning in caught]


def watch_regex_and_pattern_together() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")

        def read(q: Annotated[str, Query(pattern="^a", regex="^b")]) -> str:
            return q

    return answers(read, ["q=a", "q=b"]), parameters(read)


def watch_missing_anchors() -> object:
    def read(
        q: Annotated[str, Query(pattern="[A-Z]{3}")], both: Annotated[str, Query(pattern="^a|b$")] = "a"
    ) -> list[str]:
        return [q, both]

    return answers(read, ["q=the+EURO", "q=EU", "q=EUR&both=ax", "q=EUR&both=xb", "q=EUR&both=x"])


def watch_compiled_pattern() -> object:
    def read(
        q: Annotated[str, Query(pattern=re.compile("^[a-z]+$", re.IGNORECASE))] = "a",
        inline: Annotated[str, Query(pattern="(?i)^[a-z]+$")] = "a",
    ) -> list[str]:
        return [q, inline]

    return refusal(read), answers(read, ["q=ABC", "q=abc", "inline=ABC", "inline=1"]), parameters(read)


def watch_patterns_that_are_refused() -> object:
    told = []
    for pattern in ("[", "(?=a)", "(?<!a)b", r"(a)\1", "a{1000000}", "\\p{Greek}", r"\d$"):

        def read(q: Annotated[str, Query(pattern=pattern)] = "") -> str:
            return q

        told.append([pattern, refusal(read).splitlines()[0]])
    return told


def watch_unicode() -> object:
    def read(
        word: Annotated[str, Query(pattern=r"^\w+$")] = "a",
        digit: Annotated[str, Query(pattern=r"^\d+$")] = "1",
        any: Annotated[str, Query(pattern="^.$")] = "a",
    ) -> list[str]:
        return [word, digit, any]

    own = served(read)
    sent = [("word", "größe"), ("word", "a b"), ("digit", "٣"), ("any", "👍"), ("any", "\n"), ("any", "e\u0301")]
    return [[name, ascii(text), own.get("/", params={name: text}).json()] for name, text in sent]


def watch_python_engine() -> object:
    class Search(BaseModel):
        model_config = ConfigDict(regex_engine="python-re")

        q: Annotated[str, StringConstraints(pattern=r"^(?!x)[a-z]+$")]

    def read(search: Annotated[Search, Query()]) -> object:
        return search

    own = served(read)
    return [own.get("/", params={"q": text}).json() for text in ("abc", "xab", "abc\n")]


def watch_other_types() -> object:
    def read(
        many: Annotated[list[Annotated[str, Query(pattern="^a")]], Query()] = [],  # noqa: B006
        maybe: Annotated[str | None, Query(pattern="^a")] = None,
        raw: Annotated[bytes, Query()] = b"",
    ) -> list[object]:
        return [many, maybe, len(raw)]

    return answers(read, ["many=a&many=b", "maybe=b", "maybe=a", ""]), parameters(read)


def watch_other_sources() -> object:
    own = FastAPI()

    @own.post("/{code}")
    def read(
        code: Annotated[str, Path(pattern="^[A-Z]$")],
        x_code: Annotated[str, Header(pattern="^[A-Z]$")],
        c_code: Annotated[str, Cookie(pattern="^[A-Z]$")],
        f_code: Annotated[str, Form(pattern="^[A-Z]$")],
    ) -> list[str]:
        return [code, x_code, c_code, f_code]

    own_client = TestClient(own)
    return [
        own_client.post(f"/{text}", headers={"x-code": text, "cookie": f"c_code={text}"}, data={"f_code": text}).json()
        for text in ("A", "a")
    ]


def watch_long_text() -> object:
    def read(q: Annotated[str, Query(pattern="^(a+)+$")]) -> int:
        return len(q)

    own = served(read)
    return [own.get("/", params={"q": "a" * 5000 + end}).status_code for end in ("", "b")]
