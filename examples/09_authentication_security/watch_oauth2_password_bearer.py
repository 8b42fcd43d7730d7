"""Around OAuth2PasswordBearer: odd headers, its options, the other flows, OpenID Connect, where it can stand."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.openapi.models import OAuthFlowClientCredentials, OAuthFlowImplicit, OAuthFlows
from fastapi.security import (
    OAuth2,
    OAuth2AuthorizationCodeBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)
from fastapi.security.utils import get_authorization_scheme_param
from fastapi.testclient import TestClient
from oauth2_password_bearer import oauth2_scheme

HEADERS = ["", "Bearer", "Bearer ", "Bearer a", "bearer  a ", "Bearer\ta", "Bearer a b", " Bearer a", "Basic a", "a"]


def answers_of(scheme: Any) -> object:
    shown = FastAPI()

    @shown.get("/")
    async def show(token: Annotated[Any, Depends(scheme)]) -> Any:
        return token

    answers: list[object] = []
    for header in [None, *HEADERS]:
        response = TestClient(shown).get("/", headers={} if header is None else {"Authorization": header})
        answers.append((response.status_code, response.json(), response.headers.get("www-authenticate")))
    document = shown.openapi()
    return answers, document["components"], document["paths"]["/"]["get"]["security"]


def watch_password_flow() -> object:
    return answers_of(oauth2_scheme)


def watch_optional_password_flow_with_every_option() -> object:
    options: dict[str, Any] = {"scheme_name": "Login", "description": "Your account", "auto_error": False}
    scopes = {"me": "Read your profile"}
    try:
        return answers_of(OAuth2PasswordBearer("token", scopes=scopes, refreshUrl="refresh", **options))
    except TypeError:
        return answers_of(OAuth2PasswordBearer("token", scopes=scopes, **options))


def watch_authorization_code_flow() -> object:
    return answers_of(OAuth2AuthorizationCodeBearer("https://id.example.com/auth", "https://id.example.com/token"))


def watch_optional_authorization_code_flow_with_every_option() -> object:
    scheme = OAuth2AuthorizationCodeBearer(
        "https://id.example.com/auth",
        "https://id.example.com/token",
        refreshUrl="https://id.example.com/refresh",
        scheme_name="Company",
        scopes={"me": "Read your profile"},
        description="Single sign-on",
        auto_error=False,
    )
    return answers_of(scheme)


def watch_bare_oauth2() -> object:
    return answers_of(OAuth2())


def watch_oauth2_with_flows_as_a_dictionary() -> object:
    flows: dict[str, dict[str, Any]] = {"clientCredentials": {"tokenUrl": "token", "scopes": {"me": "Read"}}}
    scheme = OAuth2(flows=flows, scheme_name="Machine", description="For programs", auto_error=False)
    return answers_of(scheme)


def watch_oauth2_with_flows_as_models() -> object:
    flows = OAuthFlows(
        implicit=OAuthFlowImplicit(authorizationUrl="https://id.example.com/auth", scopes={"me": "Read"}),
        clientCredentials=OAuthFlowClientCredentials(tokenUrl="token", refreshUrl="refresh"),
    )
    return answers_of(OAuth2(flows=flows))


def watch_oauth2_with_wrong_flows() -> object:
    flows: dict[str, dict[str, Any]] = {"password": {"scopes": {}}}
    try:
        OAuth2(flows=flows)
    except Exception as error:
        return type(error).__name__
    return "accepted"


def watch_openid_connect() -> object:
    return answers_of(OpenIdConnect(openIdConnectUrl="https://id.example.com/.well-known/openid-configuration"))


def watch_optional_openid_connect_with_every_option() -> object:
    scheme = OpenIdConnect(openIdConnectUrl="/oidc", scheme_name="Oidc", description="Discovery", auto_error=False)
    return answers_of(scheme)


def watch_optional_digest() -> object:
    from fastapi.security import HTTPDigest

    shown = FastAPI()

    @shown.get("/")
    async def show(found: Annotated[Any, Depends(HTTPDigest(auto_error=False))]) -> bool:
        return found is not None

    client = TestClient(shown)
    headers = ["Digest a", "digest a", "Basic a", "Digest", ""]
    return [[header, client.get("/", headers={"Authorization": header}).text] for header in headers]


def watch_how_the_header_is_split() -> object:
    return [get_authorization_scheme_param(header) for header in [None, *HEADERS]]


def documented(guarded: FastAPI) -> object:
    document = guarded.openapi()
    client = TestClient(guarded)
    answers = [client.get("/", headers=headers).status_code for headers in ({}, {"Authorization": "Bearer a"})]
    return answers, document.get("components"), document["paths"]["/"]["get"].get("security")


def watch_scheme_on_the_application() -> object:
    guarded = FastAPI(dependencies=[Depends(oauth2_scheme)])
    guarded.get("/")(lambda: "in")
    return documented(guarded)


def watch_scheme_on_a_router() -> object:
    router = APIRouter(dependencies=[Depends(oauth2_scheme)])
    router.get("/")(lambda: "in")
    guarded = FastAPI()
    guarded.include_router(router)
    return documented(guarded)


def watch_scheme_where_a_router_is_included() -> object:
    router = APIRouter()
    router.get("/")(lambda: "in")
    guarded = FastAPI()
    guarded.include_router(router, dependencies=[Depends(oauth2_scheme)])
    return documented(guarded)


def watch_scheme_used_twice_and_cached() -> object:
    guarded = FastAPI()

    @guarded.get("/")
    async def read(
        first: Annotated[str, Depends(oauth2_scheme)], second: Annotated[str, Depends(oauth2_scheme)]
    ) -> bool:
        return first is second

    return documented(guarded)


def watch_either_of_two_schemes() -> object:
    first = OAuth2PasswordBearer("token", scheme_name="first", auto_error=False)
    second = OAuth2PasswordBearer("other", scheme_name="second", auto_error=False)
    guarded = FastAPI()

    @guarded.get("/")
    async def read(
        one: Annotated[str | None, Depends(first)], two: Annotated[str | None, Depends(second)]
    ) -> list[str | None]:
        return [one, two]

    return documented(guarded)


def watch_scheme_on_a_websocket() -> object:
    guarded = FastAPI()

    @guarded.websocket("/ws")
    async def greet(websocket: WebSocket, token: Annotated[str, Depends(oauth2_scheme)]) -> None:
        await websocket.accept()
        await websocket.send_text(token)

    seen = []
    for headers in ({"Authorization": "Bearer a"}, {}):
        try:
            with TestClient(guarded).websocket_connect("/ws", headers=headers) as session:
                seen.append(session.receive_text())
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'status_code', '')}")
    return seen
