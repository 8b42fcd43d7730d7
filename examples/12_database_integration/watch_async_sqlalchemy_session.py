"""Around an async session: objects after a commit, lazy loading, and two requests at once."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import requires
from typing import Any

from async_sqlalchemy_session import SessionDep, User, app, lifespan
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from packaging.requirements import Requirement
from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession


def answer(endpoint: Any, **options: Any) -> object:
    made = FastAPI(lifespan=lifespan)
    made.get("/", **options)(endpoint)
    with TestClient(made, raise_server_exceptions=False) as client:
        response = client.get("/")
        return response.status_code, response.text


def watch_attributes_that_expire_with_a_commit(async_database: None) -> object:
    async def commit(request: Request) -> list[list[str]]:
        expired: list[list[str]] = []
        for options in ({}, {"expire_on_commit": True}):
            user = User(email=f"user{len(expired)}@example.com")
            async with request.state.make_session(**options) as session:
                session.add(user)
                await session.commit()
                expired.append(sorted(inspect(user).expired_attributes))
        return expired

    return answer(commit)


def watch_expired_attribute_read_without_a_query(async_database: None) -> object:
    async def read(request: Request) -> str:
        async with request.state.make_session(expire_on_commit=True) as session:
            user = User(email="ada@example.com")
            session.add(user)
            await session.commit()
            try:
                return user.email
            except Exception as error:
                return type(error).__name__

    return answer(read)


def watch_what_was_flushed_before_an_exception(async_database: None) -> object:
    async def fail(session: SessionDep) -> None:
        session.add(User(email="ada@example.com"))
        await session.flush()
        raise HTTPException(status_code=418)

    first = answer(fail)
    with TestClient(app) as client:
        return first, answer(fail), client.post("/users", json={"email": "bob@example.com"}).json()


def watch_two_requests_at_once(async_database: None) -> object:
    made = FastAPI(lifespan=lifespan)
    sessions: list[AsyncSession] = []
    both = asyncio.Barrier(2)

    @made.get("/{name}")
    async def add(name: str, session: SessionDep) -> list[str]:
        sessions.append(session)
        session.add(User(email=name))
        await both.wait()
        return [user.email for user in session.new if isinstance(user, User)]

    with TestClient(made) as client, ThreadPoolExecutor(2) as callers:
        answers = [response.json() for response in callers.map(client.get, ["/ada", "/bob"])]
    return answers, sessions[0] is sessions[1]


def watch_order_of_session_and_response(async_database: None) -> object:
    steps: list[str] = []
    made = FastAPI(lifespan=lifespan)

    async def session() -> AsyncIterator[str]:
        steps.append("open")
        yield "session"
        steps.append("close")

    from fastapi import Depends

    @made.get("/", dependencies=[Depends(session)])
    async def read() -> None:
        steps.append("endpoint")

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: Any) -> None:
            steps.append(message["type"])
            await send(message)

        await made(scope, receive, record)

    TestClient(observed).get("/")
    return steps


def watch_methods_that_an_async_session_lacks() -> object:
    return {name: hasattr(AsyncSession, name) for name in ("query", "execute", "scalars", "get", "get_one", "merge")}


def watch_greenlet_without_the_asyncio_extra() -> object:
    required = [Requirement(line) for line in requires("sqlalchemy") or []]
    return [one.marker is None or one.marker.evaluate({"extra": ""}) for one in required if one.name == "greenlet"]
