from collections.abc import Iterator
from typing import Any

import custom_openapi
import pytest
from custom_openapi import app
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    app.openapi_schema = None
    yield
    app.openapi_schema = None


def standard_document() -> dict[str, Any]:
    other = FastAPI(title="Tea shop", version="2.5.0")
    other.get("/teas/")(custom_openapi.list_teas)
    return other.openapi()


def test_the_extension_is_in_the_served_document() -> None:
    response = client.get("/openapi.json")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.json()["info"] == {
        "title": "Tea shop",
        "version": "2.5.0",
        "x-logo": {"url": "https://example.com/logo.png", "altText": "Tea shop"},
    }


def test_the_paths_are_intact() -> None:
    document = client.get("/openapi.json").json()
    assert document["paths"] == standard_document()["paths"]
    assert list(document["paths"]) == ["/teas/"]


def test_nothing_but_the_extension_differs_from_the_standard_document() -> None:
    document = client.get("/openapi.json").json()
    del document["info"]["x-logo"]
    assert document == standard_document()


def test_the_document_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def counting(**arguments: Any) -> dict[str, Any]:
        calls.append(arguments)
        return get_openapi(**arguments)

    monkeypatch.setattr(custom_openapi, "get_openapi", counting)
    first, second = client.get("/openapi.json"), client.get("/openapi.json")
    assert first.json() == second.json()
    assert app.openapi() is app.openapi() is app.openapi_schema
    assert calls == [{"title": "Tea shop", "version": "2.5.0", "routes": app.routes}]


def test_what_was_kept_is_served_whatever_happens_to_the_routes() -> None:
    app.openapi_schema = {"openapi": "3.1.0", "info": {"title": "Kept", "version": "1"}, "paths": {}}
    assert client.get("/openapi.json").json() == app.openapi_schema


def test_the_standard_method_notices_a_route_added_after_the_first_call() -> None:
    other = FastAPI()
    assert list(other.openapi()["paths"]) == []
    other.add_api_route("/late", lambda: "late")
    assert list(other.openapi()["paths"]) == ["/late"]


def test_get_openapi_knows_only_what_it_is_given() -> None:
    other = FastAPI(title="Shop", summary="Tea", openapi_tags=[{"name": "teas"}], servers=[{"url": "/x"}])
    assert get_openapi(title=other.title, version=other.version, routes=other.routes) == {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "0.1.0"},
        "paths": {},
    }


def test_the_standard_method_is_still_there_for_a_function_that_adds_to_it() -> None:
    document = FastAPI.openapi(app)
    assert document["info"] == {"title": "Tea shop", "version": "2.5.0"}


def test_openapi_extra_adds_to_one_operation_without_a_function() -> None:
    other = FastAPI()
    other.add_api_route("/x", lambda: "x", openapi_extra={"x-rate-limit": 5})
    assert other.openapi()["paths"]["/x"]["get"]["x-rate-limit"] == 5


def test_the_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_api_answers() -> None:
    response = client.get("/teas/")
    assert (response.status_code, response.json()) == (200, ["green", "black"])
