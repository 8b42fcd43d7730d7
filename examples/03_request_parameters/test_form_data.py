from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Form
from fastapi.testclient import TestClient
from form_data import app
from pydantic import BaseModel

client = TestClient(app)
FORM = {"content-type": "application/x-www-form-urlencoded"}
MEBIBYTE = 1024 * 1024


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_urlencoded_fields_are_parsed() -> None:
    response = client.post("/login/", content="username=ada+l%C3%B6ve&password=long%20enough", headers=FORM)
    assert response.status_code == 200
    assert response.json() == {"username": "ada löve", "password_length": 11}


def test_urlencoded_fields_are_parsed_to_the_model() -> None:
    response = client.post("/feedback/", data={"message": "Fine", "rating": "5", "subscribe": "on", "page": "7"})
    assert response.status_code == 200
    assert response.json() == {"message": "Fine", "rating": 5, "subscribe": True}


def test_absent_fields_of_the_model_get_their_defaults() -> None:
    response = client.post("/feedback/", data={"message": "Fine"})
    assert response.status_code == 200
    assert response.json() == {"message": "Fine", "rating": 3, "subscribe": False}


def test_multipart_fields_are_parsed_too() -> None:
    response = client.post("/feedback/", data={"message": "Fine", "rating": "5"}, files={"photo": b"unused"})
    assert response.request.headers["content-type"].startswith("multipart/form-data")
    assert response.json() == {"message": "Fine", "rating": 5, "subscribe": False}


def test_json_to_a_form_is_rejected() -> None:
    response = client.post("/login/", json={"username": "ada", "password": "long enough"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "missing", "loc": ["body", "username"], "input": None},
            {"type": "missing", "loc": ["body", "password"], "input": None},
        ]
    }


def test_json_to_a_form_model_is_rejected() -> None:
    response = client.post("/feedback/", json={"message": "Fine"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "message"], "input": {}}]
    }


@pytest.mark.parametrize("fields", [{"username": "ada"}, {"username": "ada", "password": ""}])
def test_missing_or_empty_field_is_rejected(fields: dict[str, str]) -> None:
    response = client.post("/login/", data=fields)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "password"], "input": None}]
    }


def test_missing_field_of_the_model_is_rejected() -> None:
    response = client.post("/feedback/", data={"rating": "5"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "message"], "input": {"rating": "5"}}]
    }


def test_empty_field_of_the_model_gets_its_default() -> None:
    response = client.post("/feedback/", data={"message": "Fine", "rating": ""})
    assert response.status_code == 200
    assert response.json() == {"message": "Fine", "rating": 3, "subscribe": False}


def test_rules_and_types_of_fields_are_enforced() -> None:
    response = client.post("/login/", data={"username": "ada", "password": "short"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "string_too_short", "loc": ["body", "password"], "input": "short", "ctx": {"min_length": 8}}
        ]
    }
    response = client.post("/feedback/", data={"message": "Fine", "rating": "good", "subscribe": "maybe"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "int_parsing", "loc": ["body", "rating"], "input": "good"},
            {"type": "bool_parsing", "loc": ["body", "subscribe"], "input": "maybe"},
        ]
    }


def test_last_value_of_a_repeated_field_counts() -> None:
    response = client.post("/feedback/", data={"message": ["first", "last"]})
    assert response.json() == {"message": "last", "rating": 3, "subscribe": False}


@pytest.mark.parametrize(
    ("files", "longest", "detail"),
    [
        (None, MEBIBYTE - len("message"), "Field exceeded maximum size of 1024KB."),
        ({"photo": b"unused"}, MEBIBYTE, "Part exceeded maximum size of 1024KB."),
    ],
)
def test_field_over_a_mebibyte_is_refused(files: dict[str, bytes] | None, longest: int, detail: str) -> None:
    assert client.post("/feedback/", data={"message": "x" * longest}, files=files).status_code == 200
    response = client.post("/feedback/", data={"message": "x" * (longest + 1)}, files=files)
    assert response.status_code == 400
    assert response.json() == {"detail": detail}


def test_more_than_a_thousand_fields_are_refused() -> None:
    fields = {"message": "Fine", **{f"field{number}": "x" for number in range(1000)}}
    response = client.post("/feedback/", data=fields)
    assert response.status_code == 400
    assert response.json() == {"detail": "Too many fields. Maximum number of fields is 1000."}
    del fields["field0"]
    assert client.post("/feedback/", data=fields).status_code == 200


def test_openapi_names_the_urlencoded_content_type() -> None:
    document = app.openapi()
    assert document["paths"]["/login/"]["post"]["requestBody"] == {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"$ref": "#/components/schemas/Body_login_login__post"},
            }
        },
    }
    assert document["components"]["schemas"]["Body_login_login__post"] == {
        "type": "object",
        "title": "Body_login_login__post",
        "required": ["username", "password"],
        "properties": {
            "username": {"type": "string", "title": "Username"},
            "password": {"type": "string", "title": "Password", "minLength": 8},
        },
    }


def test_openapi_uses_the_model_as_the_form() -> None:
    document = app.openapi()
    assert document["paths"]["/feedback/"]["post"]["requestBody"] == {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Feedback"}}},
    }
    assert document["components"]["schemas"]["Feedback"] == {
        "type": "object",
        "title": "Feedback",
        "required": ["message"],
        "properties": {
            "message": {"type": "string", "title": "Message"},
            "rating": {"type": "integer", "title": "Rating", "default": 3},
            "subscribe": {"type": "boolean", "title": "Subscribe", "default": False},
        },
    }


def test_form_model_and_the_form_field_of_a_dependency_share_the_form() -> None:
    class Comment(BaseModel):
        text: str

    def anti_forgery_token(token: Annotated[str, Form()]) -> str:
        return token

    other = FastAPI()

    @other.post("/comments/")
    def create(
        comment: Annotated[Comment, Form()], token: Annotated[str, Depends(anti_forgery_token)]
    ) -> dict[str, str]:
        return {"text": comment.text, "token": token}

    other_client = TestClient(other)
    response = other_client.post("/comments/", data={"text": "Fine", "token": "abc"})
    assert response.status_code == 200
    assert response.json() == {"text": "Fine", "token": "abc"}
    response = other_client.post("/comments/", data={"text": "Fine"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "token"], "input": None}]
    }
