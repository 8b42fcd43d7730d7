"""Around HTTP Basic: its arguments, odd headers, and the digest and bearer schemes beside it."""

from base64 import b64encode
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Security
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from fastapi.testclient import TestClient

VALUES = [
    "",
    "Basic",
    "Basic ",
    "basic YTpi",
    "BASIC YTpi",
    "Basic  YTpi",
    "Basic\tYTpi",
    "BasicYTpi",
    "Basic YTpi extra",
    "Basic YTpi==",
    "Basic YT pi",
    "Basic YTpi\u00e4",
    "Basic YWJj",
    "Basic Og==",
    "Basic YTpiOmM=",
    "Basic YToAYg==",
    "Bearer YTpi",
]


def answers(scheme: Any, values: list[str]) -> object:
    own = FastAPI()

    @own.get("/")
    def read(given: Annotated[Any, Depends(scheme)]) -> Any:
        return given.model_dump() if isinstance(given, HTTPBasicCredentials) else repr(given)

    told: list[object] = []
    client = TestClient(own, raise_server_exceptions=False)
    for value in values:
        response = client.get("/", headers={b"Authorization": value.encode("latin-1")})
        told.append([value, response.status_code, response.json(), response.headers.get("www-authenticate")])
    response = client.get("/")
    return [*told, response.status_code, response.headers.get("www-authenticate"), own.openapi()["components"]]


def watch_odd_headers() -> object:
    return answers(HTTPBasic(), VALUES)


def watch_arguments() -> object:
    values = ["Basic YTpi", "Basic !", "Bearer x"]
    return [
        answers(HTTPBasic(realm="a b"), values),
        answers(HTTPBasic(scheme_name="Staff", description="For staff.", realm=""), values),
        answers(HTTPBasic(auto_error=False), values),
        answers(HTTPBasic(realm='quoted "realm"'), values),
    ]


def watch_utf_8_credentials() -> object:
    return answers(HTTPBasic(), ["Basic " + b64encode("ä:ü".encode()).decode()])


def watch_header_sent_twice() -> object:
    own = FastAPI()

    @own.get("/")
    def read(given: Annotated[HTTPBasicCredentials, Security(HTTPBasic())]) -> str:
        return given.username

    return TestClient(own).get("/", headers=[("authorization", "Basic YTpi"), ("authorization", "Basic Yjpi")]).text


def watch_two_schemes_where_one_is_enough() -> object:
    from fastapi.security import APIKeyHeader

    own = FastAPI()
    key = APIKeyHeader(name="X-Key", auto_error=False)

    @own.get("/")
    def read(
        one: Annotated[HTTPBasicCredentials | None, Depends(HTTPBasic(auto_error=False))],
        two: Annotated[str | None, Depends(key)],
    ) -> list[bool]:
        return [one is not None, two is not None]

    client = TestClient(own)
    answers = [client.get("/", auth=("a", "b")).json(), client.get("/", headers={"X-Key": "a"}).json()]
    return answers, own.openapi()["paths"]["/"]["get"]["security"]


def watch_credentials_as_objects() -> object:
    credentials = HTTPBasicCredentials(username="a", password="b")
    return repr(credentials), credentials.model_dump(), credentials == HTTPBasicCredentials(username="a", password="b")


def watch_websocket() -> object:
    from fastapi import WebSocket

    own = FastAPI()

    @own.websocket("/")
    async def talk(websocket: WebSocket, user: Annotated[HTTPBasicCredentials, Depends(HTTPBasic())]) -> None:
        await websocket.accept()
        await websocket.send_text(user.username)

    told: list[object] = []
    for headers in ({"Authorization": "Basic YTpi"}, {}):
        try:
            with TestClient(own).websocket_connect("/", headers=headers) as session:
                told.append(session.receive_text())
        except Exception as error:
            told.append([type(error).__name__, str(error)])
    return told
