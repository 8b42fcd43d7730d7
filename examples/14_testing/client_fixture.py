# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""A client fixture: each test asks for `client` and gets a fresh one in a running app.

The `with` inside the fixture starts the app before the test and shuts it down after it. A fixture without a
scope is made anew for each test, so no cookie survives. `scope="module"` starts a slow app once for a whole
file, and then the tests of the file share cookies and state.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

import pytest
from fastapi import Cookie, FastAPI, Response
from fastapi.testclient import TestClient


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.running = True
    yield
    app.state.running = False


app = FastAPI(lifespan=lifespan)


@app.get("/visits/")
def count_visits(response: Response, visits: Annotated[int, Cookie()] = 0) -> dict[str, int]:
    response.set_cookie("visits", str(visits + 1))
    return {"visits": visits + 1}


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def shared_client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_first_visit(client: TestClient) -> None:
    assert client.get("/visits/").json() == {"visits": 1}


def test_second_visit(client: TestClient) -> None:
    client.get("/visits/")
    assert client.get("/visits/").json() == {"visits": 2}
