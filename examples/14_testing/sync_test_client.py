# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""TestClient: call the application in a plain test, without a server.

The client passes each request to the app in the same process, keeps cookies and follows
redirects. An exception in the app is raised in the test. Set cookies on the client:
`cookies=` in a single request is deprecated.
"""

from typing import Annotated, Literal

from fastapi import Cookie, FastAPI, Form, Header
from fastapi.responses import RedirectResponse
from fastapi.testclient import TestClient

app = FastAPI()
PRICES = {"tea": 2.5, "coffee": 3.0}


@app.post("/orders", status_code=201)
def create_order(drinks: list[Literal["tea", "coffee"]]) -> float:
    return sum(PRICES[drink] for drink in drinks)


@app.post("/theme")
def choose_theme(theme: Annotated[Literal["light", "dark"], Form()]) -> RedirectResponse:
    response = RedirectResponse("/theme", status_code=303)
    response.set_cookie("theme", theme)
    return response


@app.get("/theme")
def read_theme(theme: Annotated[str, Cookie()] = "light", user_agent: Annotated[str, Header()] = "") -> list[str]:
    return [theme, user_agent]


def test_json() -> None:
    response = TestClient(app).post("/orders", json=["tea", "coffee"])
    assert response.status_code == 201
    assert response.json() == 5.5


def test_form_redirect_cookie_and_header() -> None:
    client = TestClient(app, headers={"User-Agent": "shop-test"})
    response = client.post("/theme", data={"theme": "dark"})
    assert response.url.path == "/theme"
    assert response.json() == ["dark", "shop-test"]


def test_redirect_itself() -> None:
    response = TestClient(app).post("/theme", data={"theme": "dark"}, follow_redirects=False)
    assert response.headers["location"] == "/theme"
