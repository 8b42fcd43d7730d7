"""Around scopes: the order of exits, exceptions after yield, chains that are refused, tasks, and overrides."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from dependency_scope import app
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response, Security, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient


def asked(own: FastAPI, log: list[str]) -> list[object]:
    """What a request answers, with the start and end of the response in the log."""

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def note(message: Any) -> None:
            log.append(message["type"].removeprefix("http.response."))
            await send(message)

        await own(scope, receive, note)

    response = TestClient(observed, raise_server_exceptions=False).get("/")
    return [response.status_code, response.text, log]


def logged(log: list[str], name: str) -> Any:
    def resource() -> Iterator[str]:
        log.append(f"{name} opens")
        try:
            yield name
        except BaseException as error:
            log.append(f"{name} sees {type(error).__name__}")
            raise
        finally:
            log.append(f"{name} closes")

    return resource


def watch_order_of_exits() -> object:
    own, log = FastAPI(), list[str]()
    inner, outer = logged(log, "function"), logged(log, "request")

    @own.get("/")
    def read(
        one: Annotated[str, Depends(inner, scope="function")],
        two: Annotated[str, Depends(outer, scope="request")],
        three: Annotated[str, Depends(logged(log, "default"))],
        tasks: BackgroundTasks,
    ) -> str:
        tasks.add_task(lambda: log.append("task"))
        log.append("endpoint")
        return one + two + three

    return asked(own, log)


def watch_exceptions_of_the_endpoint() -> object:
    told = []
    for error in (HTTPException(418), ValueError("broken")):
        own, log = FastAPI(), list[str]()
        resources = [Depends(logged(log, "function"), scope="function"), Depends(logged(log, "request"))]
        own.get("/", dependencies=resources)(_raising(error))
        told.append(asked(own, log))
    return told


def watch_exceptions_after_yield() -> object:
    told = []
    scopes: list[Any] = ["function", "request"]
    for scope in scopes:
        for error in (HTTPException(409), ValueError("broken")):
            own, log = FastAPI(), list[str]()

            @own.get("/")
            def read(used: Annotated[int, Depends(_generator(error), scope=scope)]) -> int:
                return used

            told.append([scope, asked(own, log)])
    return told


def _raising(error: Exception) -> Any:
    def endpoint() -> None:
        raise error

    return endpoint


def _generator(error: Exception) -> Any:
    async def resource() -> AsyncIterator[int]:
        yield 1
        raise error

    return resource


def watch_chains() -> object:
    told = []
    scopes: list[Any] = [None, "function", "request", "session"]
    for outer in scopes:
        for inner in scopes:
            try:
                own, log = FastAPI(), list[str]()
                first = logged(log, "inner")

                def second(used: Annotated[str, Depends(first, scope=inner)]) -> Iterator[str]:
                    yield used

                own.get("/")(_endpoint(second, outer))
                told.append([outer, inner, asked(own, log)])
            except Exception as error:
                told.append([outer, inner, type(error).__name__])
    return told


def _endpoint(dependency: Any, scope: Any) -> Any:
    def read(used: Annotated[str, Depends(dependency, scope=scope)]) -> str:
        return used

    return read


def watch_stream_of_function_scope() -> object:
    own, log = FastAPI(), list[str]()

    @own.get("/")
    def read(used: Annotated[str, Depends(logged(log, "function"), scope="function")]) -> StreamingResponse:
        return StreamingResponse(iter([used]))

    return asked(own, log)


def watch_cache_and_override() -> object:
    own, log = FastAPI(), list[str]()
    resource = logged(log, "shared")

    @own.get("/")
    def read(
        one: Annotated[str, Depends(resource, scope="function")],
        two: Annotated[str, Depends(resource, scope="function")],
        three: Annotated[str, Depends(resource, scope="request")],
        four: Annotated[str, Depends(resource, scope="function", use_cache=False)],
    ) -> str:
        return one + two + three + four

    before = asked(own, list(log))
    own.dependency_overrides[resource] = logged(log, "other")
    return before, asked(own, log)


def watch_response_changed_after_yield() -> object:
    told = []
    scopes: list[Any] = ["function", "request"]
    for scope in scopes:
        own = FastAPI()

        def stamp(response: Response) -> Iterator[None]:
            response.headers["X-Before"] = "1"
            yield
            response.headers["X-After"] = "1"

        own.get("/", dependencies=[Depends(stamp, scope=scope)])(lambda: "ok")
        response = TestClient(own).get("/")
        told.append([scope, response.headers.get("x-before"), response.headers.get("x-after")])
    return told


def watch_websocket_and_security() -> object:
    own, log = FastAPI(), list[str]()

    @own.websocket("/")
    async def talk(
        websocket: WebSocket,
        one: Annotated[str, Depends(logged(log, "function"), scope="function")],
        two: Annotated[str, Depends(logged(log, "request"), scope="request")],
    ) -> None:
        await websocket.accept()
        await websocket.send_text(one + two)

    with TestClient(own).websocket_connect("/") as session:
        text = session.receive_text()
    try:
        secured: Any = Security
        secured(logged(log, "x"), scopes=["a"], scope="function")
        told = "accepted"
    except TypeError as error:
        told = str(error)
    return text, log, told


def watch_openapi() -> object:
    return app.openapi()
