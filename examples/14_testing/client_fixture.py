# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""A client fixture: each test asks for `client` and gets a fresh one for a running app.

The `with` in the fixture starts the app before the test and stops it afterwards. By
default pytest creates the fixture for each test, so no cookie survives.
`scope="module"` starts a slow app once per file, and its tests share cookies and state.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

import pytest
from fastapi import Body, Cookie, FastAPI, Response
from fastapi.testclient import TestClient

colors: dict[str, str] = {}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    colors.update(light="white", dark="black")
    yield
    colors.clear()


app = FastAPI(lifespan=lifespan)


@app.put("/theme", status_code=204)
def choose_theme(theme: Annotated[Literal["light", "dark"], Body()], response: Response) -> None:
    response.set_cookie("theme", theme)


@app.get("/theme")
def read_theme(theme: Annotated[str, Cookie()] = "light") -> str | None:
    return colors.get(theme)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_theme_is_kept(client: TestClient) -> None:
    client.put("/theme", json="dark")
    assert client.get("/theme").json() == "black"


def test_next_client_starts_without_cookies(client: TestClient) -> None:
    assert client.get("/theme").json() == "white"
