"""Around session cookies: how a cookie is written, read and deleted, and cookies that are odd."""

from typing import Annotated, Any

from fastapi import Cookie, Depends, FastAPI, Request, Response
from fastapi.security import APIKeyCookie
from fastapi.testclient import TestClient
from session_login import app


def cookies_of(**options: Any) -> object:
    own = FastAPI()

    @own.get("/")
    def read(response: Response) -> None:
        response.set_cookie("__Host-id", **options)

    try:
        return TestClient(own, base_url="https://testserver").get("/").headers.get_list("set-cookie")
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_ways_to_set_a_cookie() -> object:
    choices: list[dict[str, Any]] = [
        {},
        {"value": "a b;c"},
        {"value": "a", "samesite": None},
        {"value": "a", "samesite": "strict", "secure": True},
        {"value": "a", "samesite": "none"},
        {"value": "a", "samesite": "wrong"},
        {"value": "a", "path": None, "domain": "example.com"},
        {"value": "a", "max_age": 0, "expires": 0},
        {"value": "a", "httponly": True, "partitioned": True},
        {"value": "\u00e4"},
        {"value": "a\r\nX: b"},
    ]
    return [str(cookies_of(**choice)).split("expires=")[0] for choice in choices]


def watch_deletion() -> object:
    own = FastAPI()

    @own.get("/")
    def read(response: Response) -> None:
        response.delete_cookie("a", path="/x", domain="example.com", secure=True, httponly=True, samesite="none")

    header = TestClient(own).get("/").headers["set-cookie"]
    return [part for part in header.split("; ") if not part.startswith("expires")]


def watch_odd_cookie_headers() -> object:
    own = FastAPI()

    @own.get("/")
    def read(
        request: Request,
        session: Annotated[str | None, Depends(APIKeyCookie(name="__Host-session", auto_error=False))],
        plain: Annotated[str | None, Cookie(alias="__Host-session")] = None,
    ) -> list[Any]:
        return [session, plain, sorted(request.cookies.items())]

    values = ["__Host-session=a", "__host-session=a", "__Host-session", "=a", '__Host-session="a b"']
    values += [
        "__Host-session=a; __Host-session=b",
        "a=b=c",
        "__Host-session=%61",
        ";;",
        "__Host-session = a",
        "\xe4=\xe4",
    ]
    client = TestClient(own)
    return [client.get("/", headers={b"Cookie": value.encode("latin-1")}).json() for value in values]


def watch_scheme_with_errors_of_its_own() -> object:
    own = FastAPI()
    scheme = APIKeyCookie(name="id", scheme_name="Session", description="The id.")

    @own.get("/")
    def read(session: Annotated[str, Depends(scheme)]) -> str:
        return session

    client = TestClient(own)
    answers = [client.get("/"), client.get("/", headers={"Cookie": "id="})]
    return [[one.status_code, one.text] for one in answers], own.openapi()["components"]


def watch_header_of_the_token() -> object:
    client = TestClient(app, base_url="https://testserver")
    return [client.post("/logout", headers={name: "x"}).status_code for name in ("X-CSRF-Token", "x_csrf_token")]


def watch_openapi() -> object:
    return app.openapi()
