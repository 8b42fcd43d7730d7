from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from header_versioning import app, get_version

client = TestClient(app)

V1 = {"name": "Ada Lovelace"}
V2 = {"first_name": "Ada", "last_name": "Lovelace"}


@pytest.mark.parametrize(
    ("headers", "version", "body"),
    [
        ({}, "1", V1),
        ({"API-Version": "1"}, "1", V1),
        ({"API-Version": "2"}, "2", V2),
        ({"api-version": "2"}, "2", V2),
    ],
    ids=["default", "v1", "v2", "spelled otherwise"],
)
def test_version_asked_for_is_the_version_answered(headers: dict[str, str], version: str, body: dict[str, str]) -> None:
    response = client.get("/users/me", headers=headers)
    assert response.status_code == 200
    assert response.json() == body
    assert response.headers["api-version"] == version


@pytest.mark.parametrize("version", ["3", "0", "1.0", "v1", "latest"])
def test_unsupported_version_is_406_with_what_is_supported(version: str) -> None:
    response = client.get("/users/me", headers={"API-Version": version})
    assert response.status_code == 406
    assert response.json() == {"detail": {"message": "Unsupported API-Version", "supported": ["1", "2"]}}
    assert "api-version" not in response.headers


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_vary_names_the_header_in_every_answer(version: str) -> None:
    assert client.get("/users/me", headers={"API-Version": version}).headers["vary"] == "API-Version"


@pytest.mark.parametrize(
    ("query", "status", "vary"),
    [("", 404, None), ("?with_vary=true", 404, "API-Version"), ("?with_vary=x", 422, None)],
)
def test_vary_is_not_in_an_error_of_the_endpoint_unless_it_is_given(query: str, status: int, vary: str | None) -> None:
    other = FastAPI()

    @other.get("/")
    def fail(version: Annotated[str, Depends(get_version)], with_vary: bool = False) -> None:
        raise HTTPException(404, headers={"Vary": "API-Version"} if with_vary else None)

    response = TestClient(other).get(f"/{query}")
    assert (response.status_code, response.headers.get("vary")) == (status, vary)


def test_underscore_in_the_header_is_another_header() -> None:
    assert client.get("/users/me", headers={"api_version": "2"}).json() == V1


def test_openapi_documents_the_header_with_its_default_and_both_shapes() -> None:
    operation = app.openapi()["paths"]["/users/me"]["get"]
    assert operation["parameters"] == [
        {
            "name": "api-version",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "default": "1", "title": "Api-Version"},
        }
    ]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["anyOf"] == [{"$ref": "#/components/schemas/UserV1"}, {"$ref": "#/components/schemas/UserV2"}]
