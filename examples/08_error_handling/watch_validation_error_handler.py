"""Around validation errors: the default body, what the handler gets, the exceptions as objects and as text."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, field_validator
from validation_error_handler import Item, app, explain, replace_item


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Account(BaseModel):
    email: str

    @field_validator("email")
    @classmethod
    def must_have_an_at(cls, value: str) -> str:
        if "@" not in value:
            raise ValueError("no @ in it")
        return value


def default_app() -> FastAPI:
    application = FastAPI()
    application.put("/items/{item_id}")(replace_item)

    @application.post("/accounts")
    def create(account: Account) -> None: ...

    @application.post("/both")
    def create_both(item: Item, account: Account) -> None: ...

    return application


def caught(application: FastAPI, method: str, path: str, **request: Any) -> RequestValidationError:
    kept: list[RequestValidationError] = []

    @application.exception_handler(RequestValidationError)
    async def keep(request: Request, exc: RequestValidationError) -> PlainTextResponse:
        kept.append(exc)
        return PlainTextResponse("kept")

    TestClient(application).request(method, path, **request)
    return kept[0]


def text_of(error: Exception) -> list[str]:
    """The text without what depends on where this file lies."""
    lines = re.sub(r'"[^"\n]*/', '"', re.sub(r"line \d+", "line N", str(error))).splitlines()
    return [line for line in lines if "'msg'" not in line]


def watch_default_body() -> object:
    answer = TestClient(default_app()).put("/items/x?store=mars", json={"prices": [1, "two"]}).json()
    return sorted(answer), [{key: value for key, value in e.items() if key != "msg"} for e in answer["detail"]]


def watch_default_body_of_a_validator_that_raises() -> object:
    return TestClient(default_app()).post("/accounts", json={"email": "ada"}).json()


def watch_null_as_a_body() -> object:
    client = TestClient(default_app())
    headers = {"Content-Type": "application/json"}
    answers = [
        client.put("/items/7", content=b"null", headers=headers),
        client.put("/items/7"),
        client.post("/both", json={"item": None, "account": {"email": "a@b"}}),
        client.post("/both", content=b"null", headers=headers),
    ]
    return [[[error["type"], error["loc"], error["input"]] for error in answer.json()["detail"]] for answer in answers]


def watch_default_body_that_json_cannot_hold() -> object:
    bodies = {
        "NaN": b'{"name": NaN}',
        "surrogate": b'{"name": "\\ud800"}',
        "huge number": b'{"name": ' + b"9" * 5000 + b"}",
        "deep": b"[" * 5000 + b"]" * 5000,
    }
    client = TestClient(default_app(), raise_server_exceptions=False)
    seen: dict[str, object] = {}
    for name, body in bodies.items():
        answer = client.put("/items/7", content=body, headers={"Content-Type": "application/json"})
        seen[name] = [answer.status_code, answer.text[:40]]
    answer = client.put("/items/7", content=b"\xff", headers={"Content-Type": "application/octet-stream"})
    seen["bytes"] = [answer.status_code, answer.text[:40]]
    return seen


def watch_what_the_handler_gets() -> object:
    error = caught(default_app(), "PUT", "/items/7", json={"name": 5, "prices": []})
    found = error.errors()[0]
    return error.body, sorted(found), found["loc"], type(found["loc"]).__name__, type(error.errors()).__name__


def watch_context_of_the_endpoint() -> object:
    error = caught(default_app(), "PUT", "/items/x", json={"name": "saw", "prices": []})
    names = ("endpoint_function", "endpoint_path")
    return text_of(error), [getattr(error, name, "absent") for name in names], len(error.args)


def watch_text_of_two_errors_and_of_a_mounted_application() -> object:
    two = caught(default_app(), "PUT", "/items/x", json={})
    seen: list[object] = []
    inner, outer = default_app(), FastAPI()

    @inner.exception_handler(RequestValidationError)
    async def keep(request: Request, exc: RequestValidationError) -> PlainTextResponse:
        seen.append(text_of(exc))
        return PlainTextResponse("kept")

    outer.mount("/v1", inner)
    TestClient(outer).put("/v1/items/x", json={"name": "saw", "prices": []})
    return text_of(two)[:1], seen


def watch_text_for_endpoints_without_a_source() -> object:
    namespace: dict[str, Any] = {}
    exec("def read(number: int): ...", namespace)  # noqa: S102
    seen = []
    for endpoint in (namespace["read"], lambda number: number):
        bare = FastAPI()
        if endpoint is not namespace["read"]:
            endpoint.__annotations__ = {"number": int}
        bare.get("/{number}")(endpoint)
        seen.append(text_of(caught(bare, "GET", "/x"))[1:])
    return seen


def watch_exceptions_made_by_hand() -> object:
    from fastapi import exceptions

    def made(name: str, *args: Any, **kwargs: Any) -> object:
        def make() -> object:
            error = getattr(exceptions, name)(*args, **kwargs)
            return [str(error), list(error.errors()), getattr(error, "body", "absent"), isinstance(error, ValueError)]

        return outcome(make)

    one: list[Any] = [{"loc": ("body",)}]
    path = {"path": "GET /"}
    place = {"function": "read", "path": "GET /", "file": "main.py", "line": 7}
    return {
        "request": made("RequestValidationError", one, body={"a": 1}),
        "none": made("RequestValidationError", []),
        "two": made("ResponseValidationError", one * 2, body="x"),
        "websocket": made("WebSocketRequestValidationError", one),
        "with a path": made("RequestValidationError", one, endpoint_ctx=path),
        "with a place": made("ResponseValidationError", one, endpoint_ctx=place),
        "without a path": made("WebSocketRequestValidationError", one, endpoint_ctx={**place, "path": ""}),
        "base": made("ValidationException", one, endpoint_ctx=path),
    }


def watch_tree_of_the_exceptions() -> object:
    from fastapi import exceptions

    names = [
        "HTTPException",
        "WebSocketException",
        "FastAPIError",
        "DependencyScopeError",
        "ValidationException",
        "RequestValidationError",
        "WebSocketRequestValidationError",
        "ResponseValidationError",
        "PydanticV1NotSupportedError",
        "FastAPIDeprecationWarning",
    ]
    kinds = {name: getattr(exceptions, name, None) for name in names}
    return {name: [base.__name__ for base in kind.__mro__[1:-2]] if kind else None for name, kind in kinds.items()}


def watch_body_of_a_form() -> object:
    form = FastAPI()

    @form.post("/")
    def create(age: Annotated[int, Form()], name: Annotated[str, Form()]) -> None: ...

    error = caught(form, "POST", "/", data={"age": "old", "name": "ada"})
    return repr(error.body), [found["loc"] for found in error.errors()]


def watch_body_that_is_no_json() -> object:
    headers = {"Content-Type": "application/json"}
    broken = caught(default_app(), "PUT", "/items/7", content=b'{"name": ', headers=headers)
    raw = caught(default_app(), "PUT", "/items/7", content=b"\xff", headers={"Content-Type": "text/plain"})
    return [[repr(error.body), [[e["type"], e["loc"]] for e in error.errors()]] for error in (broken, raw)], repr(
        broken.__cause__
    )


def watch_default_handler_reused() -> object:
    from fastapi.exception_handlers import request_validation_exception_handler

    reusing = default_app()

    @reusing.exception_handler(RequestValidationError)
    async def note(request: Request, exc: RequestValidationError) -> JSONResponse:
        response = await request_validation_exception_handler(request, exc)
        response.headers["X-Noted"] = request.url.path
        return response

    expected = TestClient(default_app()).put("/items/x", json={})
    response = TestClient(reusing).put("/items/x", json={})
    return response.status_code, response.json() == expected.json(), response.headers["x-noted"]


def watch_handler_for_422_and_for_value_error() -> object:
    def answered(key: Any) -> object:
        handled = default_app()
        handled.exception_handler(key)(explain)
        answer = TestClient(handled).put("/items/x", json={"name": "saw", "prices": []})
        return answer.status_code, sorted(answer.json())

    from fastapi import exceptions

    keys: list[Any] = [422, ValueError, exceptions.ValidationException, Exception]
    return {getattr(key, "__name__", str(key)): answered(key) for key in keys}


def watch_invalid_response_and_the_handler_of_requests() -> object:
    from fastapi.exceptions import ResponseValidationError

    def answered(handlers: Any) -> object:
        broken = FastAPI(exception_handlers=handlers)

        @broken.get("/", response_model=int)
        def read(q: Annotated[str, Query()] = "text") -> str:
            return q

        answer = TestClient(broken, raise_server_exceptions=False).get("/")
        return answer.status_code, answer.text, outcome(lambda: text_of_raised(TestClient(broken)))

    async def own(request: Request, exc: Any) -> JSONResponse:
        return JSONResponse({"body": exc.body, "errors": len(exc.errors())}, status_code=502)

    return answered({RequestValidationError: explain}), answered({ResponseValidationError: own})


def text_of_raised(client: TestClient) -> object:
    try:
        return client.get("/").status_code
    except Exception as error:
        return [type(error).__name__, text_of(error)[0], text_of(error)[-1]]


def watch_pydantic_s_own_error_in_an_endpoint() -> object:
    own = FastAPI(exception_handlers={RequestValidationError: explain})

    @own.get("/")
    def read() -> None:
        Account(email="ada")

    answer = TestClient(own, raise_server_exceptions=False).get("/")
    return answer.status_code, answer.text


def watch_validation_error_raised_by_hand() -> object:
    own = FastAPI()

    @own.get("/")
    def read() -> None:
        raise RequestValidationError(
            [{"loc": ("query", "q"), "msg": "no", "type": "own", "ctx": {"e": ValueError("x")}}]
        )

    answer = TestClient(own, raise_server_exceptions=False).get("/")
    return answer.status_code, answer.json()


def watch_document_of_the_default_body() -> object:
    document = app.openapi()
    schemas = document["components"]["schemas"]
    operation = document["paths"]["/items/{item_id}"]["put"]["responses"]
    return operation["422"], schemas["HTTPValidationError"], schemas["ValidationError"]


def watch_reserved_names_of_the_error_schemas() -> object:
    class ValidationError(BaseModel):
        mine: int

    own = FastAPI()

    @own.post("/")
    def create(error: ValidationError) -> None: ...

    return sorted(own.openapi()["components"]["schemas"])


def watch_document_with_a_422_of_one_s_own() -> object:
    own = FastAPI()

    @own.get("/{number}", responses={422: {"description": "Mine"}})
    def read(number: int) -> None: ...

    @own.get("/star/{number}", responses={"4XX": {"description": "All of them"}, "default": {"description": "Rest"}})
    def read_star(number: int) -> None: ...

    document = own.openapi()
    return [item["get"]["responses"] for item in document["paths"].values()], document.get("components")


def watch_multipart_that_is_missing_or_wrong() -> object:
    import sys
    from types import ModuleType
    from unittest import mock

    wrong, right = ModuleType("multipart"), ModuleType("multipart")
    wrong.__version__, right.__version__ = "0.2", "0.0.9"  # type: ignore[attr-defined]
    right.multipart = ModuleType("multipart.multipart")  # type: ignore[attr-defined]
    right.multipart.parse_options_header = len

    def declared(**modules: Any) -> object:
        def read(name: Annotated[str, Form()]) -> None: ...

        names = {"python_multipart": None, "multipart": None, "multipart.multipart": None} | modules
        with mock.patch.dict(sys.modules, names):
            return outcome(lambda: FastAPI().post("/")(read) is read)

    return (
        declared(),
        declared(multipart=wrong),
        declared(multipart=right, **{"multipart.multipart": right.multipart}),
    )
