"""Around settings as a dependency: the class itself, other callables, overrides, and settings in the lifespan."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from pydantic_settings import BaseSettings
from settings_dependency import Settings


def watch_depending_on_the_class() -> object:
    app = FastAPI()

    class Sized(BaseSettings):
        shop_name: str = "Cheese shop"
        page_size: int = 20

    @app.get("/")
    def read(settings: Annotated[Sized, Depends(Sized)]) -> Any:
        return settings

    client = TestClient(app)
    answers = [client.get("/").json(), client.get("/?page_size=1").json(), client.get("/?page_size=x").status_code]
    try:
        names = [(each["name"], each["in"]) for each in app.openapi()["paths"]["/"]["get"]["parameters"]]
    except Exception as error:
        return answers, type(error).__name__
    return answers, names


def watch_the_class_without_depends() -> object:
    app = FastAPI()

    @app.post("/")
    def read(settings: Settings) -> Any:
        return settings

    return TestClient(app).post("/", json={"shop_name": "Mine"}).json(), list(app.openapi()["components"]["schemas"])


def watch_other_callables() -> object:
    app = FastAPI()

    class Loader:
        def __call__(self) -> str:
            return "instance"

        def method(self) -> str:
            return "method"

        @classmethod
        def build(cls) -> str:
            return "classmethod"

    def greeting(name: str, mark: str = "!") -> str:
        return f"{name}{mark}"

    @app.get("/")
    def read(
        first: Annotated[str, Depends(Loader())],
        second: Annotated[str, Depends(Loader().method)],
        third: Annotated[str, Depends(Loader.build)],
        fourth: Annotated[str, Depends(partial(greeting, "partial"))],
    ) -> list[str]:
        return [first, second, third, fourth]

    response = TestClient(app).get("/?mark=.&name=other")
    return response.status_code, response.json()


def watch_override_with_parameters() -> object:
    app = FastAPI()

    def get_name() -> str:
        return "real"

    @app.get("/")
    def read(name: Annotated[str, Depends(get_name)]) -> str:
        return name

    def other(name: str, request: Request) -> str:
        return f"{name} at {request.url.path}"

    app.dependency_overrides[get_name] = other
    client = TestClient(app)
    return (
        client.get("/?name=a").json(),
        client.get("/").status_code,
        "parameters" in app.openapi()["paths"]["/"]["get"],
    )


def watch_settings_yielded_by_the_lifespan() -> object:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Settings]]:
        yield {"settings": Settings(shop_name="From the lifespan")}

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    def read(request: Request) -> list[str]:
        settings: Settings = request.state.settings
        return [settings.shop_name, request.state["settings"].shop_name if hasattr(request.state, "keys") else "-"]

    with TestClient(app) as client:
        return client.get("/").json(), list(client.app_state)
