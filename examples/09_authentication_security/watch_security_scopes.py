"""Around scopes: their order, their cache, where Security can stand, other schemes."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Security, WebSocket
from fastapi.security import HTTPBearer, SecurityScopes
from fastapi.testclient import TestClient
from security_scopes import app, check_scopes, list_reports, oauth2_scheme


async def show(needed: SecurityScopes) -> dict[str, Any]:
    return {"scopes": needed.scopes, "scope_str": needed.scope_str}


async def middle(shown: Annotated[dict[str, Any], Security(show, scopes=["inner", "both"])]) -> dict[str, Any]:
    return shown


def watch_chain_of_three() -> object:
    chained = FastAPI()

    @chained.get("/")
    async def read(shown: Annotated[dict[str, Any], Security(middle, scopes=["outer", "both"])]) -> dict[str, Any]:
        return shown

    return TestClient(chained).get("/").json()


def watch_scopes_in_odd_types() -> object:
    odd: list[Any] = [(), ("a", "b"), [], None, "ab", ["a b"]]
    results: list[object] = []
    for scopes in odd:
        try:
            shown = FastAPI()
            shown.get("/", dependencies=[Security(oauth2_scheme, scopes=scopes)])(lambda: None)
            results.append(shown.openapi()["paths"]["/"]["get"]["security"])
        except Exception as error:
            results.append(type(error).__name__)
    return results


def watch_application_router_and_decorator() -> object:
    router = APIRouter(dependencies=[Security(show, scopes=["router"])])

    @router.get("/", dependencies=[Security(show, scopes=["decorator"])])
    async def read(shown: Annotated[dict[str, Any], Depends(show)]) -> dict[str, Any]:
        return shown

    whole = FastAPI(dependencies=[Security(show, scopes=["application"])])
    whole.include_router(router, dependencies=[Security(show, scopes=["include"])])
    return TestClient(whole).get("/").json()


def runs_of(use_cache: bool) -> object:
    ran: list[list[str]] = []

    async def note(needed: SecurityScopes) -> None:
        ran.append(needed.scopes)

    noted = FastAPI()

    @noted.get("/")
    async def read(
        first: Annotated[None, Security(note, scopes=["a"], use_cache=use_cache)],
        again: Annotated[None, Security(note, scopes=["a"], use_cache=use_cache)],
        other: Annotated[None, Security(note, scopes=["b"], use_cache=use_cache)],
        none: Annotated[None, Depends(note, use_cache=use_cache)],
    ) -> None: ...

    return TestClient(noted).get("/").status_code, ran


def watch_one_run_for_each_set_of_scopes() -> object:
    return runs_of(use_cache=True), runs_of(use_cache=False)


def watch_dependency_that_reads_no_scopes_runs_once() -> object:
    ran: list[int] = []

    async def plain() -> None:
        ran.append(1)

    noted = FastAPI()

    @noted.get("/")
    async def read(
        first: Annotated[None, Security(plain, scopes=["a"])], second: Annotated[None, Security(plain, scopes=["b"])]
    ) -> None: ...

    return TestClient(noted).get("/").status_code, ran


def watch_dependency_below_two_sets_of_scopes_runs_once() -> object:
    ran: list[str] = []

    async def plain() -> None:
        ran.append("plain")

    async def reading(needed: SecurityScopes) -> None:
        ran.append(needed.scope_str)

    async def first(shared: Annotated[None, Depends(plain)], read: Annotated[None, Depends(reading)]) -> None: ...

    async def second(shared: Annotated[None, Depends(plain)], read: Annotated[None, Depends(reading)]) -> None: ...

    noted = FastAPI()

    @noted.get("/")
    async def read(
        one: Annotated[None, Security(first, scopes=["a"])], other: Annotated[None, Security(second, scopes=["b"])]
    ) -> None: ...

    return TestClient(noted).get("/").status_code, ran


def watch_openapi_of_a_scheme_of_a_router_and_of_a_chain() -> object:
    router = APIRouter(dependencies=[Security(check_scopes, scopes=["delete"])])
    router.get("/", dependencies=[Depends(list_reports)])(lambda: None)
    router.get("/direct", dependencies=[Security(oauth2_scheme, scopes=["x", "y"])])(lambda: None)
    guarded = FastAPI()
    guarded.include_router(router)
    return [operation["get"]["security"] for operation in guarded.openapi()["paths"].values()]


def watch_scopes_with_a_scheme_that_has_none() -> object:
    bearer = FastAPI()
    bearer.get("/", dependencies=[Security(HTTPBearer(), scopes=["a"])])(lambda: None)
    return bearer.openapi()["paths"]["/"]["get"]["security"], bearer.openapi()["components"]


def watch_security_scopes_by_hand() -> object:
    return [vars(SecurityScopes(scopes)) for scopes in (None, [], ["a"], ["a", "b", "a"])]


def watch_scopes_on_a_websocket() -> object:
    socket_app = FastAPI()

    @socket_app.websocket("/ws")
    async def greet(websocket: WebSocket, shown: Annotated[dict[str, Any], Security(middle, scopes=["ws"])]) -> None:
        await websocket.accept()
        await websocket.send_json(shown)

    with TestClient(socket_app).websocket_connect("/ws") as session:
        return session.receive_json()


def watch_challenges_of_a_missing_token() -> object:
    response = TestClient(app).delete("/reports")
    return response.status_code, response.json(), response.headers.get("www-authenticate")


def watch_openapi_of_the_script() -> object:
    document = app.openapi()
    paths = document["paths"]["/reports"]
    return document["components"]["securitySchemes"], {method: paths[method]["security"] for method in paths}
