import pytest
from fastapi.testclient import TestClient
from header_versioning import app

client = TestClient(app)
V1 = {"name": "Ada Lovelace"}
V2 = {"first_name": "Ada", "last_name": "Lovelace"}


@pytest.mark.parametrize(
    ("headers", "body"), [({}, V1), ({"API-Version": "1"}, V1), ({"API-Version": "2"}, V2), ({"api-version": "2"}, V2)]
)
def test_client_gets_the_version_that_it_asks_for(headers: dict[str, str], body: dict[str, str]) -> None:
    response = client.get("/users/me", headers=headers)
    assert response.status_code == 200
    assert response.json() == body


@pytest.mark.parametrize("version", ["3", "1.0", "v1", ""])
def test_unsupported_version_is_406_with_what_is_supported(version: str) -> None:
    response = client.get("/users/me", headers={"API-Version": version})
    assert response.status_code == 406
    assert response.json()["detail"] == {"supported_versions": ["1", "2"]}


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_vary_names_the_header_in_every_answer(version: str) -> None:
    assert client.get("/users/me", headers={"API-Version": version}).headers["vary"] == "API-Version"


def test_openapi_documents_the_optional_header_and_both_shapes() -> None:
    operation = app.openapi()["paths"]["/users/me"]["get"]
    (parameter,) = operation["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("api-version", "header", False)
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert [each["$ref"].rpartition("/")[2] for each in schema["anyOf"]] == ["UserV1", "UserV2"]
