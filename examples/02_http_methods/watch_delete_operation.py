"""Around a DELETE: statuses without a body, bodies where none is allowed, other answers, the status constants."""

import asyncio
import warnings
from typing import Any

from delete_operation import app, books
from fastapi import Body, FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

CODES = [100, 199, 200, 202, 204, 205, 206, 304, 404]


def raw(served: Any, path: str = "/") -> list[Any]:
    """Status, headers and body as the application sends them."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "DELETE", "path": path, "raw_path": path.encode(), "query_string": b""}
    try:
        asyncio.run(served({**scope, "headers": [], "root_path": ""}, receive, send))
    except Exception as error:
        return [type(error).__name__]
    headers = sorted([name.decode(), value.decode()] for name, value in sent[0]["headers"])
    return [sent[0]["status"], headers, [message.get("body", b"").decode() for message in sent[1:]]]


def watch_headers_of_the_204() -> object:
    kept = dict(books)
    answer = raw(app, "/books/7")
    books.update(kept)
    return answer


def watch_value_where_no_body_is_allowed() -> object:
    results = {}
    for code in CODES:
        one = FastAPI()
        one.delete("/", status_code=code)(lambda: {"deleted": True})
        results[code] = raw(one)
    return results


def watch_none_where_no_body_is_allowed() -> object:
    def nothing() -> None: ...

    results = {}
    for code in CODES:
        one = FastAPI()
        one.delete("/", status_code=code)(nothing)
        results[code] = [raw(one), one.openapi()["paths"]["/"]["delete"]["responses"][str(code)]]
    return results


def watch_return_type_where_no_body_is_allowed() -> object:
    def delete() -> dict[str, bool]:
        return {"deleted": True}

    results = {}
    for code in CODES:
        one = FastAPI()
        try:
            one.delete("/", status_code=code)(delete)
            results[code] = "accepted"
        except Exception as error:
            results[code] = f"{type(error).__name__}: {error}"
    return results


def watch_none_as_text_where_no_body_is_allowed() -> object:
    """As with `from __future__ import annotations`."""

    def nothing() -> "None": ...

    results = {}
    for code in CODES:
        one = FastAPI()
        try:
            one.delete("/", status_code=code)(nothing)
            results[code] = raw(one)
        except Exception as error:
            results[code] = [f"{type(error).__name__}: {error}"]
    return results


def watch_return_types_beside_a_204() -> object:
    def response() -> Response:
        return Response(status_code=204)

    def optional() -> dict[str, bool] | None:
        return None

    results = {}
    for endpoint in (response, optional):
        one = FastAPI()
        try:
            one.delete("/", status_code=204)(endpoint)
            results[endpoint.__name__] = raw(one)
        except Exception as error:
            results[endpoint.__name__] = [f"{type(error).__name__}: {error}"]
    return results


def watch_response_models_of_other_statuses_without_a_body() -> object:
    results = {}
    for code in [204, 205, 304, "204", "2XX", "default"]:
        one = FastAPI()
        responses: Any = {code: {"model": dict[str, bool]}}
        try:
            one.delete("/", responses=responses)(lambda: None)
            results[str(code)] = sorted(one.openapi()["paths"]["/"]["delete"]["responses"])
        except Exception as error:
            results[str(code)] = [f"{type(error).__name__}: {error}"]
    return results


def watch_returned_responses() -> object:
    one = FastAPI()
    one.delete("/bare")(lambda: Response(status_code=204))
    one.delete("/json", status_code=204)(lambda: JSONResponse({"deleted": True}))
    one.delete("/body")(lambda: Response(b"text", status_code=204))
    return [raw(one, path) for path in ("/bare", "/json", "/body")]


def watch_status_changed_to_204_in_the_function() -> object:
    one = FastAPI()

    @one.delete("/")
    def delete(response: Response) -> dict[str, bool]:
        response.status_code = 204
        return {"deleted": True}

    return raw(one)


def watch_error_with_a_status_without_a_body() -> object:
    one = FastAPI()

    @one.delete("/{code}")
    def delete(code: int) -> None:
        raise HTTPException(code, detail="text", headers={"X-Reason": "gone"})

    return {code: raw(one, f"/{code}") for code in (204, 304, 404, 410)}


def watch_body_of_a_delete() -> object:
    one = FastAPI()

    @one.delete("/", status_code=200)
    def delete(ids: list[int] = Body(embed=True)) -> int:
        return len(ids)

    client = TestClient(one)
    answers = [client.request("DELETE", "/", json={"ids": [1, 2]}), client.delete("/")]
    return [[r.status_code, r.text] for r in answers], one.openapi()["paths"]["/"]["delete"]["requestBody"]


def watch_error_bodies() -> object:
    client = TestClient(app)
    return [client.delete(path).text for path in ("/books/9", "/books/all", "/books")]


def watch_document() -> object:
    return app.openapi()


def watch_status_constants() -> object:
    from fastapi import status

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = [name for name in dir(status) if name.startswith(("HTTP_", "WS_"))]
        return {name: getattr(status, name) for name in names}


def watch_deprecated_and_unknown_status_constants() -> object:
    from fastapi import status

    results: dict[str, object] = {}
    for name in ["413_REQUEST_ENTITY_TOO_LARGE", "414_REQUEST_URI_TOO_LONG", "416_REQUESTED_RANGE_NOT_SATISFIABLE"]:
        results[name] = constant(status, f"HTTP_{name}")
    for name in ["HTTP_422_UNPROCESSABLE_ENTITY", "HTTP_422_UNPROCESSABLE_CONTENT", "HTTP_499_UNKNOWN"]:
        results[name] = constant(status, name)
    return results


def constant(module: Any, name: str) -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = getattr(module, name)
        except AttributeError as error:
            value = str(error)
    return value, [[warning.category.__name__, str(warning.message)] for warning in caught]
