# /// script
# dependencies = ["openapi-spec-validator"]
# ///
"""Around the metadata: defaults, servers and root paths, wrong entries, extensions, and whether it is valid."""

import json
from collections.abc import Callable
from typing import Any

from api_metadata import app as shown
from fastapi import FastAPI
from fastapi.testclient import TestClient


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        errors: Any = getattr(error, "errors", None)
        places = [[".".join(map(str, each["loc"])), each["type"]] for each in errors()] if errors else str(error)
        return [type(error).__name__, places]


def document(**options: Any) -> Any:
    return attempt(lambda: FastAPI(**options).openapi())


def watch_defaults() -> object:
    return document()


def watch_each_argument_alone() -> object:
    given: dict[str, Any] = {
        "title": "Shop",
        "summary": "All about tea",
        "description": "Sells tea",
        "version": "1",
        "openapi_version": "3.0.3",
        "terms_of_service": "https://example.com/terms",
        "contact": {"name": "Shop", "url": "https://example.com", "email": "a@example.com", "x-more": 1},
        "license_info": {"name": "MIT", "url": "https://example.com/license"},
        "openapi_external_docs": {"description": "Manual", "url": "https://example.com/manual"},
        "openapi_tags": [{"name": "items"}],
        "servers": [
            {
                "url": "https://{host}",
                "description": "Live",
                "variables": {"host": {"default": "a", "enum": ["a", "b"]}},
            }
        ],
    }
    return {name: document(**{name: value}) for name, value in given.items()}


def watch_version_of_openapi_set_afterwards() -> object:
    app = FastAPI()
    app.openapi_version = "3.0.2"
    return app.openapi()["openapi"]


def watch_entries_that_are_wrong() -> object:
    given: list[dict[str, Any]] = [
        {"license_info": {"identifier": "MIT"}},
        {"license_info": {"name": "MIT", "url": "nowhere"}},
        {"contact": {"email": "nobody"}},
        {"contact": {"url": "nowhere"}},
        {"contact": "nobody"},
        {"servers": [{"description": "no url"}]},
        {"servers": [{"url": "not a url"}]},
        {"openapi_external_docs": {"description": "no url"}},
        {"terms_of_service": 5},
        {"title": ""},
        {"version": ""},
        {"title": None},
        {"description": ""},
    ]
    return [document(**each) for each in given]


def watch_other_keys_in_the_entries() -> object:
    return document(
        contact={"x-phone": "1"},
        license_info={"name": "MIT", "x-since": 2},
        openapi_external_docs={"url": "https://example.com", "x-lang": "en"},
        servers=[{"url": "/", "x-region": "eu"}],
    )


def watch_validity() -> object:
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    read = TestClient(shown).get("/openapi.json").json()
    old = {**read, "openapi": "3.0.3"}
    return (
        [error.message for error in OpenAPIV31SpecValidator(read).iter_errors()],
        len(list(OpenAPIV30SpecValidator(old).iter_errors())) > 0,
    )


def servers(app: FastAPI, root_path: str = "", path: str = "/openapi.json") -> Any:
    client = TestClient(app, root_path=root_path)
    return client.get(path).json().get("servers")


def watch_servers_and_root_paths() -> object:
    given: list[dict[str, Any]] = [
        {},
        {"servers": [{"url": "https://a.test"}]},
        {"servers": [{"url": "/shop"}, {"url": "https://a.test"}]},
        {"root_path_in_servers": False},
        {"servers": [{"url": "https://a.test"}], "root_path_in_servers": False},
    ]
    return [[servers(FastAPI(**each), root_path) for root_path in ("", "/shop", "/shop/")] for each in given]


def watch_two_root_paths_of_one_app() -> object:
    app = FastAPI()
    return [servers(app, root_path) for root_path in ("/a", "/b", "", "/a")], app.servers, app.openapi().get("servers")


def watch_path_with_and_without_the_root_path() -> object:
    app = FastAPI()
    return [servers(app, "/shop", path) for path in ("/openapi.json", "/shop/openapi.json")]


def watch_headers_of_the_document() -> object:
    response = TestClient(shown).get("/openapi.json")
    return response.status_code, dict(response.headers), response.text[:60]


def watch_document_with_text_that_is_not_ascii() -> object:
    app = FastAPI(title="Tee-Café ☕ <b>", description="Zeile 1\nZeile 2")
    client = TestClient(app)
    return client.get("/openapi.json").text, [
        line.strip() for line in client.get("/docs").text.splitlines() if "<title>" in line
    ]


def watch_order_of_the_keys() -> object:
    app = FastAPI(
        openapi_tags=[{"name": "a"}], servers=[{"url": "/"}], openapi_external_docs={"url": "https://example.com"}
    )
    app.add_api_route("/{item_id}", lambda item_id: None)
    return list(app.openapi()), list(shown.openapi()["info"]), json.dumps(app.openapi()["paths"])
