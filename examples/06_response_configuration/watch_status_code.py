"""Around status codes: codes without a body, dependencies, returned responses, names, the documentation."""

import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Response, status
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.testclient import TestClient
from status_code import app


def returning(value: object) -> Callable[[], object]:
    """An endpoint without parameters that returns the value."""
    return lambda: value


def answer(other: FastAPI, method: str = "GET", path: str = "/") -> object:
    try:
        response = TestClient(other, follow_redirects=False).request(method, path)
        return response.status_code, response.text, dict(response.headers)
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_default_of_every_method() -> object:
    other = FastAPI()
    for method in ("get", "put", "post", "delete", "options", "patch", "trace"):
        getattr(other, method)("/")(lambda: 1)
    client = TestClient(other)
    return [client.request(m, "/").status_code for m in ("GET", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "TRACE")]


def watch_codes_without_a_body() -> object:
    results = []
    for code in (204, 205, 304):
        other = FastAPI()
        other.post("/", status_code=code, response_model=None)(lambda: None)
        other.put("/", status_code=code, response_model=None)(lambda: {"a": 1})
        other.patch("/", status_code=code, response_class=PlainTextResponse, response_model=None)(lambda: "a")
        results.append([answer(other, method) for method in ("POST", "PUT", "PATCH")])
        results.append([other.openapi()["paths"]])
    return results


def watch_code_without_a_body_and_a_model() -> object:
    results = []
    for code in (100, 199, 204, 205, 304, 200, 206):
        try:
            FastAPI().post("/", status_code=code, response_model=int)(lambda: 1)
            results.append("accepted")
        except AssertionError as error:
            results.append(str(error))
    for responses in (
        {204: {"model": int}},
        {"304": {"model": int}},
        {"default": {"model": int}},
        {"2XX": {"model": int}},
    ):
        try:
            FastAPI().post("/", responses=responses)(lambda: 1)  # type: ignore[arg-type]
            results.append("accepted")
        except AssertionError as error:
            results.append(str(error))
    return results


def watch_code_changed_to_one_without_a_body() -> object:
    results = []
    for code in (204, 304, 205):
        other = FastAPI()

        @other.get("/typed")
        def typed(response: Response, code: int = code) -> dict[str, int]:
            response.status_code = code
            return {"a": 1}

        @other.get("/untyped", response_model=None)
        def untyped(response: Response, code: int = code) -> object:
            response.status_code = code
            return {"a": 1}

        results.append([answer(other, path=path) for path in ("/typed", "/untyped")])
    return results


def watch_members_of_the_enum() -> object:
    other = FastAPI()

    @other.get("/", status_code=HTTPStatus.ACCEPTED, responses={HTTPStatus.CONFLICT: {"description": "Taken."}})
    def read() -> int:
        return 1

    @other.get("/changed", status_code=HTTPStatus.CREATED)
    def change(response: Response) -> int:
        response.status_code = HTTPStatus.IM_A_TEAPOT
        return 1

    try:
        paths: object = other.openapi()["paths"]
    except Exception as error:
        paths = f"{type(error).__name__}: {str(error)[:80]}"
    return answer(other), answer(other, path="/changed"), paths


def watch_dependency_and_endpoint() -> object:
    def accept(response: Response) -> None:
        response.status_code = 202

    other = FastAPI(dependencies=[Depends(accept)])

    @other.get("/", status_code=201)
    def read() -> int:
        return 1

    @other.get("/endpoint", status_code=201)
    def read_other(response: Response, unset: bool = False) -> int | None:
        before = response.status_code
        response.status_code = None if unset else 203  # type: ignore[assignment]
        return before

    @other.get("/returned", status_code=201)
    def read_returned() -> JSONResponse:
        return JSONResponse({"a": 1})

    return [answer(other, path=path) for path in ("/", "/endpoint", "/endpoint?unset=1", "/returned")]


def watch_returned_response() -> object:
    made = [
        JSONResponse({"a": 1}),
        JSONResponse({"a": 1}, 418),
        Response(),
        Response(None, 204),
        RedirectResponse("/x"),
    ]
    results = []
    for declared in (None, 201, 204):
        other = FastAPI()
        for number, response in enumerate(made):
            other.get(f"/{number}", status_code=declared)(returning(response))
        results.append([answer(other, path=f"/{number}") for number in range(len(made))])
    return results


def watch_response_class_with_a_code() -> object:
    class Teapot(PlainTextResponse):
        def __init__(self, content: Any, status_code: int = 418, **options: Any) -> None:
            super().__init__(content, status_code, **options)

    other = FastAPI()
    other.get("/", response_class=Teapot)(lambda: "tea")
    other.get("/declared", response_class=Teapot, status_code=200)(lambda: "tea")
    other.get("/redirect", response_class=RedirectResponse)(lambda: "/x")
    other.get("/redirect/declared", response_class=RedirectResponse, status_code=301)(lambda: "/x")
    paths = list(other.openapi()["paths"])
    return [answer(other, path=path) for path in paths], other.openapi()["paths"]


def watch_endpoints_that_yield() -> object:
    def read() -> Iterator[int]:
        yield from (1, 2)

    async def read_async() -> AsyncIterator[int]:
        yield 1

    def change(response: Response) -> Iterator[int]:
        response.status_code = 203
        yield 1

    def untyped():  # type: ignore[no-untyped-def]  # noqa: ANN202
        for number in range(3):
            yield {"i": number}

    results: list[object] = []
    for endpoint in (read, read_async, change, untyped):
        for options in ({}, {"status_code": 202}):
            other = FastAPI()
            try:
                other.get("/", **options)(endpoint)  # type: ignore[arg-type]
                results.append(answer(other))
            except Exception as error:
                results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results


def watch_exceptions_with_odd_codes() -> object:
    other = FastAPI()

    @other.get("/{code}")
    def fail(code: int) -> None:
        raise HTTPException(code)

    return [answer(other, path=f"/{code}") for code in (204, 304, 404, 418, 422, 499, 599)]


def watch_odd_declarations() -> object:
    results = []
    for code in ("201", 299, 999, 0, None, 200.0):
        other = FastAPI()
        try:
            other.get("/", status_code=code)(lambda: 1)  # type: ignore[arg-type]
            results.append([answer(other), list(other.openapi()["paths"]["/"]["get"]["responses"])])
        except Exception as error:
            results.append([f"{type(error).__name__}: {str(error)[:80]}"])
    return results


def watch_informational_codes() -> object:
    return [[code, dict(Response("a", code).headers)] for code in (100, 103, 199, 200, 204, 205, 304)]


def watch_descriptions_of_declared_codes() -> object:
    other = FastAPI()
    for code in (201, 202, 204, 400, 404, 422, 500):
        other.get(f"/{code}", status_code=code, response_model=None)(lambda item_id=1: item_id)
    return other.openapi()["paths"]


def watch_names() -> object:
    names = sorted(name for name in status.__all__ if name.startswith(("HTTP_", "WS_")))
    return [[name, getattr(status, name)] for name in names]


def watch_names_that_the_rfcs_have_changed() -> object:
    names = ["HTTP_422_UNPROCESSABLE_ENTITY", "HTTP_413_REQUEST_ENTITY_TOO_LARGE", "HTTP_414_REQUEST_URI_TOO_LONG"]
    names += ["HTTP_416_REQUESTED_RANGE_NOT_SATISFIABLE", "HTTP_422_UNPROCESSABLE_CONTENT", "WS_1004_NO_STATUS_RCVD"]
    results = []
    for name in names:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            value = getattr(status, name, "unknown")
        results.append([name, value, [f"{w.category.__name__}: {w.message}" for w in caught]])
    return results


def watch_dependency_that_fails_after_a_changed_code() -> object:
    def change(response: Response) -> Iterator[None]:
        response.status_code = 202
        yield

    def fail(_: Annotated[None, Depends(change)]) -> None:
        raise HTTPException(409)

    other = FastAPI()
    other.get("/", dependencies=[Depends(fail)])(lambda: 1)
    return answer(other)


def watch_all_names_and_their_codes() -> object:
    return {name: value for name, value in sorted(vars(status).items()) if name.startswith(("HTTP_", "WS_"))}
