"""Around concurrent I/O: gather, exception groups, cancellation, the size of the thread pool, and the HTTP client."""

import asyncio
import contextvars
import threading
import warnings
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient


def watch_http_exception_raised_in_a_task() -> object:
    app = FastAPI()

    async def break_down(status: int) -> None:
        raise HTTPException(status)

    @app.get("/")
    async def read(tasks: int = 1) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(tasks):
                group.create_task(break_down(502))

    quiet = TestClient(app, raise_server_exceptions=False)
    found: list[Any] = [quiet.get("/").status_code]
    for tasks in (1, 2):
        try:
            TestClient(app).get(f"/?tasks={tasks}")
        except Exception as error:
            found.append([type(error).__name__, [type(each).__name__ for each in getattr(error, "exceptions", [])]])
    return found


def watch_handler_of_an_exception_group() -> object:
    app = FastAPI()

    @app.exception_handler(ExceptionGroup)
    async def handle(request: object, error: Exception) -> Any:
        from fastapi.responses import JSONResponse

        return JSONResponse({"handled": type(error).__name__}, 503)

    @app.get("/")
    async def read() -> None:
        raise ExceptionGroup("several", [LookupError(), HTTPException(404)])

    response = TestClient(app).get("/")
    return response.status_code, response.json()


def watch_gather_with_an_exception() -> object:
    app = FastAPI()

    async def work(number: int) -> int:
        if number == 1:
            raise LookupError(number)
        return number

    @app.get("/")
    async def read() -> list[str]:
        return [repr(each) for each in await asyncio.gather(*map(work, range(3)), return_exceptions=True)]

    return TestClient(app).get("/").json()


def watch_cancelled_endpoint() -> object:
    app = FastAPI()

    @app.get("/")
    async def read() -> None:
        raise asyncio.CancelledError

    try:
        return TestClient(app, raise_server_exceptions=False).get("/").status_code
    except BaseException as error:
        return type(error).__name__


def watch_timeout_around_slow_work() -> object:
    app = FastAPI()

    @app.get("/")
    async def read() -> str:
        try:
            async with asyncio.timeout(0.001):
                await asyncio.Event().wait()
        except TimeoutError:
            return "too slow"
        return "done"

    return TestClient(app).get("/").json()


def watch_size_of_the_thread_pool() -> object:
    from anyio.to_thread import current_default_thread_limiter

    app = FastAPI()

    @app.get("/")
    async def read() -> list[float]:
        limiter = current_default_thread_limiter()
        before = limiter.total_tokens
        limiter.total_tokens = 3
        return [before, limiter.total_tokens, limiter.borrowed_tokens]

    return TestClient(app).get("/").json()


def watch_most_threads_in_use_at_once() -> object:
    from anyio.to_thread import current_default_thread_limiter

    app = FastAPI()
    inside: list[int] = []
    peak: list[int] = []
    together = threading.Barrier(2)

    def held() -> Any:
        yield threading.current_thread() is not main

    @app.get("/")
    def read(value: Annotated[bool, Depends(held)]) -> bool:
        inside.append(1)
        peak.append(len(inside))
        together.wait(10)
        inside.pop()
        return value

    main = threading.current_thread()

    async def ask() -> Any:
        current_default_thread_limiter().total_tokens = 2
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [each.json() for each in await asyncio.gather(*(client.get("/") for _ in range(6)))]

    return asyncio.run(ask()), max(peak)


def watch_helpers_for_threads() -> object:
    from fastapi.concurrency import contextmanager_in_threadpool, iterate_in_threadpool, run_in_threadpool
    from starlette.concurrency import run_until_first_complete

    variable = contextvars.ContextVar("variable", default="-")
    events: list[Any] = []

    class Manager:
        def __init__(self, swallow: bool) -> None:
            self.swallow = swallow

        def __enter__(self) -> str:
            return "entered"

        def __exit__(self, *found: Any) -> bool:
            events.append(found[0] and found[0].__name__)
            return self.swallow

    async def stop(event: str) -> None:
        events.append(event)

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            events.append("cancelled")

    async def main() -> None:
        variable.set("in the thread")
        events.append(await run_in_threadpool(lambda left, right: [left, right, variable.get()], 1, right=2))
        events.extend([each async for each in iterate_in_threadpool(iter("ab"))])
        async with contextmanager_in_threadpool(Manager(False)) as value:
            events.append(value)
        for swallow in (True, False):
            try:
                async with contextmanager_in_threadpool(Manager(swallow)):
                    raise LookupError
            except LookupError:
                events.append("raised")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await run_until_first_complete((stop, {"event": "first"}), (wait, {}))
        events.append([each.category.__name__ for each in caught])

    asyncio.run(main())
    return events


def watch_error_in_one_of_two_functions() -> object:
    from starlette.concurrency import run_until_first_complete

    async def break_down() -> None:
        raise LookupError("failed")

    async def main() -> str:
        try:
            await run_until_first_complete((break_down, {}), (asyncio.Event().wait, {}))
        except BaseException as error:
            return repr(error)
        return "no error"

    return asyncio.run(main())


def watch_old_options_of_the_http_client() -> object:
    found: list[Any] = []
    for options in ({"proxies": "http://localhost:1"}, {"proxy": "http://localhost:1"}, {"app": FastAPI()}):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                httpx.AsyncClient(**options)
                found.append("accepted")
            except TypeError as error:
                found.append(str(error))
        found.append(sorted({str(each.message)[:60] for each in caught if each.category is DeprecationWarning}))
    return found


def watch_defaults_of_the_http_client() -> object:
    client = httpx.AsyncClient()
    return repr(client.timeout), client.follow_redirects, client.trust_env, sorted(client.headers)
