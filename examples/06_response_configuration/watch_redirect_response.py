"""Around RedirectResponse: which signs are quoted, arguments, the documentation, redirects of routes and mounts."""

from typing import Any

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.testclient import TestClient
from redirect_response import app
from starlette.datastructures import URL


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_what_is_quoted() -> object:
    urls = ["/a b?q=ü", "/a%20b", "/a&b=c#d?e", "https://example.com:8000/x?y=[1]", '/"<>\\^`{|}', "/a\r\nX-A: b"]
    urls += ["/ü/%C3%BC", "//evil.example", "http://[::1]/", "/a;b,c'(d)*+!$~._-", "", "/\x00", "mailto:a@b"]
    results = []
    for url in urls:
        try:
            results.append(RedirectResponse(url).headers["location"])
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results


def watch_lone_surrogate() -> object:
    try:
        return RedirectResponse("/\ud800").headers["location"]
    except UnicodeEncodeError as error:
        return str(error)[:60]


def watch_url_objects() -> object:
    url = URL("https://example.com/a b?x=1").include_query_params(y="ü&").replace(fragment="z")
    return [RedirectResponse(url).headers["location"], RedirectResponse(URL("/a")).headers["location"]]


def watch_arguments() -> object:
    made = RedirectResponse("/new", 308, {"Cache-Control": "no-store", "Location": "/lost"})
    return made.status_code, dict(made.headers), bytes(made.body).decode(), made.media_type


def watch_every_code() -> object:
    other = FastAPI()

    @other.api_route("/to", methods=["GET", "POST"])
    def to() -> str:
        return "there"

    @other.post("/from/{code}")
    def start(code: int) -> RedirectResponse:
        return RedirectResponse("/to", code)

    results = []
    for code in (300, 301, 302, 303, 307, 308, 200):
        response = TestClient(other).post(f"/from/{code}", json={"a": 1})
        results.append([code, response.request.method, response.status_code, len(response.history), response.text])
    return results


def watch_response_class() -> object:
    other = FastAPI()
    other.get("/class", response_class=RedirectResponse)(lambda: "/ü")
    other.get("/code", response_class=RedirectResponse, status_code=302)(lambda: "/ü")
    other.get("/model", response_class=RedirectResponse, response_model=str)(lambda: "/ü")
    other.get("/url", response_class=RedirectResponse)(lambda: URL("/a"))
    results: list[object] = []
    for path in other.openapi()["paths"]:
        try:
            response = TestClient(other, follow_redirects=False).get(path)
            results.append([response.status_code, dict(response.headers)])
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results, other.openapi()["paths"]


def watch_url_of_another_route() -> object:
    other = FastAPI(root_path="/api")

    @other.get("/items/{name}")
    def read_item(name: str) -> str:
        return name

    from fastapi import Request

    @other.get("/to/{name}")
    def go(request: Request, name: str) -> RedirectResponse:
        return RedirectResponse(request.url_for("read_item", name=name).include_query_params(a="b c"))

    client = TestClient(other, follow_redirects=False)
    return [client.get(path).headers["location"] for path in ("/to/pen", "/to/a%20b")]


def watch_slashes_at_the_end() -> object:
    results: list[object] = []
    for redirect in (True, False):
        other = FastAPI(redirect_slashes=redirect)
        other.post("/items")(lambda: 1)
        other.get("/users/")(lambda: 2)
        client = TestClient(other, follow_redirects=False)
        answers: list[Any] = [
            client.post("/items/?a=b"),
            client.get("/users"),
            client.post("/users"),
            client.get("//users"),
        ]
        results.append([[answer.status_code, answer.headers.get("location")] for answer in answers])
    return results


def watch_cookies_and_background_of_a_redirect() -> object:
    from starlette.background import BackgroundTask

    ran: list[str] = []
    other = FastAPI()

    @other.get("/")
    def go() -> RedirectResponse:
        response = RedirectResponse("/to", background=BackgroundTask(ran.append, "ran"))
        response.set_cookie("a", "b")
        return response

    response = TestClient(other, follow_redirects=False).get("/")
    return response.status_code, dict(response.headers), ran
