from typing import Annotated

import pytest
from cookie_parameters import app
from fastapi import Cookie, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_values_of_cookies_are_read_and_typed() -> None:
    response = client.get("/items/", headers={"cookie": "session_id=abc; ads_id=7; visits=7"})
    assert response.status_code == 200
    assert response.json() == {"session_id": "abc", "ads_id": "7", "visits": 7}


def test_cookies_that_the_client_keeps_are_read() -> None:
    browser = TestClient(app, cookies={"session_id": "abc", "ads_id": "x"})
    assert browser.get("/items/").json() == {"session_id": "abc", "ads_id": "x", "visits": 0}


def test_absent_cookie_gives_the_default() -> None:
    response = client.get("/items/", headers={"cookie": "session_id=abc"})
    assert response.status_code == 200
    assert response.json() == {"session_id": "abc", "ads_id": None, "visits": 0}


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("/items/", {}),
        ("/items/?session_id=abc", {"session_id": "abc"}),
        ("/items/", {"cookie": "session-id=abc"}),
    ],
)
def test_absent_required_cookie_is_rejected(url: str, headers: dict[str, str]) -> None:
    response = client.get(url, headers=headers)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["cookie", "session_id"], "input": None}]
    }


@pytest.mark.parametrize("value", ["many", ""])
def test_cookie_of_the_wrong_type_is_rejected(value: str) -> None:
    response = client.get("/items/", headers={"cookie": f"session_id=abc; visits={value}"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing", "loc": ["cookie", "visits"], "input": value}]
    }


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("session_id=", ""),
        ('session_id="a b"', "a b"),
        ("session_id=a=b", "a=b"),
        ("session_id=a%20b", "a%20b"),
        ("session_id=first; session_id=last", "last"),
    ],
)
def test_spelling_of_the_cookie_header(header: str, value: str) -> None:
    response = client.get("/items/", headers={"cookie": header})
    assert response.json() == {"session_id": value, "ads_id": None, "visits": 0}


def test_openapi_says_in_cookie() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "session_id",
            "in": "cookie",
            "required": True,
            "schema": {"type": "string", "title": "Session Id"},
        },
        {
            "name": "ads_id",
            "in": "cookie",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Ads Id"},
        },
        {
            "name": "visits",
            "in": "cookie",
            "required": False,
            "schema": {"type": "integer", "default": 0, "title": "Visits"},
        },
    ]


def test_cookies_in_a_model_are_read_the_same_way() -> None:
    class Cookies(BaseModel):
        session_id: str
        visits: int = 0

    other = FastAPI()

    @other.get("/items/")
    def read(cookies: Annotated[Cookies, Cookie()]) -> Cookies:
        return cookies

    other_client = TestClient(other)
    response = other_client.get("/items/", headers={"cookie": "session_id=abc; visits=7; theme=dark"})
    assert response.json() == {"session_id": "abc", "visits": 7}
    response = other_client.get("/items/")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["cookie", "session_id"], "input": {}}]
    }
