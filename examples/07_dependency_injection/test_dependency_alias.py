from collections.abc import Iterator
from typing import Annotated

import pytest
from dependency_alias import DBDep, Session, app, get_db
from fastapi import Depends, FastAPI
from fastapi.exceptions import FastAPIError
from fastapi.testclient import TestClient

client = TestClient(app)


class EmptySession(Session):
    def select(self, table: str) -> list[str]:
        return [f"no {table}"]


@pytest.fixture
def empty_session() -> Iterator[None]:
    app.dependency_overrides[get_db] = EmptySession
    yield
    del app.dependency_overrides[get_db]


def test_both_endpoints_get_the_session() -> None:
    assert client.get("/users").json() == ["first of users", "second of users"]
    assert client.get("/items", params={"limit": 2}).json() == ["first of items", "second of items"]


def test_parameter_after_the_alias_keeps_its_default() -> None:
    assert client.get("/items").json() == ["first of items"]


@pytest.mark.usefixtures("empty_session")
def test_overriding_the_function_changes_both_endpoints() -> None:
    assert client.get("/users").json() == ["no users"]
    assert client.get("/items").json() == ["no items"]


def test_alias_leaves_no_trace_in_openapi() -> None:
    operation = app.openapi()["paths"]["/users"]["get"]
    assert "parameters" not in operation
    assert "requestBody" not in operation
    assert set(operation["responses"]) == {"200"}


def test_alias_does_the_same_as_the_annotation_written_out() -> None:
    spelled_out_app = FastAPI()

    @spelled_out_app.get("/users")
    def list_users(db: Annotated[Session, Depends(get_db)]) -> list[str]:
        return db.select("users")

    assert TestClient(spelled_out_app).get("/users").json() == client.get("/users").json()
    assert spelled_out_app.openapi()["paths"]["/users"] == app.openapi()["paths"]["/users"]


def test_alias_in_another_dependency_gives_the_session_of_the_request() -> None:
    nested_app = FastAPI()

    def get_repository(db: DBDep) -> list[Session]:
        return [db]

    @nested_app.get("/")
    def compare(db: DBDep, repository: Annotated[list[Session], Depends(get_repository)]) -> bool:
        return repository[0] is db

    assert TestClient(nested_app).get("/").json() is True


def test_alias_can_be_extended_with_more_metadata() -> None:
    extended_app = FastAPI()

    @extended_app.get("/users")
    def list_users(db: Annotated[DBDep, "read only"]) -> list[str]:
        return db.select("users")

    assert TestClient(extended_app).get("/users").json() == ["first of users", "second of users"]


def test_alias_made_by_a_type_statement_works_too() -> None:
    from typing_extensions import TypeAliasType

    statement_app = FastAPI()
    lazy_alias = TypeAliasType("lazy_alias", Annotated[Session, Depends(get_db)])

    def list_users(db: Session) -> list[str]:
        return db.select("users")

    list_users.__annotations__["db"] = lazy_alias
    statement_app.get("/users")(list_users)
    assert TestClient(statement_app).get("/users").json() == ["first of users", "second of users"]


def test_bare_class_without_the_dependency_is_refused() -> None:
    broken_app = FastAPI()
    with pytest.raises(FastAPIError, match="Invalid args for response field!"):

        @broken_app.get("/bare")
        def list_bare(db: Session) -> list[str]:
            return db.select("bare")
