from collections.abc import Callable
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from router_dependencies import app, check_opt_in

client = TestClient(app)
beta_routes = pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [("GET", "/beta/search?q=nail", 200, {"found": "nail"}), ("POST", "/beta/votes", 201, {"vote": "counted"})],
)
X_BETA_PARAMETER = {
    "name": "x-beta",
    "in": "header",
    "required": False,
    "schema": {"type": "boolean", "default": False, "title": "X-Beta"},
}


@beta_routes
def test_routes_of_the_router_are_served_when_the_check_passes(
    method: str, path: str, status: int, body: object
) -> None:
    response = client.request(method, path, headers={"X-Beta": "true"})
    assert response.status_code == status
    assert response.json() == body


@beta_routes
@pytest.mark.parametrize("headers", [{}, {"X-Beta": "false"}])
def test_routes_of_the_router_are_guarded(
    method: str, path: str, status: int, body: object, headers: dict[str, str]
) -> None:
    response = client.request(method, path, headers=headers)
    assert response.status_code == 403
    assert response.json() == {"detail": "Send X-Beta: true to use the beta"}


def test_other_routes_of_the_application_are_not_guarded() -> None:
    response = client.get("/status")
    assert response.status_code == 200
    assert response.json() == {"status": "up"}


def test_failed_check_comes_before_the_validation_of_the_route() -> None:
    assert client.get("/beta/search").status_code == 403
    response = client.get("/beta/search", headers={"X-Beta": "true"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["query", "q"], "msg": "Field required", "input": None}]
    }


def test_header_of_the_check_is_validated() -> None:
    response = client.post("/beta/votes", headers={"X-Beta": "perhaps"})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    del error["msg"]
    assert error == {"type": "bool_parsing", "loc": ["header", "x-beta"], "input": "perhaps"}


def test_openapi_shows_the_header_on_the_routes_of_the_router_only() -> None:
    paths = app.openapi()["paths"]
    assert paths["/beta/search"]["get"]["parameters"] == [
        {"name": "q", "in": "query", "required": True, "schema": {"type": "string", "title": "Q"}},
        X_BETA_PARAMETER,
    ]
    assert paths["/beta/votes"]["post"]["parameters"] == [X_BETA_PARAMETER]
    assert "parameters" not in paths["/status"]["get"]


def ordered_app(order: list[str], failing: str | None = None) -> FastAPI:
    """An application with a dependency at every level, each of which records its name."""

    def named(name: str) -> Callable[[], None]:
        def record() -> None:
            order.append(name)
            if name == failing:
                raise HTTPException(403, f"{name} refused")

        return record

    application = FastAPI(dependencies=[Depends(named("application"))])
    outer = APIRouter(dependencies=[Depends(named("outer router"))])
    inner = APIRouter(dependencies=[Depends(named("inner router")), Depends(named("inner router, second"))])

    @inner.get("/", dependencies=[Depends(named("decorator"))])
    def endpoint(parameter: Annotated[None, Depends(named("parameter"))]) -> str:
        order.append("endpoint")
        return "served"

    outer.include_router(inner, prefix="/inner", dependencies=[Depends(named("inclusion in outer"))])
    application.include_router(outer, dependencies=[Depends(named("inclusion in application"))])
    return application


EXPECTED_ORDER = [
    "application",
    "inclusion in application",
    "outer router",
    "inclusion in outer",
    "inner router",
    "inner router, second",
    "decorator",
    "parameter",
    "endpoint",
]


def test_order_goes_from_the_application_to_the_parameters() -> None:
    order: list[str] = []
    assert TestClient(ordered_app(order)).get("/inner/").json() == "served"
    assert order == EXPECTED_ORDER


@pytest.mark.parametrize("failing", EXPECTED_ORDER[:-1])
def test_first_refusal_ends_the_request(failing: str) -> None:
    order: list[str] = []
    response = TestClient(ordered_app(order, failing)).get("/inner/")
    assert (response.status_code, response.json()) == (403, {"detail": f"{failing} refused"})
    assert order == EXPECTED_ORDER[: EXPECTED_ORDER.index(failing) + 1]


@pytest.mark.parametrize(("use_cache", "calls_per_request"), [(True, 1), (False, 2)])
def test_same_check_at_two_levels_runs_once_and_for_a_parameter_without_cache_again(
    use_cache: bool, calls_per_request: int
) -> None:
    calls: list[str] = []

    def check() -> None:
        calls.append("checked")

    twice_app = FastAPI(dependencies=[Depends(check, use_cache=use_cache)])
    router = APIRouter(dependencies=[Depends(check, use_cache=use_cache)])

    @router.get("/")
    def endpoint(checked: Annotated[None, Depends(check, use_cache=use_cache)]) -> None: ...

    twice_app.include_router(router)
    TestClient(twice_app).get("/")
    assert calls == ["checked"] * calls_per_request


def test_router_included_twice_is_guarded_in_both_places() -> None:
    double_app = FastAPI()
    router = APIRouter(dependencies=[Depends(check_opt_in)])

    @router.get("/search")
    def search() -> str:
        return "found"

    double_app.include_router(router, prefix="/v1")
    double_app.include_router(router, prefix="/v2")
    double_client = TestClient(double_app)
    for path in ("/v1/search", "/v2/search"):
        assert double_client.get(path).status_code == 403
        assert double_client.get(path, headers={"X-Beta": "1"}).json() == "found"
