import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from optional_parameters import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_absent_parameter_is_none() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == {"q": None, "older": None}


@pytest.mark.parametrize("url", ["/items/?q=&older=", "/items/?q&older"])
def test_empty_string_is_not_none(url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert response.json() == {"q": "", "older": ""}


@pytest.mark.parametrize("value", ["shoes", "None", "null"])
def test_value_passes_as_text(value: str) -> None:
    response = client.get("/items/", params={"q": value, "older": value})
    assert response.status_code == 200
    assert response.json() == {"q": value, "older": value}


def test_each_parameter_is_optional_by_itself() -> None:
    assert client.get("/items/?q=a").json() == {"q": "a", "older": None}
    assert client.get("/items/?older=b").json() == {"q": None, "older": "b"}


def test_both_spellings_have_the_same_openapi() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": name,
            "in": "query",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": title},
        }
        for name, title in (("q", "Q"), ("older", "Older"))
    ]


def test_type_that_allows_none_is_still_required_without_a_default() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(q: str | None) -> str | None:
        return q

    response = TestClient(other).get("/items/")
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": [{"type": "missing", "loc": ["query", "q"], "input": None}]}
    assert other.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "q",
            "in": "query",
            "required": True,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Q"},
        }
    ]


def test_empty_string_is_no_absent_number() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(limit: int | None = None) -> int | None:
        return limit

    other_client = TestClient(other)
    assert other_client.get("/items/").json() is None
    assert other_client.get("/items/?limit=5").json() == 5
    response = other_client.get("/items/?limit=")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing", "loc": ["query", "limit"], "input": ""}]
    }
