# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""TestClient: call the application in a plain test, without a server.

The client passes each request straight to the app and follows redirects, keeps cookies like a browser,
and raises in the test what the app raised. Set cookies on the client: the `cookies=` argument of a single
request is deprecated. `allow_redirects=` is gone since Starlette 0.43, the name is `follow_redirects=`.
"""

from typing import Annotated

import pytest
from fastapi import Cookie, FastAPI, Form, Header, Response
from fastapi.responses import RedirectResponse
from fastapi.testclient import TestClient

app = FastAPI()


@app.post("/items/", status_code=201)
def create_item(item: dict[str, float]) -> dict[str, float]:
    return item


@app.post("/login/")
def log_in(username: Annotated[str, Form()], response: Response) -> dict[str, str]:
    response.set_cookie("visitor", username)
    return {"welcome": username}


@app.get("/me/")
def read_me(
    visitor: Annotated[str | None, Cookie()] = None, accept_language: Annotated[str | None, Header()] = None
) -> dict[str, str | None]:
    return {"visitor": visitor, "language": accept_language}


@app.get("/profile/")
def read_old_profile() -> RedirectResponse:
    return RedirectResponse("/me/")


@app.get("/broken/")
def break_down() -> None:
    raise RuntimeError("the storage is gone")


def test_json_body() -> None:
    response = TestClient(app).post("/items/", json={"tea": 2.5})
    assert response.status_code == 201
    assert response.json() == {"tea": 2.5}


def test_form_then_cookie_and_header() -> None:
    client = TestClient(app, headers={"Accept-Language": "de"})
    assert client.post("/login/", data={"username": "ann"}).json() == {"welcome": "ann"}
    assert client.get("/me/").json() == {"visitor": "ann", "language": "de"}


def test_redirect() -> None:
    response = TestClient(app).get("/profile/", follow_redirects=False)
    assert response.headers["location"] == "/me/"


def test_error_of_the_app() -> None:
    with pytest.raises(RuntimeError, match="storage"):
        TestClient(app).get("/broken/")
