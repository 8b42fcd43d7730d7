import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from swagger_ui_parameters import app

BROWSER = """
const window = {location: {origin: "http://testserver"}};
const seen = {};
function SwaggerUIBundle(options) {
    seen.options = options;
    return {initOAuth: (oauth) => { seen.oauth = oauth; }};
}
SwaggerUIBundle.presets = {apis: "apis"};
SwaggerUIBundle.SwaggerUIStandalonePreset = "standalone";
"""

DEFAULTS = {
    "url": "/openapi.json",
    "dom_id": "#swagger-ui",
    "layout": "BaseLayout",
    "deepLinking": True,
    "showExtensions": True,
    "showCommonExtensions": True,
    "oauth2RedirectUrl": "http://testserver/docs/oauth2-redirect",
    "presets": ["apis", "standalone"],
}


def page_of(application: FastAPI) -> str:
    response = TestClient(application).get("/docs")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


def run_page(page: str) -> dict[str, Any]:
    """Run the script of the page in a JavaScript engine and return what Swagger UI is called with."""
    import quickjs  # type: ignore[import-untyped]

    [script] = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    context = quickjs.Context()
    context.eval(BROWSER)
    context.eval(script)
    seen: dict[str, Any] = json.loads(context.eval("JSON.stringify(seen)"))
    return seen


def test_each_parameter_is_a_javascript_value_and_the_defaults_are_kept_for_the_rest() -> None:
    assert run_page(page_of(app)) == {
        "options": {
            **DEFAULTS,
            "deepLinking": False,
            "defaultModelsExpandDepth": -1,
            "syntaxHighlight": {"theme": "obsidian"},
        }
    }


def test_each_parameter_is_written_as_json() -> None:
    lines = page_of(app).splitlines()
    assert [line for line in lines if re.match(r'"\w+": ', line.strip())] == [
        '    "dom_id": "#swagger-ui",',
        '"layout": "BaseLayout",',
        '"deepLinking": false,',
        '"showExtensions": true,',
        '"showCommonExtensions": true,',
        '"defaultModelsExpandDepth": -1,',
        '"syntaxHighlight": {"theme": "obsidian"},',
    ]


def test_without_parameters_the_defaults_are_alone() -> None:
    assert run_page(page_of(FastAPI())) == {"options": DEFAULTS}


def test_the_defaults_can_be_imported_and_are_not_changed_by_an_app() -> None:
    from fastapi.openapi.docs import swagger_ui_default_parameters

    page_of(app)
    assert swagger_ui_default_parameters == {
        "dom_id": "#swagger-ui",
        "layout": "BaseLayout",
        "deepLinking": True,
        "showExtensions": True,
        "showCommonExtensions": True,
    }


@pytest.mark.parametrize("value", [False, None, 0, 1.5, "list", ["get"], {"activated": False}, 'quote " and </script>'])
def test_any_json_value_arrives_unharmed(value: object) -> None:
    options = run_page(page_of(FastAPI(swagger_ui_parameters={"option": value})))["options"]
    assert options == {**DEFAULTS, "option": value}


def test_the_oauth_configuration_is_passed_to_the_page_too() -> None:
    other = FastAPI(swagger_ui_init_oauth={"clientId": "the-docs", "usePkceWithAuthorizationCodeGrant": True})
    assert run_page(page_of(other)) == {
        "options": DEFAULTS,
        "oauth": {"clientId": "the-docs", "usePkceWithAuthorizationCodeGrant": True},
    }


def test_the_page_loads_swagger_ui_from_its_usual_place() -> None:
    assert re.findall(r'(?:href|src)="([^"]*)"', page_of(app)) == [
        "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui.css",
        "https://fastapi.tiangolo.com/img/favicon.png",
        "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js",
    ]


def test_the_page_fits_a_small_screen() -> None:
    assert re.findall('<meta name="viewport" content="([^"]*)">', page_of(app)) == [
        "width=device-width, initial-scale=1.0"
    ]


def test_redoc_and_the_document_are_not_affected() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    client, plain = TestClient(app), TestClient(FastAPI())
    assert client.get("/redoc").text == plain.get("/redoc").text
    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert list(document["paths"]) == ["/teas/"]
    OpenAPIV31SpecValidator(document).validate()


def test_the_api_answers() -> None:
    response = TestClient(app).get("/teas/")
    assert (response.status_code, response.json()) == (200, ["green"])
