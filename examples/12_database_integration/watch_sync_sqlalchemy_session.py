"""Around a sync session: endpoints on the event loop, sessions after an error, and models that read attributes."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session
from sync_sqlalchemy_session import SessionDep, User, app, get_session, lifespan


def answer(endpoint: Any, **options: Any) -> object:
    made = FastAPI(lifespan=lifespan)
    made.get("/", **options)(endpoint)
    with TestClient(made, raise_server_exceptions=False) as client:
        response = client.get("/")
        return response.status_code, response.text


def watch_where_endpoints_run(database: None) -> object:
    def on_the_loop() -> bool:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def plain(session: SessionDep) -> bool:
        return on_the_loop()

    async def asynchronous(session: SessionDep) -> bool:
        return on_the_loop()

    return answer(plain), answer(asynchronous)


def watch_session_after_an_error_without_a_rollback(database: None) -> object:
    def go_on(session: SessionDep) -> list[str]:
        errors = []
        session.add_all([User(email="same"), User(email="same")])
        for attempt in (session.flush, lambda: session.scalars(select(User)).all(), session.rollback, session.commit):
            try:
                attempt()
            except Exception as error:
                errors.append(type(error).__name__)
        return errors

    return answer(go_on)


def watch_objects_answered_in_several_ways(database: None) -> object:
    class Plain(BaseModel):
        email: str

    def user() -> User:
        return User(id=1, email="ada@example.com")

    def untyped(session: SessionDep) -> Any:
        return user()

    def as_dict(session: SessionDep) -> dict[str, Any]:
        return user().__dict__

    return (
        answer(untyped),
        answer(untyped, response_model=Plain),
        answer(untyped, response_model=list[Plain]),
        answer(untyped, response_model=Plain | None),
        answer(as_dict),
    )


def watch_model_as_a_return_type(database: None) -> object:
    def read(session: SessionDep) -> User:
        return User(id=1, email="ada@example.com")

    try:
        return answer(read)
    except Exception as error:
        return type(error).__name__, str(error).splitlines()[0][:80]


def watch_session_without_the_cache(database: None) -> object:
    def compare(
        first: SessionDep, same: SessionDep, other: Annotated[Session, Depends(get_session, use_cache=False)]
    ) -> list[bool]:
        return [first is same, first is other]

    return answer(compare)


def watch_expired_object_after_the_session_closed(database: None) -> object:
    with TestClient(app) as client:
        make_session = client.app_state["make_session"]
        results: list[str] = []
        for options in ({}, {"expire_on_commit": True}):
            with make_session(**options) as session:
                user = User(email=f"user{len(results)}@example.com")
                session.add(user)
                session.commit()
            try:
                results.append(user.email)
            except Exception as error:
                results.append(type(error).__name__)
        return results


def watch_addresses_that_are_refused(database: None) -> object:
    with TestClient(app) as client:
        emails = ["ada", "ada@localhost", "ada\0@example.com", "Ada <ada@example.com>", "a" * 65 + "@example.com", None]
        return [client.post("/users", json={"email": email}).status_code for email in emails]


def watch_users_in_the_document() -> object:
    document = app.openapi()
    return document["paths"]["/users"]["post"], document["components"]["schemas"]
