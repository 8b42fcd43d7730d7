from collections.abc import Callable, Iterator
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Header
from fastapi.testclient import TestClient
from sub_dependencies import app, get_token, get_user

client = TestClient(app)
ADA = {"Authorization": "Bearer the token of ada"}


@pytest.fixture(autouse=True)
def _no_overrides() -> Iterator[None]:
    yield
    app.dependency_overrides.clear()


def test_result_of_the_inner_dependency_reaches_the_outer_one() -> None:
    response = client.get("/me", headers=ADA)
    assert response.status_code == 200
    assert response.json() == {"user": "ada"}


def test_scheme_is_read_in_any_case() -> None:
    assert client.get("/me", headers={"Authorization": "bearer the token of ada"}).json() == {"user": "ada"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic YWRhOg=="}])
def test_failure_of_the_inner_dependency_stops_the_outer_one(headers: dict[str, str]) -> None:
    reached: list[str] = []
    app.dependency_overrides[get_user] = recording(get_user_of_token, reached)
    response = client.get("/me", headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "Bearer"
    assert reached == []


def test_failure_of_the_outer_dependency_stops_the_endpoint() -> None:
    response = client.get("/me", headers={"Authorization": "Bearer another"})
    assert response.status_code == 401
    assert response.json() == {"detail": "Unknown token"}
    assert response.headers["www-authenticate"] == "Bearer"


def get_user_of_token(token: Annotated[str, Depends(get_token)]) -> str:
    return f"user of {token}"


def recording(dependency: Callable[..., str], calls: list[str]) -> Callable[..., str]:
    def record(token: Annotated[str, Depends(get_token)]) -> str:
        calls.append(token)
        return dependency(token)

    return record


def test_shared_inner_dependency_runs_once_per_request() -> None:
    calls: list[str] = []

    def count_token(authorization: Annotated[str, Header()]) -> str:
        calls.append(authorization)
        return "the token of ada"

    app.dependency_overrides[get_token] = count_token
    response = client.get("/session", headers={"Authorization": "anything"})
    assert response.json() == {"user": "ada", "token ends with": "ada"}
    assert calls == ["anything"]


def test_endpoint_and_outer_dependency_get_the_same_token() -> None:
    assert client.get("/session", headers=ADA).json() == {"user": "ada", "token ends with": "ada"}


@pytest.mark.parametrize("path", ["/me", "/session"])
def test_parameter_of_the_inner_dependency_is_documented_once(path: str) -> None:
    assert app.openapi()["paths"][path]["get"]["parameters"] == [
        {
            "name": "authorization",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "default": "", "title": "Authorization"},
        }
    ]


def test_chain_is_resolved_from_the_inside_out_and_siblings_as_declared() -> None:
    chain_app = FastAPI()
    order: list[str] = []

    def innermost() -> None:
        order.append("innermost")

    def left(inner: Annotated[None, Depends(innermost)]) -> None:
        order.append("left")

    async def right(inner: Annotated[None, Depends(innermost)]) -> None:
        order.append("right")

    @chain_app.get("/")
    def endpoint(a: Annotated[None, Depends(left)], b: Annotated[None, Depends(right)]) -> None:
        order.append("endpoint")

    TestClient(chain_app).get("/")
    assert order == ["innermost", "left", "right", "endpoint"]


def test_inner_dependency_without_the_cache_runs_again() -> None:
    chain_app = FastAPI()
    calls: list[int] = []

    def innermost() -> int:
        calls.append(len(calls))
        return len(calls)

    def cached(inner: Annotated[int, Depends(innermost)]) -> int:
        return inner

    def uncached(inner: Annotated[int, Depends(innermost, use_cache=False)]) -> int:
        return inner

    @chain_app.get("/")
    def endpoint(
        a: Annotated[int, Depends(cached)], b: Annotated[int, Depends(uncached)], c: Annotated[int, Depends(innermost)]
    ) -> list[int]:
        return [a, b, c]

    response = TestClient(chain_app).get("/")
    assert len(calls) == 2
    assert response.json()[:2] == [1, 2]


def test_error_of_each_level_is_in_one_answer() -> None:
    chain_app = FastAPI()

    def inner(a: int) -> int:
        return a

    def outer(b: int, a: Annotated[int, Depends(inner)]) -> int:
        return a + b

    @chain_app.get("/")
    def endpoint(c: int, total: Annotated[int, Depends(outer)]) -> int:
        return c + total

    chain_client = TestClient(chain_app)
    assert chain_client.get("/", params={"a": 1, "b": 2, "c": 3}).json() == 6
    response = chain_client.get("/")
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {"type": "missing", "loc": ["query", name], "msg": "Field required", "input": None}
            for name in ("a", "b", "c")
        ]
    }
