import json
import re
from typing import Any

import pytest
from fastapi.openapi.docs import swagger_ui_default_parameters
from fastapi.testclient import TestClient
from swagger_ui_parameters import app

client = TestClient(app)


@pytest.fixture
def options() -> dict[str, Any]:
    """Read the lines of the page that are a key and a JSON value."""
    pairs = re.findall(r'^\s*"(\w+)": (.*),$', client.get("/docs").text, re.MULTILINE)
    assert len(dict(pairs)) == len(pairs)
    return {key: json.loads(value) for key, value in pairs}


def test_parameters_are_in_the_page_as_json(options: dict[str, Any]) -> None:
    assert options["defaultModelsExpandDepth"] == -1
    assert options["syntaxHighlight"] == {"theme": "obsidian"}
    assert options["deepLinking"] is False


def test_defaults_are_kept_for_the_rest(options: dict[str, Any]) -> None:
    given = {"defaultModelsExpandDepth": -1, "syntaxHighlight": {"theme": "obsidian"}, "deepLinking": False}
    assert options == swagger_ui_default_parameters | given
    assert swagger_ui_default_parameters["deepLinking"] is True


def test_page_is_a_swagger_ui_of_the_document() -> None:
    response = client.get("/docs")
    assert response.headers["content-type"].startswith("text/html")
    assert "SwaggerUIBundle({" in response.text
    assert "'/openapi.json'" in response.text


def test_api_answers() -> None:
    assert client.get("/items").json() == ["green"]
