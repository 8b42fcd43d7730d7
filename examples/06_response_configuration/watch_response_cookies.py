"""Around cookies: every argument, odd names and values, deletion, several cookies, returned responses."""

import re
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Cookie, FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from response_cookies import app

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def cookie(act: Any) -> object:
    """The header that a call writes, with the time of now masked."""
    response = Response()
    try:
        act(response)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"
    written = [value.decode("latin-1") for key, value in response.raw_headers if key == b"set-cookie"]
    return [
        re.sub(r"expires=\w+, \d+ \w+ 20(?!26-01)\d\d [\d:]+ GMT", "expires=NOW", w) if "Jan 2026" not in w else w
        for w in written
    ]


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_headers_of_the_app() -> object:
    client = TestClient(app, base_url="https://testserver")
    response = client.put("/language", json="fr")
    return response.headers.get_list("set-cookie"), client.get("/language").request.headers["cookie"]


def watch_arguments() -> object:
    arguments: list[dict[str, Any]] = [
        {},
        {"value": ""},
        {"max_age": 0},
        {"max_age": 3600},
        {"expires": AT},
        {"expires": AT.astimezone(timezone(timedelta(hours=2)))},
        {"expires": AT.replace(tzinfo=None)},
        {"expires": "Fri, 02 Jan 2026 03:04:05 GMT"},
        {"expires": 60},
        {"path": "/a b"},
        {"path": None},
        {"domain": "example.com"},
        {"secure": True},
        {"httponly": True},
        {"samesite": "strict"},
        {"samesite": "none", "secure": True},
        {"samesite": "Lax"},
        {"samesite": None},
        {"samesite": "any"},
    ]
    return [cookie(lambda response, a=a: response.set_cookie("a", **{"value": "b", **a})) for a in arguments]


def watch_partitioned() -> object:
    def act(response: Response) -> None:
        response.set_cookie("a", "b", secure=True, partitioned=True)

    result = cookie(act)
    return result if sys.version_info < (3, 14) else "from Python 3.14 on: " + str(result)


def watch_odd_names_and_values() -> object:
    names = ["a", "a-b", "__Host-a", "a b", "ü", "", "path", "$a"]
    values = ["blue pen", "a;b", '"x"', "ü", "世界", quote("世界"), "a,b", "a=b", "a\r\nX: y", "\\", "\t", "é" * 3]
    return (
        [cookie(lambda response, name=name: response.set_cookie(name, "v")) for name in names],
        [cookie(lambda response, value=value: response.set_cookie("a", value)) for value in values],
        cookie(lambda response: response.set_cookie("a", 5)),
    )


def watch_value_comes_back() -> object:
    other = FastAPI()

    @other.put("/")
    def save(value: str, response: Response) -> None:
        response.set_cookie("a", value)

    @other.get("/")
    def read(a: Annotated[str | None, Cookie()] = None) -> str | None:
        return a

    results: list[object] = []
    for value in ("pen", "blue pen", "a;b", '"x"', "ü", "a,b", ""):
        client = TestClient(other)
        client.put("/", params={"value": value})
        results.append([value, client.get("/").json()])
    return results


def watch_deletion() -> object:
    arguments: list[dict[str, Any]] = [
        {},
        {"path": "/a"},
        {"domain": "example.com"},
        {"secure": True, "httponly": True},
    ]
    arguments += [{"samesite": "none"}, {"samesite": None}]
    results = [cookie(lambda response, a=a: response.delete_cookie("a", **a)) for a in arguments]
    return results, cookie(lambda response: response.delete_cookie("a", partitioned=True)) if sys.version_info < (
        3,
        14,
    ) else None


def watch_time_of_a_deletion() -> object:
    response = Response()
    response.delete_cookie("a")
    header = response.headers["set-cookie"]
    found = re.search(r"expires=(.+? GMT)", header)
    past = found and datetime.strptime(found[1], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC) <= datetime.now(UTC)
    return bool(past), "Max-Age=0" in header


def watch_several_cookies() -> object:
    other = FastAPI()

    @other.get("/")
    def read(response: Response) -> int:
        response.set_cookie("a", "1")
        response.set_cookie("b", "2")
        response.set_cookie("a", "3")
        response.delete_cookie("b")
        return 1

    client = TestClient(other)
    written = client.get("/").headers.get_list("set-cookie")
    return [re.sub(r"expires=.+? GMT", "expires=NOW", text) for text in written], dict(client.cookies)


def watch_returned_response() -> object:
    other = FastAPI()

    @other.get("/")
    def read(response: Response) -> JSONResponse:
        response.set_cookie("lost", "1")
        returned = JSONResponse({})
        returned.set_cookie("first", "1")
        returned.set_cookie("second", "2")
        return returned

    @other.get("/none", status_code=204)
    def nothing(response: Response) -> None:
        response.set_cookie("a", "1")

    return [TestClient(other).get(path).headers.get_list("set-cookie") for path in ("/", "/none")]


def watch_path_domain_and_secure_in_the_client() -> object:
    other = FastAPI()

    @other.get("/set")
    def save(response: Response) -> None:
        response.set_cookie("everywhere", "1")
        response.set_cookie("below", "1", path="/a")
        response.set_cookie("protected", "1", secure=True)
        response.set_cookie("elsewhere", "1", domain="example.com")

    @other.get("/read")
    @other.get("/a/read")
    def read(everywhere: Annotated[str | None, Cookie()] = None) -> str | None:
        return everywhere

    client = TestClient(other)
    client.get("/set")
    return [client.get(path).request.headers.get("cookie") for path in ("/read", "/a/read")]
