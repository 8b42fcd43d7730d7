# /// script
# dependencies = ["httpx"]
# ///
"""Around overrides: sub-dependencies, routers, fakes with parameters or clean-up, and outbound HTTP that is mocked."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Security, WebSocket
from fastapi.testclient import TestClient


def make_app(calls: list[str]) -> tuple[FastAPI, Callable[..., str], Callable[..., str]]:
    def read_setting() -> str:
        calls.append("setting")
        return "real setting"

    def read_user(setting: Annotated[str, Depends(read_setting)]) -> str:
        calls.append("user")
        return f"real user with {setting}"

    router = APIRouter(dependencies=[Depends(read_user)])

    @router.get("/user")
    def show(user: Annotated[str, Depends(read_user)]) -> str:
        return user

    @router.websocket("/user")
    async def listen(websocket: WebSocket, user: Annotated[str, Depends(read_user)]) -> None:
        await websocket.accept()
        await websocket.send_text(user)

    app = FastAPI()
    app.include_router(router)
    return app, read_setting, read_user


def override(which: str, fake: Callable[..., Any], **headers: str) -> Any:
    calls: list[str] = []
    app, read_setting, read_user = make_app(calls)
    app.dependency_overrides[read_user if which == "user" else read_setting] = fake
    response = TestClient(app).get("/user", headers=headers)
    return response.status_code, response.json(), calls


def watch_fake_below_and_at_the_dependency() -> object:
    return override("setting", lambda: "fake setting"), override("user", lambda: "fake user")


def watch_fake_of_a_router_dependency_that_refuses() -> object:
    def refuse() -> None:
        raise HTTPException(status_code=403, detail="refused by the fake")

    return override("user", refuse)


def watch_fake_with_yield() -> object:
    log: list[str] = []

    def fake() -> Iterator[str]:
        log.append("before")
        yield "fake user"
        log.append("after")

    return override("user", fake), log


def watch_fake_with_a_parameter_of_its_own() -> object:
    def fake(x_user: Annotated[str, Header()]) -> str:
        return x_user

    calls: list[str] = []
    app, _, read_user = make_app(calls)
    app.dependency_overrides[read_user] = fake
    return override("user", fake), override("user", fake, **{"X-User": "ann"}), app.openapi()["paths"]["/user"]["get"]


def watch_fake_with_the_real_one_below() -> object:
    calls: list[str] = []
    app, read_setting, read_user = make_app(calls)

    def fake(setting: Annotated[str, Depends(read_setting)]) -> str:
        return f"fake user with {setting}"

    app.dependency_overrides[read_user] = fake
    return TestClient(app).get("/user").json(), calls


def watch_fake_of_a_fake() -> object:
    calls: list[str] = []
    app, _, read_user = make_app(calls)

    def fake() -> str:
        return "fake"

    app.dependency_overrides |= {read_user: fake, fake: lambda: "fake of the fake"}
    return TestClient(app).get("/user").json()


def watch_fake_that_is_a_class_a_partial_or_a_coroutine() -> object:
    class Fake:
        def __call__(self) -> str:
            return "called object"

    def named(name: str) -> str:
        return name

    async def awaited() -> str:
        return "awaited"

    return [override("user", fake)[1] for fake in (Fake(), partial(named, "partial"), awaited)]


def watch_other_function_of_the_same_name() -> object:
    calls: list[str] = []
    app, _, _ = make_app(calls)

    def read_user() -> str:
        return "fake user"

    app.dependency_overrides[read_user] = lambda: "fake user"
    return TestClient(app).get("/user").json()


def watch_fake_for_a_websocket() -> object:
    calls: list[str] = []
    app, _, read_user = make_app(calls)
    app.dependency_overrides[read_user] = lambda: "fake user"
    with TestClient(app).websocket_connect("/user") as session:
        return session.receive_text(), calls


def watch_fake_of_a_security_dependency() -> object:
    def read_user() -> str:
        return "real"

    app = FastAPI()

    @app.get("/user")
    def show(user: Annotated[str, Security(read_user, scopes=["me"])]) -> str:
        return user

    app.dependency_overrides[read_user] = lambda: "fake"
    return TestClient(app).get("/user").json()


def watch_override_on_a_mounted_app() -> object:
    calls: list[str] = []
    app, _, read_user = make_app(calls)
    parent = FastAPI()
    parent.mount("/sub", app)
    parent.dependency_overrides[read_user] = lambda: "fake of the parent"
    first = TestClient(parent).get("/sub/user").json()
    app.dependency_overrides[read_user] = lambda: "fake of the app"
    return first, TestClient(parent).get("/sub/user").json()


def watch_router_of_its_own_provider() -> object:
    class Provider:
        dependency_overrides: dict[Any, Any] = {}

    def read_user() -> str:
        return "real"

    router = APIRouter(dependency_overrides_provider=Provider)

    @router.get("/user")
    def show(user: Annotated[str, Depends(read_user)]) -> str:
        return user

    Provider.dependency_overrides[read_user] = lambda: "fake of the provider"
    app = FastAPI()
    app.include_router(router)
    app.router.routes.extend(router.routes)
    direct = FastAPI()
    direct.router.routes.extend(router.routes)
    return TestClient(app).get("/user").json(), TestClient(direct).get("/user").json()


def watch_outbound_http_that_is_mocked() -> object:
    import httpx

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
        async with httpx.AsyncClient() as client:
            yield {"client": client}

    def get_client() -> httpx.AsyncClient:
        raise AssertionError("no real requests in tests")

    app = FastAPI(lifespan=lifespan)

    @app.get("/rate/{currency}")
    async def read_rate(currency: str, client: Annotated[Any, Depends(get_client)]) -> float:
        response = await client.get(f"https://rates.test/{currency}")
        if response.status_code != 200:
            raise HTTPException(status_code=502, detail="No rates today")
        rate: float = response.json()["rate"]
        return rate

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/usd":
            return httpx.Response(503)
        return httpx.Response(200, json={"rate": 1.1})

    app.dependency_overrides[get_client] = lambda: httpx.AsyncClient(transport=httpx.MockTransport(answer))
    with TestClient(app) as client:
        responses = [client.get(f"/rate/{currency}") for currency in ("usd", "eur")]
    return [(response.status_code, response.json()) for response in responses]
