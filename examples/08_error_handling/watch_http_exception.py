"""Around HTTPException: what may be a detail, a status, a header, and where it may be raised."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.exceptions import HTTPException as StarletteHTTPException


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def answer_to(error: Exception) -> object:
    raising = FastAPI()

    @raising.get("/")
    def fail() -> None:
        raise error

    response = TestClient(raising, raise_server_exceptions=False).get("/")
    return response.status_code, response.text, dict(response.headers)


class Item(BaseModel):
    name: str


def watch_details() -> object:
    details: list[Any] = ["", 0, False, [], {}, None, {"nested": [1, 2.5, None]}, "Grüße", {1: 2}, (1, 2)]
    return [answer_to(HTTPException(400, detail)) for detail in details]


def watch_details_that_json_has_no_word_for() -> object:
    details: dict[str, Any] = {
        "set": {1},
        "model": Item(name="saw"),
        "date": datetime(2026, 1, 2, tzinfo=UTC),
        "decimal": Decimal("1.5"),
        "bytes": b"\xff",
        "NaN": float("nan"),
        "surrogate": "\ud800",
    }

    def raised(detail: Any) -> object:
        failing = FastAPI()

        @failing.get("/")
        def fail() -> None:
            raise HTTPException(400, detail)

        return TestClient(failing).get("/").text

    return {name: outcome(lambda detail=detail: raised(detail)) for name, detail in details.items()}  # type: ignore[misc]


def watch_statuses_without_a_detail() -> object:
    statuses = [200, 204, 205, 302, 304, 400, 413, 416, 418, 422, 425, 451, 499, 500, 503, 599]
    return {str(status): outcome(lambda status=status: answer_to(HTTPException(status))) for status in statuses}  # type: ignore[misc]


def watch_statuses_that_allow_no_body() -> object:
    return {str(status): answer_to(HTTPException(status, "never sent", {"ETag": '"v1"'})) for status in (204, 205, 304)}


def watch_statuses_out_of_range() -> object:
    def raised(status: Any) -> object:
        failing = FastAPI()

        @failing.get("/")
        def fail() -> None:
            raise HTTPException(status)

        return TestClient(failing).get("/").status_code

    statuses: list[Any] = [0, 99, 100, 199, 600, 1000, "404", None]
    return {str(status): outcome(lambda status=status: raised(status)) for status in statuses}  # type: ignore[misc]


def watch_exception_as_an_object() -> object:
    def seen(make: Callable[[], Any]) -> object:
        error = make()
        kept = [error.status_code, error.detail, error.headers, error.args]
        return [*kept, str(error), repr(error), isinstance(error, HTTPException)]

    makers: list[Callable[[], Any]] = [
        lambda: HTTPException(404, "No such item", {"X-A": "1"}),
        lambda: StarletteHTTPException(404),
        lambda: HTTPException(499),
        lambda: StarletteHTTPException(404, detail="x"),
    ]
    return [outcome(lambda make=make: seen(make)) for make in makers]  # type: ignore[misc]


def watch_arguments() -> object:
    make: Any = HTTPException
    return [
        outcome(lambda: repr(make())),
        outcome(lambda: repr(make("404"))),
        outcome(lambda: repr(make(status_code=404, detail="x", headers=None))),
        outcome(lambda: repr(make(404, "x", None, "y"))),
    ]


def watch_copies() -> object:
    import copy
    import pickle

    error = HTTPException(404, "x", {"A": "b"})
    return [outcome(lambda: repr(copy.copy(error))), outcome(lambda: repr(pickle.loads(pickle.dumps(error))))]  # noqa: S301


def watch_starlette_s_exception() -> object:
    return answer_to(StarletteHTTPException(404, "No such item")) == answer_to(HTTPException(404, "No such item"))


def watch_subclass_with_data() -> object:
    class MissingItemError(HTTPException):
        def __init__(self, item: str) -> None:
            super().__init__(404, {"missing": item}, {"X-Item": item})

    return answer_to(MissingItemError("saw"))


def watch_exception_that_is_returned() -> object:
    returning = FastAPI()

    @returning.get("/untyped", response_model=None)
    def return_untyped() -> Any:
        return HTTPException(404, "Lost")

    @returning.get("/typed", response_model=dict[str, int])
    def return_typed() -> object:
        return HTTPException(404, "Lost")

    client = TestClient(returning, raise_server_exceptions=False)
    answers = [client.get(path) for path in ("/untyped", "/typed")]
    return [[answer.status_code, answer.text] for answer in answers]


def watch_places_where_it_is_raised() -> object:
    def refuse() -> None:
        raise HTTPException(403, "in a dependency")

    raising = FastAPI()

    @raising.get("/dependency", dependencies=[Depends(refuse)])
    def unreached() -> None: ...

    @raising.get("/async")
    async def fail() -> None:
        raise HTTPException(403, "in a coroutine")

    def starlette_route(request: Request) -> Response:
        raise HTTPException(403, "in a plain route")

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        raise HTTPException(403, "in a mounted ASGI application")

    raising.add_route("/plain", starlette_route)
    raising.mount("/asgi", asgi)
    client = TestClient(raising, raise_server_exceptions=False)
    return {path: client.get(path).text for path in ("/dependency", "/async", "/plain", "/asgi/")}


def watch_raised_in_a_validator() -> object:
    from pydantic import AfterValidator

    def refuse(value: str) -> str:
        raise HTTPException(409, "in a validator")

    raising = FastAPI()

    @raising.get("/")
    def read(q: Annotated[str, AfterValidator(refuse)]) -> str:
        return q

    answer = TestClient(raising, raise_server_exceptions=False).get("/?q=a")
    return answer.status_code, answer.text


def watch_raised_while_streaming() -> object:
    from fastapi.responses import StreamingResponse

    raising = FastAPI()

    def chunks() -> Any:
        yield "first"
        raise HTTPException(500, "too late")

    @raising.get("/")
    def stream() -> StreamingResponse:
        return StreamingResponse(chunks())

    answer = TestClient(raising, raise_server_exceptions=False).get("/")
    return answer.status_code, answer.text, outcome(lambda: TestClient(raising).get("/").text)


def watch_raised_in_a_background_task() -> object:
    from fastapi import BackgroundTasks

    raising = FastAPI()

    def fail() -> None:
        raise HTTPException(400, "in a task")

    @raising.get("/")
    def read(tasks: BackgroundTasks) -> str:
        tasks.add_task(fail)
        return "done"

    answer = TestClient(raising, raise_server_exceptions=False).get("/")
    return answer.status_code, answer.text, outcome(lambda: TestClient(raising).get("/").text)


def watch_errors_in_openapi() -> object:
    raising = FastAPI()

    @raising.get("/items/{item_id}", responses={404: {"description": "Missing"}})
    def read(item_id: int) -> None:
        raise HTTPException(404)

    return sorted(raising.openapi()["paths"]["/items/{item_id}"]["get"]["responses"])


def watch_traceback_of_an_exception_raised_for_every_request() -> object:
    kept = HTTPException(404, "kept")
    raising = FastAPI()

    @raising.get("/")
    def fail() -> None:
        raise kept

    depths: list[int] = []
    for _ in range(3):
        TestClient(raising).get("/")
        depth, traceback = 0, kept.__traceback__
        while traceback:
            depth, traceback = depth + 1, traceback.tb_next
        depths.append(depth)
    return depths == [depths[0]] * 3, depths[0] == 0
