"""Around roles: order of checks, dependencies made twice, and where they can stand."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Security
from fastapi.security import SecurityScopes
from fastapi.testclient import TestClient
from roles import Role, app, require


def made(order: list[str]) -> Any:
    """Dependencies that note when they are called."""

    def who(x_user: Annotated[str, Header()] = "bob") -> str:
        order.append("who")
        return x_user

    def needs(role: str) -> Any:
        def check(user: Annotated[str, Depends(who)]) -> str:
            order.append(f"needs {role}")
            if user != role:
                raise HTTPException(403)
            return user

        return check

    return needs


def watch_order_of_app_router_and_route() -> object:
    order: list[str] = []
    needs = made(order)
    own = FastAPI(dependencies=[Depends(needs("bob"))])
    router = APIRouter(dependencies=[Depends(needs("bob"))])
    router.get("/", dependencies=[Depends(needs("bob"))])(lambda: "ok")
    own.include_router(router, prefix="/v1", dependencies=[Depends(needs("bob"))])
    return TestClient(own).get("/v1/").text, order


def watch_role_checked_before_or_after_the_body() -> object:
    order: list[str] = []
    own = FastAPI()

    @own.post("/{number}", dependencies=[Depends(made(order)("ada"))])
    def create(number: int, body: dict[str, int]) -> int:
        return number

    client = TestClient(own)
    answers = [client.post("/x", json={}), client.post("/1", content=b"{"), client.post("/1", json={"a": "b"})]
    return [[one.status_code, one.json()] for one in answers], order


def watch_value_of_the_check_as_a_parameter() -> object:
    order: list[str] = []
    own = FastAPI()
    bob = made(order)("bob")

    @own.get("/")
    def read(user: Annotated[str, Depends(bob)], again: Annotated[str, Depends(bob, use_cache=False)]) -> list[str]:
        return [user, again]

    return TestClient(own).get("/").json(), order


def watch_roles_as_security_scopes() -> object:
    own = FastAPI()

    def check(scopes: SecurityScopes, x_role: Annotated[str, Header()] = "") -> str:
        if not set(scopes.scopes) <= {x_role}:
            raise HTTPException(403, scopes.scope_str)
        return x_role

    own.get("/", dependencies=[Security(check, scopes=["admin"])])(lambda: "ok")
    client = TestClient(own)
    return [client.get("/", headers={"X-Role": role}).text for role in ("admin", "reader")]


def watch_override_of_a_made_dependency() -> object:
    own = FastAPI()
    check = require(Role.ADMIN)
    own.get("/", dependencies=[Depends(check)])(lambda: "ok")
    before = TestClient(own).get("/").status_code
    own.dependency_overrides[check] = lambda: None
    return before, TestClient(own).get("/").status_code


def watch_unknown_paths_and_methods_of_the_router() -> object:
    client = TestClient(app)
    return [client.get("/admin/none").status_code, client.post("/admin/users").status_code]


def watch_openapi() -> object:
    return app.openapi()
