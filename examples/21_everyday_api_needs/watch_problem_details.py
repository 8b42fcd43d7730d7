"""Around problem details: odd statuses, details and headers, other sources of errors, and documentation."""

from http import HTTPStatus
from typing import Any

from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi import HTTPException as FastAPIHTTPException
from fastapi.testclient import TestClient
from problem_details import Problem, app, http_error, server_error, validation_error
from starlette.exceptions import HTTPException


def made() -> FastAPI:
    own = FastAPI()
    handlers: list[tuple[Any, Any]] = [(HTTPException, http_error), (Exception, server_error)]
    for kind, handler in handlers:
        own.add_exception_handler(kind, handler)
    return own


def answer(error: Exception) -> object:
    own = made()

    @own.get("/")
    def read() -> None:
        raise error

    response = TestClient(own, raise_server_exceptions=False).get("/")
    return [response.status_code, response.text, sorted(response.headers.items())]


def watch_phrases_of_statuses() -> object:
    return [
        [status.value, status.phrase] for status in HTTPStatus if status.value in (413, 414, 416, 418, 422, 425, 431)
    ]


def watch_errors_of_each_kind() -> object:
    return [
        answer(FastAPIHTTPException(409)),
        answer(FastAPIHTTPException(409, {"code": 7})),
        answer(FastAPIHTTPException(401, headers={"WWW-Authenticate": "Bearer"})),
        answer(HTTPException(503, headers={"Retry-After": "5"})),
        answer(HTTPException(204)),
        answer(HTTPException(304)),
        answer(HTTPException(499)),
        answer(ValueError("secret")),
    ]


def watch_bodies_that_are_invalid() -> object:
    from fastapi.exceptions import RequestValidationError

    own = made()
    handler: Any = validation_error
    own.add_exception_handler(RequestValidationError, handler)

    @own.post("/")
    def create(items: list[dict[str, int]]) -> int:
        return len(items)

    asked = TestClient(own, raise_server_exceptions=False)
    texts = [b"[", b"", b"{}", b'[{"a": "x"}, {"b/c": null}]', b'[{"a": "\\ud800"}]', b'[{"a": 1e999}]']
    answers = [asked.post("/", content=text, headers={"Content-Type": "application/json"}) for text in texts]
    return [[one.status_code, one.text] for one in answers]


def watch_errors_outside_the_routes() -> object:
    own = made()

    @own.middleware("http")
    async def refuse(request: Request, call_next: Any) -> Any:
        if request.url.path == "/refused":
            raise HTTPException(403, "refused")
        return await call_next(request)

    def failing() -> None:
        raise HTTPException(429, "slow down")

    own.get("/limited", dependencies=[Depends(failing)])(lambda: "ok")
    own.mount("/mounted", FastAPI())
    asked = TestClient(own, raise_server_exceptions=False)
    answers = [asked.get(path) for path in ("/refused", "/limited", "/mounted/none")]
    return [[one.status_code, one.text, one.headers.get("content-type")] for one in answers]


def watch_handler_by_status() -> object:
    own = made()
    by_status: Any = server_error
    own.add_exception_handler(404, by_status)
    return TestClient(own, raise_server_exceptions=False).get("/none").json()


def watch_websocket_that_fails() -> object:
    own = made()

    @own.websocket("/")
    async def talk(websocket: WebSocket) -> None:
        raise HTTPException(403, "no")

    try:
        with TestClient(own).websocket_connect("/"):
            return "accepted"
    except BaseException as error:
        return type(error).__name__


def watch_members_that_are_no_json() -> object:
    told = []
    for value in (float("nan"), {1, 2}, b"x", "\ud800"):
        try:
            told.append(bytes(Problem(400, value=value).body).decode())
        except Exception as error:
            told.append(type(error).__name__)
    return told


def watch_openapi() -> object:
    return app.openapi()
