"""Around transactions in tests: the ways in which a session joins one, and what an app keeps of a rollback."""

from collections.abc import Iterator
from typing import Any, Literal

from fastapi.testclient import TestClient
from rolled_back_test_database_app import Base, User, app
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

MODES: list[Literal["conditional_savepoint", "create_savepoint", "control_fully", "rollback_only"]] = [
    "conditional_savepoint",
    "create_savepoint",
    "control_fully",
    "rollback_only",
]


def seen_after(mode: Any, end: str, begin: bool) -> list[Any]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        transaction = connection.begin()
        if begin:
            connection.exec_driver_sql("BEGIN")
        with Session(connection, join_transaction_mode=mode) as session:
            session.add(User(email="ada@example.com"))
            session.flush()
            getattr(session, end)()
        told: list[Any] = [transaction.is_active, connection.in_transaction()]
        try:
            told.append(connection.scalar(select(func.count(User.email))))
            connection.rollback()
            told.append(connection.scalar(select(func.count(User.email))))
        except Exception as error:
            told.append(type(error).__name__)
    engine.dispose()
    return told


def watch_ways_to_join_a_transaction() -> object:
    return {f"{mode}, {end}": seen_after(mode, end, True) for mode in MODES for end in ("commit", "rollback", "close")}


def watch_savepoint_without_a_begin_in_sqlite() -> object:
    return seen_after("create_savepoint", "commit", False)


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_override_that_is_a_generator() -> object:
    from rolled_back_test_database_app import get_session

    steps: list[str] = []

    def session() -> Iterator[Any]:
        steps.append("open")
        with Session() as unbound:
            yield unbound
        steps.append("closed")

    overrides: dict[Any, Any] = app.dependency_overrides
    overrides[get_session] = session
    try:
        response = TestClient(app, raise_server_exceptions=False).get("/users")
    finally:
        overrides.clear()
    return response.status_code, steps
