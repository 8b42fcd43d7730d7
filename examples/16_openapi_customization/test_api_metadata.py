# /// script
# dependencies = ["openapi-spec-validator"]
# ///
from typing import Any

import pytest
from api_metadata import app
from fastapi.testclient import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

client = TestClient(app)


@pytest.fixture
def document() -> dict[str, Any]:
    read: dict[str, Any] = client.get("/openapi.json").json()
    return read


def test_each_entry_is_in_info(document: dict[str, Any]) -> None:
    assert document["info"] == {
        "title": "Tea shop",
        "summary": "Everything about tea.",
        "description": "Sells **tea**, and reports what is left of it.",
        "version": "2.5.0",
        "termsOfService": "https://example.com/terms",
        "contact": {"name": "The shop", "url": "https://example.com/contact", "email": "shop@example.com"},
        "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
    }


def test_document_is_valid_for_the_version_that_it_claims(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


@pytest.mark.parametrize("entry", ["title", "version"])
def test_document_without_title_or_version_would_be_invalid(document: dict[str, Any], entry: str) -> None:
    del document["info"][entry]
    with pytest.raises(OpenAPIValidationError):
        OpenAPIV31SpecValidator(document).validate()


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_docs_pages_have_the_title(page: str) -> None:
    assert "<title>Tea shop - " in client.get(page).text


def test_api_answers() -> None:
    assert client.get("/items").json() == ["green", "black"]
