"""Around the current user: the same by Starlette's middleware, the scopes of `requires`, and the layers."""

from collections.abc import Callable
from typing import Annotated, Any

from current_user import StoredUser, User, app, get_active_user, get_current_user
from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    BaseUser,
    SimpleUser,
    UnauthenticatedUser,
    has_required_scope,
    requires,
)
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection

ALICE = StoredUser(username="alice", password_hash="!")


class HeaderBackend(AuthenticationBackend):
    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        user = conn.headers.get("X-User")
        if user is None:
            return None
        if user == "mallory":
            raise AuthenticationError("Not mallory")
        return AuthCredentials(["authenticated", user]), SimpleUser(user)


def guarded(**options: Any) -> FastAPI:
    made = FastAPI()
    made.add_middleware(AuthenticationMiddleware, backend=HeaderBackend(), **options)
    return made


def answers(made: FastAPI, path: str = "/", users: tuple[str, ...] = ("alice", "bob", "mallory")) -> object:
    client = TestClient(made, follow_redirects=False, raise_server_exceptions=False)
    responses = [client.get(path)] + [client.get(path, headers={"X-User": user}) for user in users]
    return [(each.status_code, each.text, each.headers.get("location")) for each in responses]


def watch_user_and_credentials_of_the_middleware() -> object:
    made = guarded()

    @made.get("/")
    async def read(request: Request) -> list[object]:
        user = request.user
        return [type(user).__name__, user.is_authenticated, user.display_name, user.identity, request.auth.scopes]

    return answers(made)


def watch_own_answer_to_an_error() -> object:
    def refuse(conn: HTTPConnection, error: AuthenticationError) -> JSONResponse:
        return JSONResponse({"path": conn.url.path, "error": str(error)}, status_code=401)

    return answers(guarded(on_error=refuse))


def required_in(endpoint: Callable[..., Any], **options: Any) -> object:
    made = guarded()
    made.get("/login", name="login")(lambda: "log in")
    made.get("/")(requires(["authenticated", "alice"], **options)(endpoint))
    return answers(made)


async def read_async(request: Request) -> str:
    return "in"


def read_sync(request: Request) -> str:
    return "in"


def read_anything(request: Any = None) -> str:
    return "in"


def watch_requires_on_async_and_sync_endpoints() -> object:
    return required_in(read_async), required_in(read_sync)


def watch_requires_with_a_status_code() -> object:
    return required_in(read_async, status_code=404), required_in(read_sync, status_code=404)


def watch_requires_with_a_redirect() -> object:
    return required_in(read_async, redirect="login"), required_in(read_sync, redirect="login")


def watch_requires_one_scope_as_a_string() -> object:
    made = guarded()
    made.get("/")(requires("bob")(read_async))
    return answers(made)


def watch_requires_without_a_request() -> object:
    def endpoint(item_id: int) -> None: ...

    results = []
    calls: list[Callable[[], Any]] = [
        lambda: requires("a")(endpoint),
        lambda: requires("a")(read_anything)(request="no request"),
        lambda: requires("a")(read_anything)("no request"),
        lambda: requires("a")(read_anything)(),
    ]
    for call in calls:
        try:
            call()
            results.append("returned")
        except Exception as error:
            results.append(type(error).__name__)
    return results


def watch_requires_without_the_middleware() -> object:
    made = FastAPI()
    made.get("/")(requires("a")(read_async))
    try:
        return TestClient(made).get("/").status_code
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_websockets() -> object:
    made = guarded()

    @made.websocket("/ws")
    @requires("alice")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(websocket.user.display_name)

    seen = []
    for user in ("alice", "bob", "mallory"):
        try:
            with TestClient(made).websocket_connect("/ws", headers={"X-User": user}) as session:
                seen.append(session.receive_text())
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'code', '')}")
    return seen


def watch_lifespan_passes_the_middleware() -> object:
    with TestClient(guarded()) as client:
        return client.get("/openapi.json").status_code


def watch_users_and_scopes_as_objects() -> object:
    class Connection:
        auth = AuthCredentials(("a", "b"))

    class Named(BaseUser):
        display_name = "named"

    unknown = UnauthenticatedUser()
    checks = [has_required_scope(Connection(), scopes) for scopes in ([], ["a"], ["a", "b"], ["c"])]  # type: ignore[arg-type]
    return AuthCredentials().scopes, checks, [unknown.is_authenticated, unknown.display_name], Named().display_name


def watch_response_model_removed() -> object:
    leaky = FastAPI()

    @leaky.get("/", response_model=None)
    async def read(user: Annotated[StoredUser, Depends(get_active_user)]) -> User:
        return user

    leaky.dependency_overrides[get_current_user] = lambda: ALICE
    return TestClient(leaky).get("/").json()


def watch_both_layers_share_one_lookup() -> object:
    found: list[StoredUser] = []
    made = FastAPI()

    def find() -> StoredUser:
        found.append(ALICE)
        return ALICE

    @made.get("/")
    async def compare(
        user: Annotated[StoredUser, Depends(get_current_user)], active: Annotated[StoredUser, Depends(get_active_user)]
    ) -> bool:
        return user is active

    made.dependency_overrides[get_current_user] = find
    return TestClient(made).get("/").json(), len(found)


def watch_openapi_of_the_user() -> object:
    return app.openapi()["components"]
