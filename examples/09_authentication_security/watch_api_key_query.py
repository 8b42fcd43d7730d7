"""Around an API key in the query: none, several, optional and renamed."""

from typing import Annotated

from api_key_query import API_KEY, app
from fastapi import Depends, FastAPI, WebSocket
from fastapi.security import APIKeyHeader, APIKeyQuery
from fastapi.testclient import TestClient

client = TestClient(app)


def answer_to(query: str, asked: TestClient = client, path: str = "/feed") -> object:
    response = asked.get(path + query)
    return response.status_code, response.json(), response.headers.get("www-authenticate")


def watch_missing_and_empty_key() -> object:
    return [answer_to(query) for query in ("", "?api_key", "?api_key=", "?api_key=%20")]


def watch_key_sent_twice() -> object:
    return [answer_to(f"?api_key={API_KEY}&api_key=b"), answer_to(f"?api_key=b&api_key={API_KEY}")]


def watch_key_after_a_semicolon() -> object:
    return answer_to(f"?page=1;api_key={API_KEY}")


def watch_optional_key_with_a_scheme_name_and_a_description() -> object:
    optional = FastAPI()
    scheme = APIKeyQuery(name="k", scheme_name="Feed", description="Part of the link", auto_error=False)

    @optional.get("/")
    async def read(key: Annotated[str | None, Depends(scheme)]) -> str | None:
        return key

    reader = TestClient(optional)
    answers = [answer_to(query, reader, "/") for query in ("", "?k=", "?k=a")]
    return answers, optional.openapi()["components"], optional.openapi()["paths"]["/"]["get"]["security"]


def watch_key_in_the_header_or_in_the_query() -> object:
    either = FastAPI()
    in_header, in_query = APIKeyHeader(name="X-API-Key", auto_error=False), APIKeyQuery(name="k", auto_error=False)

    @either.get("/")
    async def read(
        header: Annotated[str | None, Depends(in_header)], query: Annotated[str | None, Depends(in_query)]
    ) -> str | None:
        return header or query

    reader = TestClient(either)
    answers = [reader.get("/", headers={"X-API-Key": "a"}).json(), reader.get("/?k=b").json(), reader.get("/").json()]
    return answers, either.openapi()["paths"]["/"]["get"]["security"]


def watch_key_of_a_websocket() -> object:
    guarded = FastAPI()

    @guarded.websocket("/ws")
    async def greet(websocket: WebSocket, key: Annotated[str, Depends(APIKeyQuery(name="k"))]) -> None:
        await websocket.accept()
        await websocket.send_text(key)

    seen = []
    for path in ("/ws?k=a", "/ws"):
        try:
            with TestClient(guarded).websocket_connect(path) as session:
                seen.append(session.receive_text())
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'status_code', '')}")
    return seen
