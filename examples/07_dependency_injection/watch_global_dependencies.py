"""Around dependencies of the application: what they cover, where they stand in the document."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request, Response, WebSocket
from fastapi.testclient import TestClient
from global_dependencies import API_KEY, app, verify_api_key

KEY = {"X-API-Key": API_KEY.decode()}


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def guarded() -> FastAPI:
    wide = FastAPI(dependencies=[Depends(verify_api_key)])
    router, mounted = APIRouter(prefix="/router"), FastAPI()

    @wide.get("/http")
    @wide.head("/http")
    @wide.options("/http")
    def read() -> str:
        return "http"

    @wide.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    @router.get("/late")
    def read_late() -> str:
        return "late"

    def plain(request: Request) -> Response:
        return Response("plain")

    wide.add_route("/plain", plain)
    wide.include_router(router)

    @router.get("/later")
    def read_later() -> str:
        return "later"

    mounted.get("/")(lambda: "mounted")
    wide.mount("/mounted", mounted)
    return wide


def watch_what_is_covered() -> object:
    client = TestClient(guarded(), follow_redirects=False)
    asked = [
        ("GET", "/http"),
        ("HEAD", "/http"),
        ("OPTIONS", "/http"),
        ("POST", "/http"),
        ("GET", "/http/"),
        ("GET", "/nowhere"),
        ("GET", "/router/late"),
        ("GET", "/router/later"),
        ("GET", "/plain"),
        ("GET", "/mounted/"),
        ("GET", "/docs"),
        ("GET", "/docs/oauth2-redirect"),
    ]
    return {
        f"{method} {path}": [client.request(method, path, headers=headers).status_code for headers in ({}, KEY)]
        for method, path in asked
    }


def watch_websocket_with_and_without_the_key() -> object:
    client = TestClient(guarded())

    def talk(headers: dict[str, str]) -> object:
        with client.websocket_connect("/ws", headers=headers) as websocket:
            return websocket.receive_text()

    def refused() -> object:
        try:
            return talk({})
        except Exception as error:
            status = getattr(error, "status_code", None)
            return type(error).__name__, status, getattr(error, "code", None)

    return talk(KEY), refused()


def watch_websocket_with_a_required_header() -> object:
    def need(x_token: Annotated[str, Header()]) -> None: ...

    strict = FastAPI(dependencies=[Depends(need)])

    @strict.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    try:
        with TestClient(strict).websocket_connect("/ws"):
            return "connected"
    except Exception as error:
        return type(error).__name__, getattr(error, "code", None), repr(getattr(error, "reason", None))


def watch_websocket_with_a_security_scheme() -> object:
    from fastapi.security import APIKeyHeader

    secure = FastAPI(dependencies=[Depends(APIKeyHeader(name="X-API-Key"))])

    @secure.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    def talk() -> object:
        with TestClient(secure).websocket_connect("/ws", headers=KEY) as websocket:
            return websocket.receive_text()

    return outcome(talk)


def watch_security_scheme_of_the_application_in_openapi() -> object:
    from fastapi.security import HTTPBearer

    secure = FastAPI(dependencies=[Depends(HTTPBearer())])
    router = APIRouter()
    secure.get("/items")(lambda: ["hammer"])
    router.get("/users")(lambda: ["hammer"])
    secure.include_router(router)
    document = secure.openapi()
    operations = [document["paths"][path]["get"].get("security") for path in ("/items", "/users")]
    answers = [TestClient(secure).get("/users", headers=headers) for headers in ({}, {"Authorization": "Bearer x"})]
    return document.get("components"), operations, [[a.status_code, a.headers.get("www-authenticate")] for a in answers]


def watch_required_header_missing() -> object:
    def need(x_token: Annotated[str, Header()]) -> None: ...

    strict = FastAPI(dependencies=[Depends(need)])
    strict.get("/{number}")(lambda number: number)
    response = TestClient(strict).get("/1")
    return response.status_code, [error["loc"] for error in response.json()["detail"]]


def watch_responses_in_openapi() -> object:
    operation = app.openapi()["paths"]["/items"]["get"]
    return operation["parameters"], sorted(operation["responses"])


def watch_same_dependency_on_application_and_route() -> object:
    calls: list[str] = []

    def count() -> int:
        calls.append("called")
        return len(calls)

    counting = FastAPI(dependencies=[Depends(count), Depends(count)])

    @counting.get("/", dependencies=[Depends(count)])
    def read(number: Annotated[int, Depends(count)]) -> int:
        return number

    return TestClient(counting).get("/").json(), calls


def watch_path_parameter_and_body_in_an_application_dependency() -> object:
    from pydantic import BaseModel

    class Trace(BaseModel):
        trace: str

    seen: list[object] = []

    def note(request: Request, item_id: int = 0) -> None:
        seen.append([request.url.path, item_id])

    def body(trace: Trace | None = None) -> None:
        seen.append(trace and trace.trace)

    tracing = FastAPI(dependencies=[Depends(note), Depends(body)])
    tracing.get("/items/{item_id}")(lambda item_id: item_id)
    tracing.post("/items")(lambda: None)
    client = TestClient(tracing)
    answers = [client.get("/items/7").status_code, client.get("/items/x").status_code]
    answers.append(client.post("/items?item_id=3", json={"trace": "t"}).status_code)
    operations = tracing.openapi()["paths"]
    return (
        answers,
        seen,
        operations["/items/{item_id}"]["get"]["parameters"],
        "requestBody" in operations["/items"]["post"],
    )


def watch_dependencies_added_after_the_routes() -> object:
    late = FastAPI()
    late.get("/before")(lambda: "before")
    late.router.dependencies.append(Depends(verify_api_key))
    late.get("/after")(lambda: "after")
    client = TestClient(late)
    return client.get("/before").status_code, client.get("/after").status_code


def watch_refusal_of_the_application_before_the_body_is_read() -> object:
    """A body that is no JSON, sent without a key."""

    def refuse() -> None:
        raise HTTPException(403)

    closed = FastAPI(dependencies=[Depends(refuse)])

    @closed.post("/")
    def create(item: dict[str, Any]) -> None: ...

    client = TestClient(closed)
    bad = client.post("/", content=b"{", headers={"Content-Type": "application/json"})
    return bad.status_code, client.post("/", json=[1]).status_code
