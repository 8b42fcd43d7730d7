import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.security import HTTPBearer
from fastapi.testclient import TestClient
from global_dependencies import app, verify_token
from starlette.websockets import WebSocketDisconnect

client = TestClient(app)
TOKEN = {"X-Token": "for the tests"}
X_TOKEN_PARAMETER = {
    "name": "x-token",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "title": "X-Token"},
}
both_routes = pytest.mark.parametrize(("path", "body"), [("/items", ["hammer"]), ("/users/7", {"user": 7})])


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "for the tests")


@both_routes
def test_every_route_is_served_with_the_header(path: str, body: object) -> None:
    response = client.get(path, headers=TOKEN)
    assert response.status_code == 200
    assert response.json() == body


@both_routes
def test_every_route_is_refused_without_the_header(path: str, body: object) -> None:
    response = client.get(path)
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["header", "x-token"], "msg": "Field required", "input": None}]
    }


@both_routes
@pytest.mark.parametrize("token", ["another", "", "for the tests2", "für die Tests".encode()])
def test_every_route_is_refused_with_a_wrong_token(path: str, body: object, token: str | bytes) -> None:
    raw_token = token if isinstance(token, bytes) else token.encode()
    response = client.get(path, headers=[(b"X-Token", raw_token)])
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid token"}
    assert response.headers["www-authenticate"] == "APIKey"


def test_errors_of_the_global_dependency_come_before_those_of_the_route() -> None:
    response = client.get("/users/first")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["header", "x-token"], ["path", "user_id"]]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_documentation_stays_open(path: str) -> None:
    assert client.get(path).status_code == 200


def test_unknown_path_and_wrong_method_are_answered_without_the_check() -> None:
    not_found = client.get("/nowhere")
    assert (not_found.status_code, not_found.json()) == (404, {"detail": "Not Found"})
    not_allowed = client.post("/items")
    assert (not_allowed.status_code, not_allowed.json()) == (405, {"detail": "Method Not Allowed"})


def test_openapi_shows_the_header_on_each_operation() -> None:
    paths = app.openapi()["paths"]
    assert paths["/items"]["get"]["parameters"] == [X_TOKEN_PARAMETER]
    assert paths["/users/{user_id}"]["get"]["parameters"] == [
        {"name": "user_id", "in": "path", "required": True, "schema": {"type": "integer", "title": "User Id"}},
        X_TOKEN_PARAMETER,
    ]
    assert set(paths["/items"]["get"]["responses"]) == {"200", "422"}


def guarded_app() -> FastAPI:
    guarded = FastAPI(dependencies=[Depends(verify_token)])

    @guarded.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    mounted = FastAPI()

    @mounted.get("/")
    def read_mounted() -> str:
        return "open"

    guarded.mount("/mounted", mounted)
    return guarded


def test_websocket_route_is_guarded_too() -> None:
    guarded_client = TestClient(guarded_app())
    with guarded_client.websocket_connect("/ws", headers=TOKEN) as websocket:
        assert websocket.receive_text() == "hello"
    with pytest.raises(WebSocketDisconnect) as refusal, guarded_client.websocket_connect("/ws"):
        pass
    assert refusal.value.code == 1008


def test_mounted_application_is_not_guarded() -> None:
    response = TestClient(guarded_app()).get("/mounted/")
    assert (response.status_code, response.json()) == (200, "open")


def test_routes_added_after_the_router_was_included_are_guarded_too() -> None:
    late_app = FastAPI(dependencies=[Depends(verify_token)])
    router = APIRouter()
    late_app.include_router(router)

    @router.get("/late")
    def read_late() -> str:
        return "late"

    late_client = TestClient(late_app)
    assert late_client.get("/late").status_code == 422
    assert late_client.get("/late", headers=TOKEN).json() == "late"


def test_global_security_scheme_is_in_openapi_on_each_operation() -> None:
    secure_app = FastAPI(dependencies=[Depends(HTTPBearer())])
    router = APIRouter()

    @secure_app.get("/items")
    def list_items() -> list[str]:
        return []

    @router.get("/users")
    def list_users() -> list[str]:
        return []

    secure_app.include_router(router)
    document = secure_app.openapi()
    assert document["components"] == {"securitySchemes": {"HTTPBearer": {"type": "http", "scheme": "bearer"}}}
    assert document["paths"]["/items"]["get"]["security"] == [{"HTTPBearer": []}]
    assert document["paths"]["/users"]["get"]["security"] == [{"HTTPBearer": []}]
    assert TestClient(secure_app).get("/users", headers={"Authorization": "Bearer x"}).json() == []


def test_without_a_token_in_the_environment_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_TOKEN")
    response = TestClient(app, raise_server_exceptions=False).get("/items", headers=TOKEN)
    assert response.status_code == 500


def test_an_empty_token_in_the_environment_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "")
    response = client.get("/items", headers={"X-Token": ""})
    assert (response.status_code, response.json()) == (401, {"detail": "Invalid token"})
