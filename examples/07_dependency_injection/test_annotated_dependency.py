import functools
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from annotated_dependency import DB, app, get_db
from fastapi import Depends, FastAPI, Form
from fastapi.testclient import TestClient
from pydantic import BaseModel

client = TestClient(app)

SCHEMA_PARAMETER = {
    "name": "schema",
    "in": "query",
    "required": False,
    "schema": {"type": "string", "minLength": 3, "default": "public", "title": "Schema"},
}


def test_result_of_the_dependency_reaches_the_function() -> None:
    response = client.get("/tables/users", params={"schema": "archive"})
    assert response.status_code == 200
    assert response.json() == {"table": "archive.users"}


def test_default_of_the_dependency_applies() -> None:
    assert client.get("/tables/users").json() == {"table": "public.users"}


def test_parameters_of_the_dependency_are_validated() -> None:
    response = client.get("/tables/users", params={"schema": "x"})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    del error["msg"]
    assert error == {
        "type": "string_too_short",
        "loc": ["query", "schema"],
        "input": "x",
        "ctx": {"min_length": 3},
    }


def test_parameters_of_the_dependency_are_in_openapi() -> None:
    assert app.openapi()["paths"]["/tables/{table}"]["get"]["parameters"] == [
        {"name": "table", "in": "path", "required": True, "schema": {"type": "string", "title": "Table"}},
        SCHEMA_PARAMETER,
    ]


def test_parameters_of_a_dependency_needed_three_times_are_in_openapi_once() -> None:
    assert app.openapi()["paths"]["/connections"]["get"]["parameters"] == [SCHEMA_PARAMETER]


def test_dependency_needed_twice_gives_one_object_and_use_cache_false_another() -> None:
    assert client.get("/connections").json() == {"again is db": True, "fresh is db": False}


@pytest.mark.parametrize(("use_cache", "calls_per_request"), [(True, 1), (False, 2)])
def test_dependency_runs_once_per_request_and_twice_without_the_cache(use_cache: bool, calls_per_request: int) -> None:
    counting_app = FastAPI()
    calls: list[str] = []

    def count() -> int:
        calls.append("called")
        return len(calls)

    @counting_app.get("/")
    def read_counts(
        first: Annotated[int, Depends(count)],
        second: Annotated[int, Depends(count, use_cache=use_cache)],
    ) -> list[int]:
        return [first, second]

    counting_client = TestClient(counting_app)
    assert counting_client.get("/").json() == [1, calls_per_request]
    assert len(calls) == calls_per_request
    counting_client.get("/")
    assert len(calls) == 2 * calls_per_request


def test_errors_of_the_dependency_come_before_those_of_the_function() -> None:
    strict_app = FastAPI()

    @strict_app.get("/rows/{row}")
    def read_row(row: int, db: Annotated[DB, Depends(get_db)]) -> int:
        return row

    response = TestClient(strict_app).get("/rows/first", params={"schema": "x"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "schema"], ["path", "row"]]


def test_older_default_value_form_still_behaves_the_same() -> None:
    older_app = FastAPI()

    @older_app.get("/tables/{table}")
    def read_table(table: str, db: DB = Depends(get_db)) -> dict[str, str]:
        return {"table": f"{db.schema}.{table}"}

    assert TestClient(older_app).get("/tables/users?schema=old").json() == {"table": "old.users"}
    assert older_app.openapi()["paths"] == {"/tables/{table}": app.openapi()["paths"]["/tables/{table}"]}


def greet(name: str, greeting: str = "Hello") -> str:
    return f"{greeting}, {name}"


async def greet_async(name: str, greeting: str = "Hello") -> str:
    return f"{greeting}, {name}"


class Greeter:
    def __init__(self, greeting: str) -> None:
        self.greeting = greeting

    def __call__(self, name: str) -> str:
        return f"{self.greeting}, {name}"

    async def greet(self, name: str) -> str:
        return f"{self.greeting}, {name}"


@pytest.mark.parametrize(
    ("dependency", "expected"),
    [
        pytest.param(greet, "Hello, Ada", id="function"),
        pytest.param(greet_async, "Hello, Ada", id="async function"),
        pytest.param(Greeter("Good day"), "Good day, Ada", id="callable instance"),
        pytest.param(Greeter("Good evening").greet, "Good evening, Ada", id="async method"),
        pytest.param(functools.partial(greet, greeting="Bye"), "Bye, Ada", id="partial"),
        pytest.param(functools.partial(greet_async, greeting="Bye"), "Bye, Ada", id="partial of an async function"),
    ],
)
def test_any_callable_can_be_a_dependency(dependency: Callable[..., Any], expected: str) -> None:
    greeting_app = FastAPI()

    @greeting_app.get("/")
    def read_greeting(greeting: Annotated[str, Depends(dependency)]) -> str:
        return greeting

    response = TestClient(greeting_app).get("/", params={"name": "Ada"})
    assert response.status_code == 200
    assert response.json() == expected


def test_called_dependency_instead_of_the_function_is_refused() -> None:
    broken_app = FastAPI()
    with pytest.raises(TypeError, match="is not a callable object"):

        @broken_app.get("/never")
        def read_never(db: Annotated[DB, Depends(get_db())]) -> None: ...


class Credentials(BaseModel):
    username: str


def get_code(code: Annotated[str, Form()]) -> str:
    return code


def test_form_field_of_a_dependency_stands_beside_the_form_model_of_the_function() -> None:
    form_app = FastAPI()

    @form_app.post("/login")
    def log_in(credentials: Annotated[Credentials, Form()], code: Annotated[str, Depends(get_code)]) -> dict[str, str]:
        return {"username": credentials.username, "code": code}

    response = TestClient(form_app).post("/login", data={"username": "ada", "code": "x1"})
    assert response.status_code == 200
    assert response.json() == {"username": "ada", "code": "x1"}
