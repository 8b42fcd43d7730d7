import secrets

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from protected_router import admin, app, verify_token

client = TestClient(app)

ADMIN_ROUTES = [
    (method, route.path)
    for route in admin.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    value = secrets.token_urlsafe()
    monkeypatch.setenv("ADMIN_TOKEN", value)
    return value


@pytest.fixture
def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
def test_every_admin_route_refuses_without_the_token(method: str, path: str) -> None:
    response = client.request(method, path.format(user_id=1))
    assert (response.status_code, response.json()) == (401, {"detail": "Not authenticated"})
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), ADMIN_ROUTES)
def test_every_admin_route_refuses_a_wrong_token(method: str, path: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}x"}
    response = client.request(method, path.format(user_id=1), headers=headers)
    assert (response.status_code, response.json()) == (401, {"detail": "Wrong token"})
    assert response.headers["www-authenticate"] == "Bearer"


def test_the_parametrized_routes_are_all_routes_of_the_router() -> None:
    assert len(ADMIN_ROUTES) == len(admin.routes)
    assert ADMIN_ROUTES == [
        ("GET", "/admin/users/"),
        ("PUT", "/admin/users/{user_id}"),
        ("DELETE", "/admin/users/{user_id}"),
    ]


@pytest.mark.parametrize("authorization", ["Basic {}", "{}", "Bearer", ""])
def test_another_scheme_is_no_token(authorization: str, token: str) -> None:
    response = client.get("/admin/users/", headers={"Authorization": authorization.format(token)})
    assert (response.status_code, response.json()) == (401, {"detail": "Not authenticated"})


def test_a_token_that_is_not_ascii_is_refused_and_not_an_error() -> None:
    response = client.get("/admin/users/", headers={b"Authorization": b"Bearer \xfc"})
    assert (response.status_code, response.json()) == (401, {"detail": "Wrong token"})


def test_the_admin_routes_answer_with_the_token(bearer: dict[str, str]) -> None:
    listed = client.get("/admin/users/", headers=bearer)
    assert (listed.status_code, listed.json()) == (200, ["ann", "bob"])
    renamed = client.put("/admin/users/1", headers=bearer, json={"name": "cat"})
    assert (renamed.status_code, renamed.json()) == (200, {"user_id": 1, "name": "cat"})
    removed = client.delete("/admin/users/1", headers=bearer)
    assert (removed.status_code, removed.content) == (204, b"")


def test_the_open_route_answers_without_the_token() -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"healthy": True})


def test_a_route_added_to_the_router_later_is_guarded_too(bearer: dict[str, str]) -> None:
    router, other = APIRouter(prefix="/admin", dependencies=[Depends(verify_token)]), FastAPI()
    router.add_api_route("/new", lambda: "new")
    other.include_router(router)
    assert TestClient(other).get("/admin/new").status_code == 401
    assert TestClient(other).get("/admin/new", headers=bearer).json() == "new"


def test_the_guard_runs_before_parameters_and_fields_are_judged(bearer: dict[str, str]) -> None:
    assert client.put("/admin/users/x", json={"name": 1}).status_code == 401
    response = client.put("/admin/users/x", json={"name": 1}, headers=bearer)
    assert response.status_code == 422
    errors = [{key: error[key] for key in error if key != "msg"} for error in response.json()["detail"]]
    assert errors == [
        {"type": "int_parsing", "loc": ["path", "user_id"], "input": "x"},
        {"type": "string_type", "loc": ["body", "name"], "input": 1},
    ]


def test_a_body_that_is_no_json_is_refused_before_the_guard_runs() -> None:
    response = client.put("/admin/users/1", content=b"{", headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "json_invalid",
                "loc": ["body", 1],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": "Expecting property name enclosed in double quotes"},
            }
        ]
    }


def test_unknown_paths_and_methods_are_answered_before_the_guard() -> None:
    assert client.get("/admin/nothing").status_code == 404
    assert client.patch("/admin/users/1").status_code == 405


def test_openapi_marks_the_guarded_operations_and_only_them() -> None:
    document = app.openapi()
    assert document["components"]["securitySchemes"] == {"HTTPBearer": {"type": "http", "scheme": "bearer"}}
    guarded: list[dict[str, list[str]]] = [{"HTTPBearer": []}]
    security = {
        (method.upper(), path): operation.get("security")
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert security == {**dict.fromkeys(ADMIN_ROUTES, guarded), ("GET", "/health/"): None}
