import warnings
from typing import Annotated

from deprecated_parameter import app
from fastapi import Cookie, FastAPI, Header, Query
from fastapi.testclient import TestClient

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_deprecated_parameter_still_works() -> None:
    response = client.get("/items/?search=shoes")
    assert response.status_code == 200
    assert response.json() == {"q": "shoes"}


def test_parameter_that_replaces_it_works_and_wins() -> None:
    assert client.get("/items/?q=boots").json() == {"q": "boots"}
    assert client.get("/items/?q=boots&search=shoes").json() == {"q": "boots"}
    assert client.get("/items/").json() == {"q": None}


def test_rules_of_the_deprecated_parameter_are_still_enforced() -> None:
    response = client.get("/items/", params={"search": "x" * 51})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "string_too_long", "loc": ["query", "search"], "input": "x" * 51, "ctx": {"max_length": 50}}
        ]
    }


def test_openapi_marks_the_parameter_deprecated_and_only_that_one() -> None:
    operation = app.openapi()["paths"]["/items/"]["get"]
    assert "deprecated" not in operation
    assert operation["parameters"] == [
        {
            "name": "q",
            "in": "query",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Q"},
        },
        {
            "name": "search",
            "in": "query",
            "required": False,
            "deprecated": True,
            "schema": {
                "anyOf": [{"type": "string", "maxLength": 50}, {"type": "null"}],
                "deprecated": True,
                "title": "Search",
            },
        },
    ]


def test_nobody_is_warned_when_it_is_used() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        response = client.get("/items/?search=shoes")
    assert response.status_code == 200
    assert sorted(response.headers) == ["content-length", "content-type"]


def test_headers_and_cookies_are_marked_the_same_way() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(
        x_old: Annotated[str, Header(deprecated=True)] = "",
        old_id: Annotated[str, Cookie(deprecated=True)] = "",
        kept: Annotated[str, Query(deprecated=False)] = "",
    ) -> str:
        return x_old + old_id + kept

    assert other.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "kept",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "default": "", "title": "Kept"},
        },
        {
            "name": "x-old",
            "in": "header",
            "required": False,
            "deprecated": True,
            "schema": {"type": "string", "deprecated": True, "default": "", "title": "X-Old"},
        },
        {
            "name": "old_id",
            "in": "cookie",
            "required": False,
            "deprecated": True,
            "schema": {"type": "string", "deprecated": True, "default": "", "title": "Old Id"},
        },
    ]
