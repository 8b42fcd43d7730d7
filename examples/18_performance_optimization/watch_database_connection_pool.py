"""Around a pool: kinds of pools, connections held by dependencies, their order of closing, and pools that are empty."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Response
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool


def watch_kinds_of_pools(tmp_path: Path) -> object:
    urls = ["sqlite://", f"sqlite:///{tmp_path / 'a.db'}"]
    found = [type(create_engine(url).pool).__name__ for url in urls]
    kinds: list[dict[str, Any]] = [{"pool_size": 3}, {"poolclass": NullPool}, {"pool_size": 0, "max_overflow": -1}]
    for options in kinds:
        try:
            found.append(create_engine(urls[1], **options).pool.status())
        except TypeError as error:
            found.append(str(error).partition(".")[0])
    return found


def watch_defaults_of_a_pool(tmp_path: Path) -> object:
    pool: Any = create_engine(f"sqlite:///{tmp_path / 'a.db'}").pool
    return pool.size(), pool.timeout(), pool.overflow(), pool.status()


def watch_driver_of_a_plain_url() -> object:
    urls = ["postgresql://user:secret@127.0.0.1/app", "postgresql+psycopg://127.0.0.1/app", "postgres://127.0.0.1/app"]
    found = []
    for url in urls:
        try:
            found.append([repr(make_url(url)), make_url(url).get_driver_name()])
        except Exception as error:
            found.append([url, type(error).__name__])
    return found


def pooled(tmp_path: Path, **options: Any) -> tuple[Engine, list[str]]:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}", **options)
    events: list[str] = []
    for name in ("connect", "checkout", "checkin", "close"):
        event.listen(engine, name, lambda *_, name=name: events.append(name))
    return engine, events


def dependency(engine: Engine, events: list[str]) -> Callable[[], Iterator[Connection]]:
    def get_connection() -> Iterator[Connection]:
        with engine.connect() as connection:
            yield connection
        events.append("dependency done")

    return get_connection


def watch_connection_of_a_dependency(tmp_path: Path) -> object:
    found: list[Any] = []
    kinds: list[dict[str, Any]] = [{}, {"scope": "function"}, {"scope": "request"}]
    for options in kinds:
        engine, events = pooled(tmp_path)
        app = FastAPI()
        try:
            depends = Depends(dependency(engine, events), **options)
        except TypeError as error:
            found.append(str(error))
            continue

        class Noted(Response):
            async def __call__(self, *arguments: Any, events: list[str] = events) -> None:
                events.append("response")
                await super().__call__(*arguments)

        @app.get("/")
        def read(connection: Annotated[Any, depends]) -> Response:
            return Noted(str(connection.execute(text("SELECT 1")).scalar()))

        answer = TestClient(app).get("/").text
        engine.dispose()
        found.append([answer, events])
    return found


def watch_failing_request_gives_its_connection_back(tmp_path: Path) -> object:
    engine, events = pooled(tmp_path)
    app = FastAPI()

    @app.get("/")
    def read() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT nothing"))

    status = TestClient(app, raise_server_exceptions=False).get("/").status_code
    return status, events, engine.pool.status()


def watch_pool_that_is_empty(tmp_path: Path) -> object:
    engine, _ = pooled(tmp_path, pool_size=1, max_overflow=0, pool_timeout=0)
    with engine.connect():
        try:
            engine.connect()
        except Exception as error:
            return type(error).__name__, str(error)
    return "connected"


def watch_engine_used_after_it_is_disposed(tmp_path: Path) -> object:
    engine, events = pooled(tmp_path)
    with engine.connect():
        pass
    engine.dispose()
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return events, engine.pool.status()


def watch_threads_that_share_a_pool(tmp_path: Path) -> object:
    engine, events = pooled(tmp_path, pool_size=2, max_overflow=0)
    together = threading.Barrier(2)

    def hold(_: int) -> int:
        with engine.connect() as connection:
            together.wait(10)
            return int(connection.execute(text("SELECT 1")).scalar() or 0)

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(hold, range(2)))
    return found, sorted(events)
