"""Around headers of errors: what is lost, what can be replaced, and what cannot be sent."""

from collections.abc import Callable, Mapping
from typing import Any

from error_headers import app
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.testclient import TestClient


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def answer_to(error: Exception) -> list[Any]:
    raising = FastAPI()

    @raising.get("/")
    def fail(response: Response) -> None:
        response.headers["X-Lost"] = "set on the parameter"
        response.set_cookie("lost", "set on the parameter")
        response.status_code = 202
        raise error

    response = TestClient(raising).get("/")
    return [response.status_code, response.text, response.headers.multi_items()]


def sent(headers: Any) -> object:
    return outcome(lambda: answer_to(HTTPException(400, "No", headers)))


def watch_headers_and_cookies_of_the_response_parameter() -> object:
    return answer_to(HTTPException(400, "No"))


def watch_headers_that_are_sent() -> object:
    headers: dict[str, Any] = {
        "several": {"Retry-After": "30", "X-Limit": "5"},
        "empty": {},
        "content type": {"Content-Type": "application/problem+json"},
        "content type of text": {"content-type": "text/plain; charset=latin-1"},
        "content length": {"Content-Length": "5"},
        "cookie": {"Set-Cookie": "a=b; Path=/"},
        "two spellings": {"X-A": "1", "x-a": "2"},
        "latin-1": {"X-A": "Grüße"},
        "empty value": {"X-A": ""},
        "spaces": {"X-A": "  a  "},
        "charset": {"Vary": "Accept"},
    }
    return {name: sent(given) for name, given in headers.items()}


def watch_headers_that_cannot_be_sent() -> object:
    headers: dict[str, Any] = {
        "not latin-1": {"X-A": "→"},
        "number": {"Retry-After": 30},
        "None": {"X-A": None},
        "bytes": {b"X-A": b"1"},
        "list of pairs": [("X-A", "1"), ("X-A", "2")],
        "surrogate": {"X-A": "\ud800"},
    }
    return {name: sent(given) for name, given in headers.items()}


def watch_other_mappings_as_headers() -> object:
    from types import MappingProxyType

    from starlette.datastructures import Headers, MutableHeaders

    mappings: list[Mapping[str, str]] = [
        Headers({"X-A": "1"}),
        MutableHeaders({"X-A": "1"}),
        MappingProxyType({"X-A": "1"}),
        Headers(raw=[(b"x-a", b"1"), (b"x-a", b"2")]),
    ]
    return [outcome(lambda given=given: answer_to(HTTPException(400, "No", given))[2]) for given in mappings]  # type: ignore[misc]


def watch_headers_of_statuses_without_a_body() -> object:
    return [answer_to(HTTPException(status, headers={"ETag": '"v1"', "Content-Length": "9"})) for status in (204, 304)]


def watch_headers_kept_by_the_exception() -> object:
    headers = {"WWW-Authenticate": "Bearer"}
    error = HTTPException(401, headers=headers)
    return error.headers is headers, HTTPException(401).headers, answer_to(error)[2], headers


def watch_headers_of_the_router_s_own_errors() -> object:
    client = TestClient(app)
    wrong_method, missing = client.post("/me"), client.get("/nowhere")
    return wrong_method.headers.multi_items(), missing.headers.multi_items()


def watch_allow_of_two_methods_and_of_a_router() -> object:
    from fastapi import APIRouter

    several, router = FastAPI(), APIRouter(prefix="/router")
    several.api_route("/both", methods=["GET", "PUT"])(lambda: 1)
    several.get("/apart")(lambda: 1)
    several.put("/apart")(lambda: 1)
    router.get("/one")(lambda: 1)
    router.delete("/one")(lambda: 1)
    several.include_router(router)
    client = TestClient(several)
    allowed = {path: client.patch(path).headers.get("allow", "") for path in ("/both", "/apart", "/router/one")}
    return {path: sorted(allow.split(", ")) for path, allow in allowed.items()}


def watch_headers_of_a_dependency_that_raises() -> object:
    def limit(response: Response) -> None:
        response.headers["X-Remaining"] = "0"
        raise HTTPException(429, headers={"Retry-After": "1"})

    limited = FastAPI()
    limited.get("/", dependencies=[Depends(limit)])(lambda: 1)
    answer = TestClient(limited).get("/")
    return answer.status_code, answer.headers.multi_items()


def watch_headers_added_by_a_middleware() -> object:
    stamped = FastAPI()

    @stamped.middleware("http")
    async def stamp(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["X-Stamp"] = "1"
        return response

    @stamped.get("/{kind}")
    def fail(kind: str) -> None:
        raise HTTPException(400) if kind == "http" else KeyError(kind)

    client = TestClient(stamped, raise_server_exceptions=False)
    answers = [client.get(path) for path in ("/http", "/other", "/")]
    return [[answer.status_code, answer.headers.get("x-stamp")] for answer in answers]


def watch_errors_in_openapi() -> object:
    operation = app.openapi()["paths"]["/me"]["get"]
    return operation.get("parameters"), sorted(operation["responses"]), operation.get("security")
