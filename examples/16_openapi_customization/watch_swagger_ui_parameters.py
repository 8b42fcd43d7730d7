"""Around the page: its options as JSON, odd values, OAuth2 settings, and the defaults."""

import json
import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from swagger_ui_parameters import app


def read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return f"no JSON: {text}"


def run(application: FastAPI, **options: Any) -> Any:
    """Return the options in the page, what is no option of Swagger UI's as JSON, and the OAuth2 settings."""
    page = TestClient(application, **options).get("/docs").text
    pairs = re.findall(r'^\s*("(?:[^"\\]|\\.)*"): (.*),$', page, re.MULTILINE)
    oauth = re.findall(r"initOAuth\((.*)\)", page)
    addresses = re.findall(r"(?:url: |origin \+ )('[^']*')", page)
    return {"options": {read(key): read(value) for key, value in pairs}, "oauth": [*map(read, oauth)], "url": addresses}


def watch_shown_page() -> object:
    return run(app), run(app, root_path="/shop")


def watch_page_without_parameters() -> object:
    return run(FastAPI()), run(FastAPI(swagger_ui_parameters={}))


def watch_lines_of_the_page() -> object:
    return [line.strip() for line in TestClient(app).get("/docs").text.splitlines() if line.strip()]


def watch_defaults_that_can_be_imported() -> object:
    from fastapi.openapi.docs import swagger_ui_default_parameters

    TestClient(app).get("/docs")
    return swagger_ui_default_parameters


def watch_values_of_each_kind() -> object:
    values = [False, None, 0, 1.5, "list", ["get"], {"activated": False}, 'quote " and </script><b> &', "\u2028"]
    return [run(FastAPI(swagger_ui_parameters={"option": value}))["options"]["option"] for value in values]


def watch_values_that_are_no_json() -> object:
    seen = []
    for value in (float("nan"), {1}, object):
        client = TestClient(FastAPI(swagger_ui_parameters={"option": value}), raise_server_exceptions=False)
        response = client.get("/docs")
        seen.append([response.status_code, re.findall(r'"option": .*', response.text)])
    return seen


def watch_keys_that_are_odd() -> object:
    return run(FastAPI(swagger_ui_parameters={"a-b": 1, "dom_id": "#other", "url": "/other.json", "</script>": 1}))


def watch_oauth_settings() -> object:
    oauth = {
        "clientId": "the-docs",
        "scopes": ["a", "b"],
        "usePkceWithAuthorizationCodeGrant": True,
        "text": "</script>",
    }
    return run(FastAPI(swagger_ui_init_oauth=oauth))


def watch_functions_as_text() -> object:
    return run(FastAPI(swagger_ui_parameters={"operationsSorter": "(a, b) => 1"}))


def watch_redoc_and_document() -> object:
    client, plain = TestClient(app), TestClient(FastAPI())
    return client.get("/redoc").text == plain.get("/redoc").text, list(client.get("/openapi.json").json())
