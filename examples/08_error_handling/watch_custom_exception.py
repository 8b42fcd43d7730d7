"""Around exceptions of one's own: dependencies, other ways to register, groups, what the server sees."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

from custom_exception import SeatTakenError, explain_taken_seat
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def fail() -> None:
    raise SeatTakenError("1A")


def watch_unhandled_exception_for_client_and_server() -> object:
    bare = FastAPI()
    bare.get("/")(fail)
    answer = TestClient(bare, raise_server_exceptions=False).get("/")
    return answer.status_code, answer.text, dict(answer.headers), outcome(lambda: TestClient(bare).get("/").text)


def watch_ways_to_register() -> object:
    given = FastAPI(exception_handlers={SeatTakenError: explain_taken_seat})
    added, decorated = FastAPI(), FastAPI()
    added.add_exception_handler(SeatTakenError, explain_taken_seat)  # type: ignore[arg-type]
    decorator = decorated.exception_handler(SeatTakenError)
    same = decorator(explain_taken_seat) is explain_taken_seat
    answers = []
    for app in (given, added, decorated):
        app.get("/")(fail)
        answers.append(TestClient(app).get("/").json())
    return answers, same


def watch_exception_of_a_dependency() -> object:
    handled = FastAPI(exception_handlers={SeatTakenError: explain_taken_seat})
    handled.get("/", dependencies=[Depends(fail)])(lambda: None)
    answer = TestClient(handled).get("/")
    return answer.status_code, answer.json()


def watch_order_of_dependency_and_handler() -> object:
    order: list[str] = []
    ordered = FastAPI()

    def watch() -> Iterator[None]:
        try:
            yield
        except SeatTakenError:
            order.append("dependency")
            raise
        finally:
            order.append("closed")

    async def watch_async() -> AsyncIterator[None]:
        try:
            yield
        except SeatTakenError:
            order.append("async dependency")
            raise

    @ordered.exception_handler(SeatTakenError)
    async def answer(request: Request, exc: SeatTakenError) -> JSONResponse:
        order.append("handler")
        return JSONResponse({}, status_code=409)

    ordered.get("/", dependencies=[Depends(watch), Depends(watch_async)])(fail)
    return TestClient(ordered).get("/").status_code, order


def watch_state_of_a_dependency_in_the_handler() -> object:
    stateful = FastAPI()
    used: list[str] = []

    def session(request: Request) -> Iterator[None]:
        request.state.session = "open"
        yield
        request.state.session = "closed"

    @stateful.exception_handler(SeatTakenError)
    async def answer(request: Request, exc: SeatTakenError) -> JSONResponse:
        used.append(request.state.session)
        return JSONResponse({"session": request.state.session}, status_code=409)

    stateful.get("/", dependencies=[Depends(session)])(fail)
    return TestClient(stateful).get("/").json(), used


def watch_exception_with_a_cause_and_in_a_group() -> object:
    handled = FastAPI(exception_handlers={SeatTakenError: explain_taken_seat})

    @handled.get("/cause")
    def with_a_cause() -> None:
        try:
            raise KeyError("1A")
        except KeyError as error:
            raise SeatTakenError("1A") from error

    @handled.get("/group")
    def in_a_group() -> None:
        raise ExceptionGroup("booking", [SeatTakenError("1A")])

    client = TestClient(handled, raise_server_exceptions=False)
    return [client.get(path).status_code for path in ("/cause", "/group")]


def watch_exception_that_is_an_http_exception_too() -> object:
    class GoneError(SeatTakenError, HTTPException):
        def __init__(self) -> None:
            HTTPException.__init__(self, 410, "gone")
            self.seat = "1A"

    class ReverseError(HTTPException, SeatTakenError):
        def __init__(self) -> None:
            HTTPException.__init__(self, 410, "gone")
            self.seat = "1A"

    def raised(error: type[Exception]) -> object:
        handled = FastAPI(exception_handlers={SeatTakenError: explain_taken_seat})

        @handled.get("/")
        def read() -> None:
            raise error()

        answer = TestClient(handled).get("/")
        return answer.status_code, answer.json()

    return raised(GoneError), raised(ReverseError)


def watch_keys_that_are_no_exceptions() -> object:
    def registered(key: Any) -> object:
        app = FastAPI()
        app.exception_handler(key)(explain_taken_seat)
        app.get("/")(fail)
        return TestClient(app).get("/").status_code

    def served(key: Any) -> object:
        answer = outcome(lambda: registered(key))
        return answer if isinstance(answer, int) else str(answer)[:60]

    return {
        str(key): served(key) for key in (BaseException, KeyboardInterrupt, int, "SeatTakenError", None, 409, "409")
    }


def watch_handler_registered_after_the_first_request() -> object:
    late = FastAPI()
    late.get("/")(fail)
    client = TestClient(late, raise_server_exceptions=False)
    before = client.get("/").status_code
    added = outcome(lambda: late.exception_handler(SeatTakenError)(explain_taken_seat) is explain_taken_seat)
    return before, added, client.get("/").status_code


def watch_exception_with_parameters_named_like_the_handler_s() -> object:
    """A handler with defaults, with dependencies in its signature, and one that takes too little."""
    seen: dict[str, object] = {}

    async def with_a_default(request: Request, exc: SeatTakenError, extra: str = "default") -> JSONResponse:
        return JSONResponse({"extra": extra})

    async def with_a_dependency(
        request: Request, exc: SeatTakenError, extra: Annotated[Any, Depends(lambda: "resolved")] = "not resolved"
    ) -> JSONResponse:
        return JSONResponse({"extra": extra})

    async def too_little(request: Request) -> JSONResponse:
        return JSONResponse({})

    handlers: list[Any] = [with_a_default, with_a_dependency, too_little]
    for handler in handlers:
        app = FastAPI(exception_handlers={SeatTakenError: handler})
        app.get("/")(fail)
        answer = outcome(lambda app=app: TestClient(app).get("/").json())  # type: ignore[misc]
        seen[handler.__name__] = str(answer).split(".")[0]
    return seen
