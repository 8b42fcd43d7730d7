import pytest
from fastapi.testclient import TestClient
from field_validator import app

client = TestClient(app)


def test_after_validator_changes_the_value() -> None:
    response = client.post("/accounts", json={"email": "Ada@Example.com"})
    assert response.status_code == 201
    assert response.json() == {"email": "ada@example.com", "roles": []}


def test_value_error_becomes_a_422_with_its_message() -> None:
    response = client.post("/accounts", json={"email": "ada@example.org"})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"] == ["body", "email"]
    assert "must be an address at example.com" in error["msg"]


@pytest.mark.parametrize("email", ["@example.com", "ada example.com", 7])
def test_after_validator_does_not_run_on_a_wrong_type(email: object) -> None:
    response = client.post("/accounts", json={"email": email})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error["loc"] == ["body", "email"]
    assert "must be an address at example.com" not in error["msg"]


@pytest.mark.parametrize("roles", ["reader,writer", ["reader", "writer"]])
def test_before_validator_gets_the_raw_input(roles: object) -> None:
    response = client.post("/accounts", json={"email": "ada@example.com", "roles": roles})
    assert response.status_code == 201
    assert response.json()["roles"] == ["reader", "writer"]


def test_result_of_a_before_validator_is_validated() -> None:
    response = client.post("/accounts", json={"email": "ada@example.com", "roles": 5})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "roles"]]


def test_errors_of_all_fields_come_at_once() -> None:
    response = client.post("/accounts", json={"email": "ada@example.org", "roles": [None]})
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "email"], ["body", "roles", 0]]
