import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from required_query import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_both_forms_accept_a_value() -> None:
    response = client.get("/items/?q=a&older=b")
    assert response.status_code == 200
    assert response.json() == {"q": "a", "older": "b"}


@pytest.mark.parametrize(
    ("url", "absent"),
    [("/items/", ["q", "older"]), ("/items/?older=b", ["q"]), ("/items/?q=a", ["older"])],
)
def test_both_forms_are_required(url: str, absent: list[str]) -> None:
    response = client.get(url)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["query", name], "input": None} for name in absent]
    }


@pytest.mark.parametrize("url", ["/items/?q=&older=", "/items/?q&older"])
def test_empty_string_is_not_missing_but_too_short(url: str) -> None:
    response = client.get(url)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "string_too_short", "loc": ["query", name], "input": "", "ctx": {"min_length": 1}}
            for name in ("q", "older")
        ]
    }


def test_openapi_marks_both_as_required() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "q",
            "in": "query",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "title": "Q"},
        },
        {
            "name": "older",
            "in": "query",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "title": "Older"},
        },
    ]


def test_empty_string_passes_where_no_rule_forbids_it() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(plain: str, empty_query: str = Query()) -> list[str]:
        return [plain, empty_query]

    other_client = TestClient(other)
    assert other_client.get("/items/?plain=&empty_query=").json() == ["", ""]
    response = other_client.get("/items/")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "missing", "loc": ["query", "plain"], "input": None},
            {"type": "missing", "loc": ["query", "empty_query"], "input": None},
        ]
    }
