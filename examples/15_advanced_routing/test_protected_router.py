import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from protected_router import ADMIN_TOKEN, admin, app

client = TestClient(app)
ROUTES = [
    (method, route.path) for route in admin.routes if isinstance(route, APIRoute) for method in route.methods or ()
]


def send(method: str, path: str, authorization: str | None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    response = client.request(method, path.format(user_id=1), headers=headers)
    if response.status_code == 401:
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json() == {"detail": "Wrong token"}
    return response.status_code


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer x", f"Bearer {ADMIN_TOKEN}x", f"Basic {ADMIN_TOKEN}", ADMIN_TOKEN],
)
def test_each_admin_route_refuses_without_the_token(method: str, path: str, authorization: str | None) -> None:
    assert send(method, path, authorization) == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_each_admin_route_answers_with_the_token(method: str, path: str) -> None:
    assert send(method, path, f"Bearer {ADMIN_TOKEN}") == {"GET": 200, "DELETE": 204}[method]


def test_every_route_of_the_router_is_tested() -> None:
    assert len(ROUTES) == len(admin.routes) == 2
    assert client.get("/users", headers={"Authorization": f"Bearer {ADMIN_TOKEN}"}).json() == ["ann", "bob"]


def test_token_that_is_not_ascii_is_refused() -> None:
    response = client.get("/users", headers={b"Authorization": b"Bearer \xfc"})
    assert response.status_code == 401


def test_guard_runs_before_parameters_are_validated() -> None:
    assert send("DELETE", "/users/x", None) == 401
    assert send("DELETE", "/users/x", f"Bearer {ADMIN_TOKEN}") == 422


def test_open_router_answers_without_a_token() -> None:
    assert client.get("/health").json() == "healthy"


def test_openapi_marks_the_guarded_operations_and_only_them() -> None:
    paths = app.openapi()["paths"]
    marked = {
        (m.upper(), path)
        for path, methods in paths.items()
        for m, operation in methods.items()
        if "security" in operation
    }
    assert marked == set(ROUTES)
