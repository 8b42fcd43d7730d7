"""Around an API key in a header: none, several, optional, renamed, on a router and on a WebSocket."""

from typing import Annotated

from api_key_header import API_KEY, app, require_api_key
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.security import APIKeyHeader
from fastapi.testclient import TestClient

client = TestClient(app)


def answer_to(headers: object, asked: TestClient = client, path: str = "/reports") -> object:
    response = asked.get(path, headers=headers)  # type: ignore[arg-type]
    return response.status_code, response.json(), response.headers.get("www-authenticate")


def watch_missing_and_empty_key() -> object:
    return [answer_to({}), answer_to({"X-API-Key": ""}), answer_to({"X-API-Key": " "})]


def watch_name_in_another_case() -> object:
    return answer_to({"x-api-key": API_KEY})


def watch_name_with_an_underscore() -> object:
    return answer_to({"X_API_Key": API_KEY})


def watch_header_sent_twice() -> object:
    return [
        answer_to([("X-API-Key", API_KEY), ("X-API-Key", "b")]),
        answer_to([("X-API-Key", "b"), ("X-API-Key", API_KEY)]),
    ]


def watch_key_with_spaces_around() -> object:
    return answer_to({"X-API-Key": f"  {API_KEY} "})


def watch_huge_key() -> object:
    return answer_to({"X-API-Key": "x" * 1_000_000})


def watch_optional_key_with_a_scheme_name_and_a_description() -> object:
    optional = FastAPI()
    scheme = APIKeyHeader(name="X-Key", scheme_name="Partner", description="Ask us for one", auto_error=False)

    @optional.get("/")
    async def read(key: Annotated[str | None, Depends(scheme)]) -> str | None:
        return key

    reader = TestClient(optional)
    answers = [answer_to(headers, reader, "/") for headers in ({}, {"X-Key": ""}, {"X-Key": "a"})]
    return answers, optional.openapi()["components"], optional.openapi()["paths"]["/"]["get"]


def watch_two_schemes_on_one_operation() -> object:
    both = FastAPI()
    first, second = APIKeyHeader(name="X-A", scheme_name="a"), APIKeyHeader(name="X-B", scheme_name="b")
    both.get("/", dependencies=[Depends(first), Depends(second)])(lambda: "in")
    reader = TestClient(both)
    answers = [answer_to(headers, reader, "/") for headers in ({"X-A": "1"}, {"X-A": "1", "X-B": "2"})]
    return answers, both.openapi()["paths"]["/"]["get"]["security"]


def watch_two_schemes_of_the_same_name() -> object:
    both = FastAPI()
    both.get("/", dependencies=[Depends(APIKeyHeader(name="X-A")), Depends(APIKeyHeader(name="X-B"))])(lambda: "in")
    return both.openapi()["components"], both.openapi()["paths"]["/"]["get"]["security"]


def watch_scheme_without_depends_is_no_parameter() -> object:
    direct = FastAPI()
    try:

        @direct.get("/")
        async def read(key: str = APIKeyHeader(name="X-A")) -> str:  # type: ignore[assignment]
            return key

    except Exception as error:
        return type(error).__name__
    return TestClient(direct, raise_server_exceptions=False).get("/").status_code


def watch_own_challenge_by_a_subclass() -> object:
    class Strict(APIKeyHeader):
        def make_not_authenticated_error(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
            error = super().make_not_authenticated_error()
            error.status_code = 403
            return error

    strict = FastAPI()
    strict.get("/", dependencies=[Depends(Strict(name="X-A"))])(lambda: "in")
    return answer_to({}, TestClient(strict), "/"), strict.openapi()["components"]


def watch_key_on_a_router_and_its_documentation() -> object:
    guarded = FastAPI()
    router = APIRouter(dependencies=[Depends(require_api_key)])
    router.get("/inside")(lambda: "in")
    guarded.include_router(router)
    reader = TestClient(guarded)
    documented = guarded.openapi()["paths"]["/inside"]["get"]["security"]
    return answer_to({}, reader, "/inside"), answer_to({"X-API-Key": API_KEY}, reader, "/inside"), documented


def watch_key_on_a_websocket() -> object:
    guarded = FastAPI()

    @guarded.websocket("/ws", dependencies=[Depends(require_api_key)])
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    seen = []
    for headers in ({"X-API-Key": API_KEY}, {"X-API-Key": "wrong"}, {}):
        try:
            with TestClient(guarded).websocket_connect("/ws", headers=headers) as session:
                seen.append(session.receive_text())
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'status_code', '')}")
    return seen
