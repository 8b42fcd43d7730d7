"""Around cookies: spellings of the header, types, models of cookies, and how the header is parsed."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

from cookie_parameters import app
from fastapi import Cookie, FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field

client = TestClient(app)
CART = "cart_id=7d444840-9dc0-11d1-b245-5ffdce74fad2"


def served(endpoint: Callable[..., Any]) -> TestClient:
    own = FastAPI()
    own.get("/")(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], cookies: list[str]) -> object:
    own = served(endpoint)
    return {cookie: told(own.get("/", headers={"cookie": cookie})) for cookie in cookies}


def parameters(endpoint: Callable[..., Any]) -> object:
    return served(endpoint).get("/openapi.json").json()["paths"]["/"]["get"].get("parameters")


class Cookies(BaseModel):
    session_id: str
    visits: int = 0


def watch_error_bodies() -> object:
    return [client.get("/cart", headers={"cookie": cookie}).json() for cookie in ("", "cart_id=7", f"{CART}; visits=")]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/cart"]["get"]["parameters"]


def watch_spellings_of_the_header() -> object:
    def read(request: Request, session_id: Annotated[str, Cookie()] = "none") -> list[object]:
        return [session_id, request.cookies]

    spelled = ["session_id=", 'session_id="a b"', "session_id=a=b", "session_id=a%20b", "session_id=a; session_id=b"]
    spelled += [
        "session_id=a,b",
        " session_id = a ;; ",
        "session_id",
        ";",
        '=a; session_id="a\\"b"',
        'session_id="\\303"',
    ]
    return answers(read, [*spelled, "Session_Id=a", "session_id=a;theme=b", 'session_id="', "session_id='a'"])


def watch_several_cookie_headers() -> object:
    def read(request: Request) -> dict[str, str]:
        return request.cookies

    headers = [("cookie", "a=1; b=2"), ("cookie", "b=3; c=4")]
    return served(read).get("/", headers=headers).json()


def watch_bytes_that_are_no_ascii() -> object:
    def read(name: Annotated[str, Cookie()]) -> str:
        return name

    own = served(read)
    return [own.get("/", headers=[(b"cookie", value)]).json() for value in (b"name=caf\xe9", "name=café".encode())]


def watch_cookies_of_the_client() -> object:
    def read(request: Request, name: Annotated[str, Cookie()] = "none") -> list[object]:
        return [name, request.headers.get("cookie")]

    own = served(read)
    told = [own.get("/", cookies={"name": "a b;c"}).json()]
    own.cookies.set("name", "kept")
    return [*told, own.get("/").json()]


def watch_types_of_values() -> object:
    class Theme(Enum):
        dark = "d"

    def read(
        day: Annotated[date | None, Cookie()] = None,
        theme: Annotated[Theme | None, Cookie()] = None,
        sort: Annotated[Literal["asc", "desc"], Cookie()] = "asc",
        raw: Annotated[bytes, Cookie()] = b"",
        ids: Annotated[list[int], Cookie()] = [],  # noqa: B006
    ) -> list[object]:
        return [day, theme, sort, len(raw), ids]

    return answers(
        read, ["day=2025-01-02; theme=d; sort=desc; raw=abc", "day=x; theme=dark; sort=up", "ids=1", "ids=1; ids=2"]
    )


def watch_alias_of_a_cookie() -> object:
    from pydantic import AliasChoices

    def read(
        session_id: Annotated[str, Cookie(alias="session-id")] = "none",
        theme: Annotated[str, Cookie(validation_alias="__Host-theme")] = "none",
        name: Annotated[str, Cookie(validation_alias=AliasChoices("n", "m"))] = "none",
    ) -> list[str]:
        return [session_id, theme, name]

    return answers(
        read, ["session-id=a; __Host-theme=b; m=c", "session_id=a; theme=b; name=c", "n=a; m=b"]
    ), parameters(read)


def watch_cookies_in_a_model() -> object:
    def read(cookies: Annotated[Cookies, Cookie()]) -> Cookies:
        return cookies

    return answers(
        read, ["session_id=abc; visits=7; theme=dark", "session_id=abc; visits=x", "visits=1", ""]
    ), parameters(read)


def watch_model_that_forbids_extras() -> object:
    class Strict(Cookies):
        model_config = ConfigDict(extra="forbid")

    def read(cookies: Annotated[Strict, Cookie()]) -> Cookies:
        return cookies

    return answers(read, ["session_id=abc", "session_id=abc; theme=dark"])


def watch_model_that_allows_extras() -> object:
    class Open(Cookies):
        model_config = ConfigDict(extra="allow")

    def read(cookies: Annotated[Open, Cookie()]) -> object:
        return cookies.model_dump()

    return answers(read, ["session_id=abc; theme=dark; theme=light"])


def watch_model_with_names_and_aliases() -> object:
    class Named(BaseModel):
        model_config = ConfigDict(populate_by_name=True)

        session_id: str = Field("none", alias="session-id")
        theme: str = Field("none", validation_alias="__Host-theme")

    def read(cookies: Annotated[Named, Cookie()]) -> object:
        return cookies.model_dump()

    return answers(read, ["session-id=a; __Host-theme=b", "session_id=a; theme=b"]), parameters(read)


def watch_model_that_is_optional() -> object:
    class Open(Cookies):
        model_config = ConfigDict(extra="allow")

    def read(cookies: Annotated[Cookies | None, Cookie()] = None) -> object:
        return cookies

    def read_open(cookies: Annotated[Open | None, Cookie()] = None) -> object:
        return cookies and cookies.model_dump()

    sent = ["theme=dark", "session_id=abc", "visits=1"]
    return answers(read, sent), answers(read_open, sent), parameters(read)
