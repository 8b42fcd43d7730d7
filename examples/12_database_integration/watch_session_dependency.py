"""Around a session per request: scopes, exceptions at the yield, and a limit on how many sessions are open."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from session_dependency import DbDep, Entry, app, get_db, lifespan
from sqlalchemy.orm import Session


def answer(endpoint: Any, **options: Any) -> object:
    made = FastAPI(lifespan=lifespan)
    made.get("/", **options)(endpoint)
    with TestClient(made, raise_server_exceptions=False) as client:
        response = client.get("/")
        return response.status_code, response.text


def watch_exceptions_at_the_yield() -> object:
    seen: list[str] = []

    def noting() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            seen.append(type(error).__name__)
            raise

    def swallowing() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            seen.append(f"{type(error).__name__} swallowed")

    def translating() -> Iterator[None]:
        try:
            yield
        except KeyError as error:
            raise HTTPException(status_code=404, detail="translated") from error

    def fail() -> None:
        raise KeyError("missing")

    def refuse() -> None:
        raise HTTPException(status_code=418)

    return [
        answer(endpoint, dependencies=[Depends(dependency)])
        for dependency in (noting, swallowing, translating)
        for endpoint in (fail, refuse)
    ], seen


def watch_session_in_sub_dependencies(database: None) -> object:
    def outer(db: DbDep) -> Session:
        return db

    def compare(db: DbDep, other: Annotated[Session, Depends(outer)]) -> bool:
        return db is other

    return answer(compare)


def watch_session_of_function_scope(database: None) -> object:
    def read(db: Annotated[Session, Depends(get_db, scope="function")]) -> bool:
        db.add(Entry(text="ada"))
        return db.in_transaction()

    return answer(read)


def watch_at_most_two_sessions_at_once(database: None) -> object:
    made = FastAPI(lifespan=lifespan)
    open_now: list[int] = []
    most: list[int] = [0]

    def count() -> Iterator[int]:
        open_now.append(1)
        most[0] = max(most[0], len(open_now))
        yield len(open_now)
        open_now.pop()

    @made.get("/")
    def read(number: Annotated[int, Depends(count, max_concurrency=2)]) -> bool:
        return number <= 2

    with TestClient(made) as client, ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda number: client.get("/").json(), range(16)))
    return answers.count(True), most[0] <= 2


def watch_limits_that_are_refused() -> object:
    errors = []
    for limit in (0, -1, 1.5, True):
        try:
            Depends(get_db, max_concurrency=limit)  # type: ignore[arg-type]
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    return errors


def watch_transaction_that_has_begun_already(database: None) -> object:
    def begin_twice(db: DbDep) -> str:
        db.add(Entry(text="ada"))
        try:
            with db.begin():
                return "begun"
        except Exception as error:
            return type(error).__name__

    return answer(begin_twice)


def watch_body_shared_with_a_dependency_in_the_document() -> object:
    operation = app.openapi()["paths"]["/entries"]["post"]
    return operation["requestBody"], operation.get("parameters")


def watch_bodies_without_a_part(database: None) -> object:
    with TestClient(app) as client:
        bodies: list[Any] = [{"user": "ada", "text": "a"}, {"user": "ada"}, {"text": "a"}, {}, [], None]
        return [client.post("/entries", json=body).status_code for body in bodies]
