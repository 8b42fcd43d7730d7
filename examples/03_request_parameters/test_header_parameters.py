from typing import Annotated

import pytest
from fastapi import FastAPI, Header
from fastapi.testclient import TestClient
from header_parameters import app
from pydantic import BaseModel

client = TestClient(app, headers={"user-agent": "browser/1.0"})


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_user_agent_reads_the_header_with_a_hyphen() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == {"user_agent": "browser/1.0", "x_tag": None, "old_name": None}


def test_case_of_the_header_does_not_matter() -> None:
    response = client.get("/items/", headers={"USER-AGENT": "Browser/2.0", "X-TAG": "a"})
    assert response.json() == {"user_agent": "Browser/2.0", "x_tag": ["a"], "old_name": None}


@pytest.mark.parametrize("headers", [{}, {"user_agent": "browser/1.0"}])
def test_missing_required_header_is_rejected_under_its_name_in_the_request(headers: dict[str, str]) -> None:
    anonymous = TestClient(app)
    del anonymous.headers["user-agent"]
    response = anonymous.get("/items/", headers=headers)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["header", "user-agent"], "input": None}]
    }


def test_repeated_header_arrives_as_a_list_in_order() -> None:
    response = client.get("/items/", headers=[("x-tag", "b"), ("X-Tag", "a"), ("x-tag", "b")])
    assert response.json() == {"user_agent": "browser/1.0", "x_tag": ["b", "a", "b"], "old_name": None}


def test_comma_does_not_split_a_header() -> None:
    assert client.get("/items/", headers={"x-tag": "a, b"}).json()["x_tag"] == ["a, b"]


def test_without_conversion_only_the_name_with_the_underscore_is_read() -> None:
    assert client.get("/items/", headers={"old_name": "kept"}).json()["old_name"] == "kept"
    assert client.get("/items/", headers={"old-name": "lost"}).json()["old_name"] is None


def test_with_conversion_the_name_with_the_underscore_is_not_read() -> None:
    assert client.get("/items/", headers={"x_tag": "lost"}).json()["x_tag"] is None


def test_openapi_names_the_headers_as_they_are_sent() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "user-agent",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "title": "User-Agent"},
        },
        {
            "name": "x-tag",
            "in": "header",
            "required": False,
            "schema": {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}], "title": "X-Tag"},
        },
        {
            "name": "old_name",
            "in": "header",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Old Name"},
        },
    ]


def test_value_is_converted_to_the_declared_type() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(x_attempt: Annotated[int, Header()] = 1) -> int:
        return x_attempt + 1

    other_client = TestClient(other)
    assert other_client.get("/items/").json() == 2
    assert other_client.get("/items/", headers={"x-attempt": "2"}).json() == 3
    response = other_client.get("/items/", headers={"x-attempt": "two"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing", "loc": ["header", "x-attempt"], "input": "two"}]
    }


def test_headers_in_a_model_are_named_the_same_way() -> None:
    class CommonHeaders(BaseModel):
        save_data: bool
        x_tag: list[str] = []

    other = FastAPI()

    @other.get("/items/")
    def read(headers: Annotated[CommonHeaders, Header()]) -> CommonHeaders:
        return headers

    other_client = TestClient(other)
    response = other_client.get("/items/", headers=[("save-data", "on"), ("x-tag", "a"), ("x-tag", "b")])
    assert response.json() == {"save_data": True, "x_tag": ["a", "b"]}
    response = other_client.get("/items/", headers={"save-data": "maybe"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "bool_parsing", "loc": ["header", "save-data"], "input": "maybe"}]
    }
    assert [parameter["name"] for parameter in other.openapi()["paths"]["/items/"]["get"]["parameters"]] == [
        "save-data",
        "x-tag",
    ]
