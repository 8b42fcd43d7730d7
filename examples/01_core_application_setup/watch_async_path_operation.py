"""Around async and sync functions: threads, limits of concurrency, context variables, the helpers for threads."""

import asyncio
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Annotated, Any

from async_path_operation import app
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.concurrency import contextmanager_in_threadpool, iterate_in_threadpool, run_in_threadpool
from fastapi.security import SecurityScopes
from fastapi.testclient import TestClient


def where() -> str:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "thread"
    return "loop"


def watch_where_functions_run() -> object:
    async def async_dependency() -> str:
        return where()

    def sync_dependency() -> str:
        return where()

    async def async_generator() -> AsyncIterator[str]:
        yield where()

    def sync_generator() -> Iterator[str]:
        yield where()

    class Dependency:
        def __init__(self) -> None:
            self.place = where()

        async def __call__(self) -> str:
            return where()

    async def read(
        a: Annotated[str, Depends(async_dependency)],
        b: Annotated[str, Depends(sync_dependency)],
        c: Annotated[str, Depends(async_generator)],
        d: Annotated[str, Depends(sync_generator)],
        e: Annotated[Dependency, Depends()],
        f: Annotated[str, Depends(Dependency())],
    ) -> list[str]:
        return [a, b, c, d, e.place, f, where()]

    one = FastAPI()
    one.get("/async")(read)
    one.get("/sync")(lambda: where())
    client = TestClient(one)
    return client.get("/async").json(), client.get("/sync").json()


def watch_threads_for_sync_functions() -> object:
    from anyio.to_thread import current_default_thread_limiter

    one = FastAPI()

    @one.get("/")
    async def read_size() -> float:
        return current_default_thread_limiter().total_tokens

    return TestClient(one).get("/").json()


def watch_document() -> object:
    return app.openapi()


def watch_context_variable_across_threads() -> object:
    seen: ContextVar[str] = ContextVar("seen", default="nothing")

    async def set_async() -> None:
        seen.set("async dependency")

    def set_sync() -> None:
        seen.set("sync dependency")

    def set_in_generator() -> Iterator[None]:
        seen.set("sync generator")
        yield

    one = FastAPI()
    for number, dependency in enumerate([set_async, set_sync, set_in_generator]):
        one.get(f"/{number}/sync", dependencies=[Depends(dependency)])(lambda: seen.get())

        @one.get(f"/{number}/async", dependencies=[Depends(dependency)])
        async def read() -> str:
            return seen.get()

    client = TestClient(one)
    return [[client.get(f"/{number}/{kind}").json() for kind in ("sync", "async")] for number in range(3)]


def peak(**arguments: Any) -> object:
    """How many of four requests are inside the dependency at once."""
    inside: list[int] = [0]
    most: list[int] = [0]
    gate = threading.Event()
    lock = threading.Lock()

    def limited() -> Iterator[None]:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            if inside[0] == 4:
                gate.set()
        gate.wait(0.02 if arguments else 30)
        yield
        with lock:
            inside[0] -= 1

    one = FastAPI()
    one.get("/", dependencies=[Depends(limited, **arguments)])(lambda: 1)
    with TestClient(one) as client, ThreadPoolExecutor(4) as pool:
        statuses = [response.status_code for response in pool.map(client.get, ["/"] * 4)]
    return statuses, most[0]


def watch_dependency_without_a_limit() -> object:
    return peak()


def watch_dependency_with_max_concurrency_1() -> object:
    return peak(max_concurrency=1)


def watch_max_concurrency_with_async_functions() -> object:
    order: list[str] = []

    async def guarded() -> AsyncIterator[None]:
        order.append("in")
        yield
        order.append("out")

    async def plain() -> str:
        order.append("plain")
        return "plain"

    one = FastAPI()
    first, second = Depends(guarded, max_concurrency=1), Depends(plain, max_concurrency=1)
    one.get("/", dependencies=[first, second])(lambda: 1)
    client = TestClient(one)
    return [client.get("/").status_code for _ in range(2)], order


def watch_max_concurrency_around_an_error() -> object:
    def fails() -> Iterator[None]:
        raise HTTPException(409)
        yield

    async def fails_later() -> AsyncIterator[None]:
        try:
            yield
        finally:
            raise HTTPException(410)

    one = FastAPI()
    for number, dependency in enumerate([fails, fails_later]):
        one.get(f"/{number}", dependencies=[Depends(dependency, max_concurrency=1)])(lambda: 1)
    client = TestClient(one, raise_server_exceptions=False)
    return [[client.get(f"/{number}").status_code for _ in range(2)] for number in range(2)]


def watch_max_concurrency_of_a_class() -> object:
    class Session:
        pass

    one = FastAPI()

    @one.get("/")
    async def read(
        a: Annotated[Session, Depends(max_concurrency=2)], b: Annotated[Session, Depends(max_concurrency=2)]
    ) -> list[str | bool]:
        return [type(a).__name__, a is b]

    return TestClient(one).get("/").json()


def watch_max_concurrency_that_is_refused() -> object:
    results: dict[str, str] = {}
    for limit in [0, -1, True, 1.5, "1", None]:
        wrong: Any = limit
        try:
            results[repr(limit)] = repr(Depends(where, max_concurrency=wrong))
        except Exception as error:
            results[repr(limit)] = f"{type(error).__name__}: {error}"
    return {key: value.split(" at 0x")[0] for key, value in results.items()}


def watch_use_cache() -> object:
    results: list[object] = []
    for use_cache in [True, False]:
        calls: list[int] = []
        dependency = make_counter(calls)
        results.append(counted(Depends(dependency, use_cache=use_cache), calls))
        results.append(counted(Security(dependency, use_cache=use_cache), calls))
    return results


def make_counter(calls: list[int]) -> Callable[[], int]:
    def count() -> int:
        calls.append(1)
        return len(calls)

    return count


def counted(dependency: Any, calls: list[int]) -> object:
    calls.clear()
    one = FastAPI()

    @one.get("/")
    def read(a: int = dependency, b: int = dependency) -> list[int]:
        return [a, b, len(calls)]

    return TestClient(one).get("/").json()


def watch_scope_of_a_dependency() -> object:
    results: dict[str, object] = {}
    for scope in ["function", "request", None, "app"]:
        order: list[str] = []
        wrong: Any = scope
        one = FastAPI()
        try:
            one.get("/", dependencies=[Depends(noting(order), scope=wrong)])(answering(order))
            status = TestClient(one).get("/").status_code
            results[str(scope)] = [status, order]
        except Exception as error:
            results[str(scope)] = f"{type(error).__name__}: {error}"
    return results


def noting(order: list[str]) -> Callable[[], Iterator[None]]:
    def note() -> Iterator[None]:
        order.append("enter")
        yield
        order.append("exit")

    return note


def answering(order: list[str]) -> Callable[[], Any]:
    from fastapi.responses import StreamingResponse

    def chunks() -> Iterator[str]:
        order.append("body")
        yield "in"

    return lambda: StreamingResponse(chunks())


def watch_security_scopes_of_a_dependency() -> object:
    def read_scopes(scopes: SecurityScopes) -> list[str]:
        return [*scopes.scopes, scopes.scope_str]

    one = FastAPI()

    @one.get("/")
    def read(
        a: Annotated[list[str], Security(read_scopes, scopes=["read", "write"])],
        b: Annotated[list[str], Security(read_scopes)],
    ) -> list[list[str]]:
        return [a, b]

    return TestClient(one).get("/").json()


def watch_texts_of_depends_and_security() -> object:
    return repr(Depends(use_cache=False, scope="request")), repr(Security(scopes=["a"])), Depends() == Depends()


def watch_run_in_threadpool() -> object:
    async def main() -> object:
        def work(a: int, *, b: int) -> list[Any]:
            return [a, b, where()]

        try:
            await run_in_threadpool(lambda: 1 // 0)
        except ZeroDivisionError as error:
            return await run_in_threadpool(work, 1, b=2), str(error)
        return None

    return asyncio.run(main())


def watch_iterate_in_threadpool() -> object:
    async def main() -> object:
        def numbers() -> Iterator[str]:
            yield where()
            yield "last"

        return [item async for item in iterate_in_threadpool(numbers())], [
            item async for item in iterate_in_threadpool([1, 2])
        ]

    return asyncio.run(main())


def watch_contextmanager_in_threadpool() -> object:
    def manager(order: list[str], suppress: bool) -> Any:
        @contextmanager
        def managed() -> Iterator[str]:
            order.append(f"enter {where()}")
            try:
                yield "value"
            except KeyError as error:
                order.append(f"caught {error}")
                if not suppress:
                    raise
            finally:
                order.append(f"exit {where()}")

        return managed()

    async def main(suppress: bool, fail: bool) -> list[str]:
        order: list[str] = []
        try:
            async with contextmanager_in_threadpool(manager(order, suppress)) as value:
                order.append(f"{value} {where()}")
                if fail:
                    raise KeyError("k")
        except KeyError:
            order.append("raised")
        return order

    return [asyncio.run(main(suppress, fail)) for suppress, fail in ((False, False), (True, True), (False, True))]


def watch_contextmanager_in_threadpool_when_cancelled() -> object:
    async def main() -> list[str]:
        order: list[str] = []
        entered = asyncio.Event()

        @contextmanager
        def managed() -> Iterator[None]:
            try:
                yield
            finally:
                order.append("exit")

        async def work() -> None:
            async with contextmanager_in_threadpool(managed()):
                entered.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(work())
        await entered.wait()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            order.append("cancelled")
        return order

    return asyncio.run(main())


def watch_run_until_first_complete() -> object:
    from fastapi.concurrency import run_until_first_complete

    order: list[str] = []

    async def short(name: str) -> None:
        order.append(name)

    async def long(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            order.append(name)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(run_until_first_complete((short, {"name": "short"}), (long, {"name": "long"})))
    return order, [[warning.category.__name__, str(warning.message)] for warning in caught]


def watch_dependency_generators_that_misbehave() -> object:
    def twice() -> Iterator[int]:
        yield 1
        yield 2

    def never() -> Iterator[int]:
        return
        yield

    async def swallows() -> AsyncIterator[int]:
        with suppress(ValueError):
            yield 1

    def swallows_in_a_thread() -> Iterator[int]:
        with suppress(ValueError):
            yield 1

    results: dict[str, str] = {}
    for dependency in (twice, never, swallows, swallows_in_a_thread):
        one = FastAPI()

        @one.get("/", dependencies=[Depends(dependency)])
        def read() -> int:
            raise ValueError("wrong")

        try:
            results[dependency.__name__] = str(TestClient(one).get("/").status_code)
        except Exception as error:
            results[dependency.__name__] = f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"
    return results


def watch_cancelled_request() -> object:
    order: list[str] = []

    async def cleaned() -> AsyncIterator[None]:
        order.append("enter")
        try:
            yield
        finally:
            order.append("exit")

    def cleaned_in_a_thread() -> Iterator[None]:
        order.append("enter thread")
        try:
            yield
        finally:
            order.append("exit thread")

    async def main() -> None:
        waiting = asyncio.Event()
        one = FastAPI()

        @one.get(
            "/", dependencies=[Depends(cleaned), Depends(cleaned_in_a_thread), Depends(cleaned, max_concurrency=1)]
        )
        async def read() -> None:
            waiting.set()
            await asyncio.Event().wait()

        async def receive() -> Any:
            await asyncio.Event().wait()

        async def send(message: Any) -> None: ...

        scope = {"type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": []}
        task = asyncio.create_task(one({**scope, "root_path": ""}, receive, send))
        await waiting.wait()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            order.append("cancelled")

    asyncio.run(main())
    return order
