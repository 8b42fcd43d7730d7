"""Around a guarded router: auto_error, broken bodies, unknown paths, other places for the guard, and what skips it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.responses import PlainTextResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.testclient import TestClient
from protected_router import ADMIN_TOKEN, app, verify_token

client = TestClient(app)
BEARER = {"Authorization": f"Bearer {ADMIN_TOKEN}"}


def watch_missing_token_with_auto_error() -> object:
    other = FastAPI()

    @other.get("/")
    def read(given: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
        return given.scheme

    responses = [TestClient(other).get("/", headers=headers) for headers in ({}, {"Authorization": "Basic x"}, BEARER)]
    return [[r.status_code, r.json(), r.headers.get("www-authenticate")] for r in responses]


def watch_scheme_in_another_case_or_with_more_spaces() -> object:
    forms = ["bearer {}", "BEARER {}", "Bearer  {}", " Bearer {}", "Bearer {} x", "Bearer\t{}"]
    return {
        form: client.get("/users", headers={"Authorization": form.format(ADMIN_TOKEN)}).status_code for form in forms
    }


def watch_header_sent_twice() -> object:
    values = [("Authorization", "Bearer x"), ("Authorization", f"Bearer {ADMIN_TOKEN}")]
    return [client.get("/users", headers=given).status_code for given in (values, values[::-1])]


def watch_unknown_path_and_method() -> object:
    return [
        [method, path, client.request(method, path).status_code]
        for method, path in (("GET", "/users/1"), ("GET", "/users/1/x"), ("PUT", "/users"), ("HEAD", "/users"))
    ]


def watch_broken_body_before_the_guard() -> object:
    guarded, other = APIRouter(dependencies=[Depends(verify_token)]), FastAPI()
    guarded.add_api_route("/users", create_user, methods=["POST"])
    other.include_router(guarded)
    contents = ["{", '{"name": 1}', ""]
    json = {"Content-Type": "application/json"}
    return [TestClient(other).post("/users", content=text, headers=json).status_code for text in contents]


def create_user(body: dict[str, str]) -> dict[str, str]:
    return body


def watch_route_added_later() -> object:
    guarded, other = APIRouter(prefix="/users", dependencies=[Depends(verify_token)]), FastAPI()
    other.include_router(guarded)
    guarded.add_api_route("/late", lambda: "late")
    return [TestClient(other).get("/users/late", headers=headers).status_code for headers in ({}, BEARER)]


def watch_guard_of_an_inclusion_and_of_the_app() -> object:
    router = APIRouter()
    router.add_api_route("/users", lambda: "users")
    included, whole = FastAPI(), FastAPI(dependencies=[Depends(verify_token)])
    included.include_router(router, dependencies=[Depends(verify_token)])
    whole.include_router(router)
    paths = ["/users", "/docs", "/openapi.json", "/none"]
    return [[TestClient(each).get(path).status_code for path in paths] for each in (included, whole)]


def watch_what_skips_the_guard_of_a_router() -> object:
    guarded, other = APIRouter(dependencies=[Depends(verify_token)]), FastAPI()

    async def plain(request: Any) -> PlainTextResponse:
        return PlainTextResponse("plain")

    guarded.add_route("/plain", plain)
    guarded.mount("/mounted", PlainTextResponse("mounted"))
    other.include_router(guarded)
    return [TestClient(other).get(path).status_code for path in ("/plain", "/mounted/x")]


def watch_guard_that_runs_once_for_two_uses() -> object:
    log: list[str] = []

    def guard() -> str:
        log.append("guard")
        return "ann"

    router, other = APIRouter(dependencies=[Depends(guard)]), FastAPI()

    @router.get("/cached")
    def read(user: Annotated[str, Depends(guard)]) -> str:
        return user

    @router.get("/fresh")
    def read_fresh(user: Annotated[str, Depends(guard, use_cache=False)]) -> str:
        return user

    other.include_router(router)
    seen = []
    for path in ("/cached", "/fresh"):
        TestClient(other).get(path)
        seen.append(len(log))
        log.clear()
    return seen


def watch_two_guards_of_which_both_refuse() -> object:
    def refuse(code: int) -> Any:
        def guard() -> None:
            raise HTTPException(status_code=code)

        return Depends(guard)

    router, other = APIRouter(dependencies=[refuse(402), refuse(403)]), FastAPI()
    router.add_api_route("/", lambda: "x", dependencies=[refuse(404)])
    other.include_router(router, dependencies=[refuse(401)])
    return TestClient(other).get("/").status_code


def watch_security_in_the_document() -> object:
    document = app.openapi()
    return document["components"]["securitySchemes"], {
        f"{method} {path}": operation.get("security")
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
