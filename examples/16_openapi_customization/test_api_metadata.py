import re
from typing import Any

import pytest
from api_metadata import app
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

client = TestClient(app)


def read_document() -> dict[str, Any]:
    response = client.get("/openapi.json")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    document: dict[str, Any] = response.json()
    return document


def test_each_entry_is_in_info() -> None:
    assert read_document()["info"] == {
        "title": "Tea shop",
        "summary": "Everything about tea.",
        "description": "Sells **tea**, and reports what is left of it.",
        "termsOfService": "https://example.com/terms",
        "contact": {"name": "The shop", "url": "https://example.com/contact", "email": "shop@example.com"},
        "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        "version": "2.5.0",
    }


def test_the_document_claims_openapi_3_1_and_is_valid_for_it() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = read_document()
    assert document["openapi"] == app.openapi_version == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.parametrize("entry", ["title", "version"])
def test_the_validator_refuses_a_document_without_a_required_entry(entry: str) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    document = read_document()
    del document["info"][entry]
    with pytest.raises(OpenAPIValidationError, match=f"'{entry}' is a required property"):
        OpenAPIV31SpecValidator(document).validate()


def test_the_document_is_not_valid_for_openapi_3_0() -> None:
    from openapi_spec_validator import OpenAPIV30SpecValidator
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    with pytest.raises(OpenAPIValidationError):
        OpenAPIV30SpecValidator(read_document()).validate()


def test_the_defaults_are_a_title_and_a_version() -> None:
    assert FastAPI().openapi() == {
        "openapi": "3.1.0",
        "info": {"title": "FastAPI", "version": "0.1.0"},
        "paths": {},
    }


@pytest.mark.parametrize(("page", "suffix"), [("/docs", "Swagger UI"), ("/redoc", "ReDoc")])
def test_the_title_is_the_title_of_the_docs_pages(page: str, suffix: str) -> None:
    response = client.get(page)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall("<title>(.*)</title>", response.text) == [f"Tea shop - {suffix}"]


def test_a_licence_may_have_a_url_instead() -> None:
    other = FastAPI(license_info={"name": "MIT", "url": "https://example.com/license"})
    assert other.openapi()["info"]["license"] == {"name": "MIT", "url": "https://example.com/license"}


def test_external_docs_and_servers_stand_beside_info() -> None:
    other = FastAPI(
        openapi_external_docs={"description": "Manual", "url": "https://example.com/manual"},
        servers=[{"url": "https://api.example.com", "description": "Live"}],
    )
    document = other.openapi()
    assert document["externalDocs"] == {"description": "Manual", "url": "https://example.com/manual"}
    assert document["servers"] == [{"url": "https://api.example.com", "description": "Live"}]


@pytest.mark.parametrize(
    ("entries", "location"),
    [
        ({"license_info": {"identifier": "MIT"}}, ("info", "license", "name")),
        ({"contact": {"email": "nobody"}}, ("info", "contact", "email")),
    ],
)
def test_a_wrong_entry_is_noticed_when_the_document_is_built(entries: Any, location: tuple[str, ...]) -> None:
    other = FastAPI(**entries)
    with pytest.raises(ValidationError) as refused:
        other.openapi()
    assert [error["loc"] for error in refused.value.errors()] == [location]


def test_the_api_answers() -> None:
    response = client.get("/teas/")
    assert (response.status_code, response.json()) == (200, ["green", "black"])
