from collections.abc import Callable
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.security import OAuth2PasswordBearer
from fastapi.testclient import TestClient
from oauth2_password_bearer import app, oauth2_scheme

client = TestClient(app)

PASSWORD_FLOW = {
    "OAuth2PasswordBearer": {"type": "oauth2", "flows": {"password": {"scopes": {}, "tokenUrl": "token"}}},
}


@pytest.mark.parametrize("path", ["/token-echo", "/optional-token-echo"])
def test_the_token_is_extracted(path: str) -> None:
    response = client.get(path, headers={"Authorization": "Bearer abc.def"})
    assert response.status_code == 200
    assert response.json() == {"unverified_token": "abc.def"}
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    ("header", "token"),
    [("bearer abc", "abc"), ("BEARER abc", "abc"), ("Bearer  abc", "abc"), ("Bearer a b", "a b"), ("Bearer", "")],
    ids=["lower case", "upper case", "two spaces", "space in the token", "no token"],
)
def test_the_scheme_is_any_case_and_the_rest_is_the_token(header: str, token: str) -> None:
    response = client.get("/token-echo", headers={"Authorization": header})
    assert response.status_code == 200
    assert response.json() == {"unverified_token": token}


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic abc"}, {"Authorization": "abc"}, {"Authorization": ""}],
    ids=["no header", "wrong scheme", "no scheme", "empty header"],
)
def test_no_bearer_token_is_401_with_a_bearer_challenge(headers: dict[str, str]) -> None:
    response = client.get("/token-echo", headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Basic abc"}, {"Authorization": ""}],
    ids=["no header", "wrong scheme", "empty header"],
)
def test_without_auto_error_the_token_is_none(headers: dict[str, str]) -> None:
    response = client.get("/optional-token-echo", headers=headers)
    assert response.status_code == 200
    assert response.json() == {"unverified_token": None}


def test_openapi_has_the_password_flow() -> None:
    assert app.openapi()["components"] == {"securitySchemes": PASSWORD_FLOW}


@pytest.mark.parametrize("path", ["/token-echo", "/optional-token-echo"])
def test_openapi_marks_the_operations_and_lists_no_header_parameter(path: str) -> None:
    operation = app.openapi()["paths"][path]["get"]
    assert operation["security"] == [{"OAuth2PasswordBearer": []}]
    assert "parameters" not in operation
    assert set(operation["responses"]) == {"200"}


def test_openapi_takes_scheme_name_scopes_description_and_refresh_url() -> None:
    scheme = OAuth2PasswordBearer(
        tokenUrl="token",
        scheme_name="Login",
        scopes={"me": "Read your profile"},
        description="The login of this API",
        refreshUrl="refresh",
    )
    other = FastAPI()
    other.get("/", dependencies=[Depends(scheme)])(lambda: None)
    document = other.openapi()
    assert document["components"]["securitySchemes"] == {
        "Login": {
            "type": "oauth2",
            "description": "The login of this API",
            "flows": {
                "password": {"scopes": {"me": "Read your profile"}, "tokenUrl": "token", "refreshUrl": "refresh"}
            },
        }
    }
    assert document["paths"]["/"]["get"]["security"] == [{"Login": []}]


def app_with_the_scheme_on_the_application() -> FastAPI:
    guarded = FastAPI(dependencies=[Depends(oauth2_scheme)])
    guarded.get("/")(lambda: "in")
    return guarded


def app_with_the_scheme_on_a_router() -> FastAPI:
    router = APIRouter(dependencies=[Depends(oauth2_scheme)])
    router.get("/")(lambda: "in")
    guarded = FastAPI()
    guarded.include_router(router)
    return guarded


@pytest.mark.parametrize("build", [app_with_the_scheme_on_the_application, app_with_the_scheme_on_a_router])
def test_on_the_application_or_a_router_it_guards_and_documents_every_operation(build: Callable[[], FastAPI]) -> None:
    guarded = build()
    guarded_client = TestClient(guarded)
    assert guarded_client.get("/").status_code == 401
    assert guarded_client.get("/", headers={"Authorization": "Bearer abc"}).json() == "in"
    assert guarded.openapi()["components"]["securitySchemes"] == PASSWORD_FLOW
    assert guarded.openapi()["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": []}]


def test_it_also_works_on_a_websocket_since_fastapi_0_144() -> None:
    socket_app = FastAPI()

    @socket_app.websocket("/")
    async def echo(websocket: WebSocket, token: Annotated[str, Depends(oauth2_scheme)]) -> None:
        await websocket.accept()
        await websocket.send_text(token)

    with TestClient(socket_app).websocket_connect("/", headers={"Authorization": "Bearer abc"}) as session:
        assert session.receive_text() == "abc"
