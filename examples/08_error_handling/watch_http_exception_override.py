"""Around the handler of HTTP errors: which class, which status, what the default one does, who else raises them."""

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from http_exception_override import answer_http_error, read_user
from starlette.exceptions import HTTPException as StarletteHTTPException


def asked(handlers: Any) -> object:
    app = FastAPI(exception_handlers=handlers)
    app.get("/users/{name}")(read_user)

    @app.get("/starlette")
    def fail() -> None:
        raise StarletteHTTPException(409, "Starlette's")

    @app.get("/number/{number}")
    def read(number: int) -> int:
        return number

    client = TestClient(app, raise_server_exceptions=False)
    paths = ("/users/ada", "/users/eve", "/nowhere", "/starlette", "/number/one")
    answers = {path: client.get(path) for path in paths} | {"post": client.post("/users/ada")}
    return {
        path: [a.status_code, a.json() if a.status_code != 422 else sorted(a.json()), a.headers.get("allow")]
        for path, a in answers.items()
    }


def saying(word: str) -> Any:
    async def answer(request: Request, exc: Any) -> JSONResponse:
        return JSONResponse({word: type(exc).__module__.split(".")[0]}, status_code=exc.status_code)

    return answer


def watch_handler_of_starlette_s_class() -> object:
    return asked({StarletteHTTPException: answer_http_error})


def watch_handler_of_fastapi_s_class_alone() -> object:
    return asked({HTTPException: answer_http_error})


def watch_handlers_of_both_classes() -> object:
    return asked({StarletteHTTPException: saying("starlette"), HTTPException: saying("fastapi")})


def watch_handler_of_a_status() -> object:
    return asked({404: saying("404")}), asked({404: saying("404"), StarletteHTTPException: saying("class")})


def watch_handler_of_405_and_of_422() -> object:
    async def teapot(request: Request, exc: Any) -> JSONResponse:
        return JSONResponse({"handled": str(exc)[:3]}, status_code=418)

    return asked({405: teapot, 422: teapot})


def watch_default_handler_and_its_registration() -> object:
    return FastAPI().exception_handlers[StarletteHTTPException] is http_exception_handler


def watch_statuses_that_allow_no_body() -> object:
    seen: dict[str, object] = {}
    for name, handler in (("own", answer_http_error), ("default", http_exception_handler)):
        for status in (204, 304, 400):
            app = FastAPI(exception_handlers={StarletteHTTPException: handler})

            @app.get("/")
            def read(status: int) -> None:
                raise HTTPException(status, "x", headers={"ETag": '"v1"'})

            answer = TestClient(app, raise_server_exceptions=False).get(f"/?status={status}")
            seen[f"{name} {status}"] = [answer.status_code, answer.text, dict(answer.headers)]
    return seen


def watch_default_handler_called_by_hand() -> object:
    import asyncio

    class BareError(Exception):
        """Any object with a status and a detail will do."""

        status_code, detail = 409, {"a": [1, None]}

    request = Request({"type": "http", "headers": []})
    errors: list[Any] = [HTTPException(404, "x", {"A": "b"}), HTTPException(304), BareError()]
    responses = [asyncio.run(http_exception_handler(request, error)) for error in errors]
    return [[type(r).__name__, r.status_code, bytes(r.body).decode(), dict(r.headers)] for r in responses]


def watch_error_of_a_security_scheme() -> object:
    from fastapi import Depends
    from fastapi.security import HTTPBasic, HTTPBearer

    seen = {}
    for scheme in (HTTPBearer(), HTTPBasic()):
        app = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})
        app.get("/", dependencies=[Depends(scheme)])(lambda: 1)
        answer = TestClient(app).get("/")
        seen[type(scheme).__name__] = [answer.status_code, answer.json(), answer.headers.get("www-authenticate")]
    return seen


def watch_errors_that_fastapi_raises_itself() -> object:
    app = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})

    @app.post("/")
    def read(value: dict[str, Any]) -> None: ...

    client = TestClient(app, raise_server_exceptions=False)
    deep = client.post("/", content=b"[" * 5000, headers={"Content-Type": "application/json"})
    return deep.status_code, deep.json(), client.get("/openapi.json").status_code, client.get("/docs/none").json()


def watch_error_of_a_mounted_application() -> object:
    from starlette.staticfiles import StaticFiles

    outer = FastAPI(exception_handlers={StarletteHTTPException: answer_http_error})
    outer.mount("/inner", FastAPI())
    outer.mount("/static", StaticFiles(directory="."))
    client = TestClient(outer)
    return [client.get(path).text for path in ("/inner/nowhere", "/static/no-such-file", "/nowhere")], client.post(
        "/static/x"
    ).text


def watch_handler_that_raises_the_error_again() -> object:
    async def again(request: Request, exc: Any) -> Any:
        raise exc

    async def translate(request: Request, exc: Any) -> Any:
        if exc.status_code == 404:
            raise HTTPException(410, "translated")
        return JSONResponse({"seen": exc.status_code}, status_code=exc.status_code)

    def answered(handler: Any) -> object:
        app = FastAPI(exception_handlers={StarletteHTTPException: handler})
        app.get("/users/{name}")(read_user)
        client = TestClient(app, raise_server_exceptions=False)
        return [[a.status_code, a.text] for a in (client.get("/users/eve"), client.get("/nowhere"))]

    return answered(again), answered(translate)


def watch_exception_middleware_of_starlette_alone() -> object:
    """Its default handlers, which FastAPI replaces: plain text, no body for 204 and 304."""
    from starlette.applications import Starlette
    from starlette.routing import Route, WebSocketRoute

    def fail(request: Request) -> Any:
        status = int(request.query_params["status"])
        raise StarletteHTTPException(status, headers={"X-A": "1"})

    async def refuse(websocket: Any) -> None:
        from starlette.exceptions import WebSocketException

        raise WebSocketException(1008, "no")

    application = Starlette(routes=[Route("/", fail), WebSocketRoute("/ws", refuse)])
    client = TestClient(application, raise_server_exceptions=False)
    answers = [client.get(f"/?status={status}") for status in (204, 304, 404, 499)]
    try:
        with client.websocket_connect("/ws"):
            refused = "connected"
    except Exception as error:
        refused = f"{type(error).__name__} {getattr(error, 'code', '')} {getattr(error, 'reason', '')}"
    return [[a.status_code, a.text, a.headers.get("content-type"), a.headers.get("x-a")] for a in answers], refused


def watch_middleware_used_on_its_own() -> object:
    from starlette.middleware.errors import ServerErrorMiddleware
    from starlette.middleware.exceptions import ExceptionMiddleware

    async def fail(scope: Any, receive: Any, send: Any) -> None:
        raise StarletteHTTPException(418, "plain ASGI")

    async def break_down(scope: Any, receive: Any, send: Any) -> None:
        raise KeyError("plain ASGI")

    def sync_handler(request: Request, exc: Exception) -> JSONResponse:
        return JSONResponse({"sync": type(exc).__name__}, status_code=500)

    applications: list[Any] = [
        ExceptionMiddleware(fail),
        ExceptionMiddleware(fail, handlers={418: saying("status")}),
        ExceptionMiddleware(fail, debug=True),
        ServerErrorMiddleware(break_down),
        ServerErrorMiddleware(break_down, handler=sync_handler),
    ]
    answers = [TestClient(application, raise_server_exceptions=False).get("/") for application in applications]
    return [[answer.status_code, answer.text] for answer in answers]
