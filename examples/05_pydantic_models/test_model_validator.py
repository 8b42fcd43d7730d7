from typing import Any

import pytest
from fastapi.testclient import TestClient
from model_validator import app

client = TestClient(app)

USER = {"username": "ada", "password": "sesame-42", "password_repeat": "sesame-42"}


def test_matching_passwords_are_accepted_and_not_returned() -> None:
    response = client.post("/users", json=USER)
    assert response.status_code == 201
    assert response.json() == {"username": "ada"}


def test_mismatch_is_reported_for_the_whole_body() -> None:
    response = client.post("/users", json={**USER, "password_repeat": "sesame-43"})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"] == ["body"]
    assert "passwords do not match" in error["msg"]


@pytest.mark.parametrize(
    "change", [{"password_repeat": "sesame-43"}, {"username": None}, {"password_repeat": ["sesame-43"]}]
)
def test_no_error_repeats_a_password(change: dict[str, Any]) -> None:
    response = client.post("/users", json={**USER, **change})
    assert response.status_code == 422
    assert "sesame" not in response.text


@pytest.mark.parametrize("field", ["username", "password", "password_repeat"])
def test_validator_does_not_run_if_a_field_is_missing(field: str) -> None:
    body = {key: value for key, value in {**USER, "password": "other"}.items() if key != field}
    response = client.post("/users", json=body)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", field]]


def test_documented_response_has_no_password() -> None:
    assert list(app.openapi()["components"]["schemas"]["UserPublic"]["properties"]) == ["username"]
