import pytest
from fastapi.testclient import TestClient
from model_config import app

client = TestClient(app)


def test_whitespace_around_strings_is_stripped() -> None:
    response = client.post("/contacts", json={"name": "  \t Ada  Lovelace\n "})
    assert response.status_code == 201
    assert response.json() == {"name": "Ada  Lovelace", "phone": None}


@pytest.mark.parametrize("name", [" x ", "x" * 51])
def test_length_is_checked_after_stripping(name: str) -> None:
    response = client.post("/contacts", json={"name": name})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "name"]]


@pytest.mark.parametrize("name", ["xy", "   " + "x" * 50 + "   "])
def test_name_at_its_limits_is_accepted(name: str) -> None:
    assert client.post("/contacts", json={"name": name, "phone": " 1 "}).json() == {"name": name.strip(), "phone": "1"}


def test_unknown_field_is_rejected() -> None:
    response = client.post("/contacts", json={"name": "Ada", "fone": "1", "age": 3})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "fone"], ["body", "age"]]


def test_documentation_allows_no_unknown_fields() -> None:
    document = app.openapi()
    body = document["paths"]["/contacts"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    name = body["$ref"].rpartition("/")[2]
    assert document["components"]["schemas"][name]["additionalProperties"] is False
