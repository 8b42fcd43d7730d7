"""Around yield and exceptions: who sees them, who may change the answer, and misshapen generators."""

import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient


class DomainError(Exception): ...


def serve(*dependencies: Callable[..., Any], raised: BaseException | None = None, handled: bool = False) -> FastAPI:
    app = FastAPI(dependencies=[Depends(dependency) for dependency in dependencies])
    if handled:

        @app.exception_handler(DomainError)
        async def explain(request: Request, exc: DomainError) -> JSONResponse:
            return JSONResponse({"handled": str(exc)}, status_code=418)

    @app.get("/")
    def read() -> str:
        if raised:
            raise raised
        return "done"

    return app


def ask(app: FastAPI) -> object:
    """The answer that the client gets, and the exception that the server gets."""
    response = TestClient(app, raise_server_exceptions=False).get("/")
    try:
        TestClient(app).get("/")
    except Exception as error:
        return response.status_code, response.text, f"{type(error).__name__}: {error}"[:120]
    return response.status_code, response.text


def catching(*, act: str, seen: list[str] | None = None) -> Callable[[], Iterator[None]]:
    def dependency() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if seen is not None:
                seen.append(type(error).__name__)
            if act == "swallow":
                return
            if act == "http":
                raise HTTPException(409, "translated") from error
            if act == "domain":
                raise DomainError("translated") from error
            raise

    return dependency


def catching_async(*, act: str) -> Callable[[], AsyncIterator[None]]:
    async def dependency() -> AsyncIterator[None]:
        with contextlib.contextmanager(catching(act=act))():
            yield

    return dependency


ERRORS: dict[str, Callable[[], Exception]] = {
    "KeyError": lambda: KeyError("lost"),
    "HTTPException": lambda: HTTPException(404, "missing", {"X-Reason": "gone"}),
    "DomainError": lambda: DomainError("mine"),
}


def watch_exception_of_the_endpoint_caught_in_the_dependency() -> object:
    return {
        f"{name}, {act}": ask(serve(catching(act=act), raised=make(), handled=True))
        for name, make in ERRORS.items()
        for act in ("raise", "swallow", "http", "domain")
    }


def watch_exception_caught_in_an_async_dependency() -> object:
    return {
        act: ask(serve(catching_async(act=act), raised=KeyError("lost"), handled=True))
        for act in ("raise", "swallow", "http", "domain")
    }


def watch_exception_before_yield() -> object:
    def failing(error: Exception) -> Callable[[], Iterator[None]]:
        def dependency() -> Iterator[None]:
            raise error
            yield

        return dependency

    seen: list[str] = []
    answers = {
        name: ask(serve(catching(act="raise", seen=seen), failing(make()), handled=True))
        for name, make in ERRORS.items()
    }
    return answers, seen


def watch_exception_after_yield() -> object:
    def failing(error: Exception) -> Callable[[], Iterator[None]]:
        def dependency() -> Iterator[None]:
            yield
            raise error

        return dependency

    seen: list[str] = []
    answers = {
        name: ask(serve(catching(act="raise", seen=seen), failing(make()), handled=True))
        for name, make in ERRORS.items()
    }
    return answers, seen


def watch_exception_after_yield_in_function_scope() -> object:
    options: dict[str, Any] = {"scope": "function"}

    def failing(error: Exception) -> FastAPI:
        def dependency() -> Iterator[None]:
            yield
            raise error

        app = serve(handled=True)

        @app.get("/late", dependencies=[Depends(dependency, **options)])
        def read() -> str:
            return "done"

        return app

    try:
        clients = {name: TestClient(failing(make()), raise_server_exceptions=False) for name, make in ERRORS.items()}
    except TypeError as error:
        return str(error)
    answers = {name: client.get("/late") for name, client in clients.items()}
    return {name: [answer.status_code, answer.text] for name, answer in answers.items()}


def watch_exception_swallowed_in_function_scope() -> object:
    options: dict[str, Any] = {"scope": "function"}
    app = FastAPI()
    try:

        @app.get("/")
        def read(_: Annotated[None, Depends(catching(act="swallow"), **options)]) -> str:
            raise KeyError("lost")

    except TypeError as error:
        return str(error)
    return ask(app)


def watch_clean_up_without_finally() -> object:
    events: list[str] = []

    def careless() -> Iterator[None]:
        yield
        events.append("cleaned up")

    first = ask(serve(careless, raised=KeyError("lost")))
    return first, list(events), ask(serve(careless)), events


def watch_exit_in_reverse_order() -> object:
    def run(raised: Exception | None) -> object:
        events: list[str] = []

        def outer() -> Iterator[str]:
            events.append("enter outer")
            try:
                yield "outer"
            finally:
                events.append("exit outer")

        def inner(name: Annotated[str, Depends(outer)]) -> Iterator[str]:
            events.append(f"enter inner of {name}")
            try:
                yield "inner"
            finally:
                events.append("exit inner")

        async def second() -> AsyncIterator[str]:
            events.append("enter second")
            try:
                yield "second"
            finally:
                events.append("exit second")

        app = FastAPI()

        @app.get("/")
        def read(a: Annotated[str, Depends(inner)], b: Annotated[str, Depends(second)]) -> str:
            if raised:
                raise raised
            return a + b

        response = TestClient(app, raise_server_exceptions=False).get("/")
        return response.status_code, events

    return run(None), run(KeyError("lost"))


def watch_failing_entry_closes_what_was_opened() -> object:
    events: list[str] = []

    def first() -> Iterator[None]:
        events.append("enter first")
        try:
            yield
        finally:
            events.append("exit first")

    def second() -> Iterator[None]:
        raise HTTPException(503, "no connection left")
        yield

    return ask(serve(first, second)), events


def watch_misshapen_generators() -> object:
    def twice() -> Iterator[int]:
        yield 1
        yield 2

    def never() -> Iterator[int]:
        if not __name__:
            yield 1

    async def twice_async() -> AsyncIterator[int]:
        yield 1
        yield 2

    async def never_async() -> AsyncIterator[int]:
        if not __name__:
            yield 1

    def twice_on_error() -> Iterator[int]:
        try:
            yield 1
        except KeyError:
            yield 2

    return {
        "twice": ask(serve(twice)),
        "never": ask(serve(never)),
        "twice, async": ask(serve(twice_async)),
        "never, async": ask(serve(never_async)),
        "twice on an error": ask(serve(twice_on_error, raised=KeyError("lost"))),
    }


def watch_context_managers_and_other_generators_as_dependencies() -> object:
    def give(q: str = "x") -> Iterator[str]:
        yield f"given {q}"

    async def give_async(q: str = "x") -> AsyncIterator[str]:
        yield f"given async {q}"

    @functools.wraps(give)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return give(*args, **kwargs)

    @functools.wraps(give_async)
    def wrapped_async(*args: Any, **kwargs: Any) -> Any:
        return give_async(*args, **kwargs)

    class Methods:
        def give(self, q: str = "x") -> Iterator[str]:
            yield f"method {q}"

        async def give_async(self, q: str = "x") -> AsyncIterator[str]:
            yield f"async method {q}"

        @classmethod
        def of_class(cls, q: str = "x") -> Iterator[str]:
            yield f"class method {q}"

    kinds: dict[str, Callable[..., Any]] = {
        "contextmanager": contextlib.contextmanager(give),
        "asynccontextmanager": contextlib.asynccontextmanager(give_async),
        "partial": functools.partial(give, q="p"),
        "async partial": functools.partial(give_async, q="p"),
        "wrapped": wrapped,
        "wrapped async": wrapped_async,
        "partial of wrapped": functools.partial(wrapped, q="p"),
        "method": Methods().give,
        "async method": Methods().give_async,
        "class method": Methods.of_class,
        "lambda that returns a generator": lambda: give(),
    }

    def ask_for(dependency: Callable[..., Any]) -> object:
        app = FastAPI()

        @app.get("/")
        def read(value: Annotated[Any, Depends(dependency)]) -> str:
            return value if isinstance(value, str) else type(value).__name__

        try:
            return TestClient(app).get("/").json()
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:100]

    return {kind: ask_for(dependency) for kind, dependency in kinds.items()}


def watch_generator_without_a_cache() -> object:
    events: list[str] = []

    def numbered() -> Iterator[int]:
        number = len(events) + 1
        events.append(f"enter {number}")
        yield number
        events.append(f"exit {number}")

    app = FastAPI()

    @app.get("/")
    def read(
        a: Annotated[int, Depends(numbered)],
        b: Annotated[int, Depends(numbered)],
        c: Annotated[int, Depends(numbered, use_cache=False)],
    ) -> list[int]:
        return [a, b, c]

    return TestClient(app).get("/").json(), events


def watch_limit_of_concurrent_resources() -> object:
    """Six requests at once for two places."""
    import anyio
    from httpx import ASGITransport, AsyncClient

    options: dict[str, Any] = {"max_concurrency": 2}
    in_use = [0, 0]

    async def get_place() -> AsyncIterator[int]:
        in_use[0] += 1
        in_use[1] = max(in_use)
        yield in_use[0]
        in_use[0] -= 1

    def get_place_in_a_thread() -> Iterator[int]:
        yield 1

    app = FastAPI()
    try:
        place = Depends(get_place, **options)
        threaded = Depends(get_place_in_a_thread, **options)
    except TypeError as error:
        return str(error)

    @app.get("/")
    async def read(a: Annotated[int, place], b: Annotated[int, threaded]) -> bool:
        for _ in range(5):
            await anyio.lowlevel.checkpoint()
        return a <= 2

    answers: list[Any] = []

    async def run() -> None:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:

            async def one() -> None:
                answers.append((await client.get("/")).json())

            async with anyio.create_task_group() as group:
                for _ in range(6):
                    group.start_soon(one)

    anyio.run(run)
    return answers, in_use


def watch_response_that_fails_validation() -> object:
    seen: list[str] = []
    app = FastAPI()

    @app.get("/", response_model=int, dependencies=[Depends(catching(act="raise", seen=seen))])
    def read() -> str:
        return "not a number"

    response = TestClient(app, raise_server_exceptions=False).get("/")
    return response.status_code, seen


def watch_exception_group_and_base_exception() -> object:
    seen: list[str] = []
    group = ask(
        serve(catching(act="raise", seen=seen), raised=ExceptionGroup("two", [KeyError("a"), DomainError("b")]))
    )
    return group, seen


def watch_exception_raised_while_closing_after_another() -> object:
    def close_badly() -> Iterator[None]:
        try:
            yield
        finally:
            raise DomainError("while closing")

    return ask(serve(close_badly, raised=KeyError("lost"), handled=True)), ask(serve(close_badly, handled=True))
