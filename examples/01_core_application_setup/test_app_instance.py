import warnings
from typing import Any

import pytest
from app_instance import app
from fastapi import FastAPI
from fastapi.testclient import TestClient

client = TestClient(app)


def test_a_request_is_served() -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.json() == {"message": "Hello World"}
    assert dict(response.headers) == {"content-length": "25", "content-type": "application/json"}


def test_openapi_carries_title_description_and_version() -> None:
    response = client.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json()["info"] == {
        "title": "Orders",
        "description": "Takes orders and says where they are.",
        "version": "2.3.0",
    }


def test_openapi_documents_the_operation() -> None:
    assert app.openapi()["paths"] == {
        "/": {
            "get": {
                "summary": "Read Root",
                "operationId": "read_root__get",
                "responses": {
                    "200": {
                        "description": "Successful Response",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "additionalProperties": {"type": "string"},
                                    "title": "Response Read Root  Get",
                                }
                            }
                        },
                    }
                },
            }
        }
    }


def test_a_bare_application_has_the_documented_defaults() -> None:
    bare = FastAPI()
    assert (bare.title, bare.summary, bare.description, bare.version) == ("FastAPI", None, "", "0.1.0")
    assert (bare.docs_url, bare.redoc_url, bare.openapi_url) == ("/docs", "/redoc", "/openapi.json")
    assert (bare.debug, bare.root_path, bare.servers, bare.openapi_tags) == (False, "", [], None)
    assert bare.openapi() == {"openapi": "3.1.0", "info": {"title": "FastAPI", "version": "0.1.0"}, "paths": {}}


def test_a_bare_application_knows_no_path_of_its_own() -> None:
    response = TestClient(FastAPI()).get("/")
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def test_the_openapi_document_is_kept_until_a_route_is_added() -> None:
    growing = FastAPI()
    growing.get("/first")(read_nothing)
    first = growing.openapi()
    assert list(first["paths"]) == ["/first"]
    assert growing.openapi() is first
    growing.get("/late")(read_nothing)
    assert list(growing.openapi()["paths"]) == ["/first", "/late"]


def test_an_unhandled_error_is_a_plain_500_without_details() -> None:
    broken = FastAPI()
    broken.get("/")(fail)
    response = TestClient(broken, raise_server_exceptions=False).get("/")
    assert response.status_code == 500
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == "Internal Server Error"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"title": ""}, "A title must be provided for OpenAPI, e.g.: 'My API'"),
        ({"version": ""}, "A version must be provided for OpenAPI, e.g.: '2.1.0'"),
    ],
)
def test_an_empty_title_or_version_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError) as refusal:
        FastAPI(**arguments)
    assert str(refusal.value) == message


def test_root_path_on_the_application_is_deprecated() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        FastAPI(root_path="/api/v1")
    assert [(warning.category.__name__, str(warning.message)) for warning in caught] == [
        (
            "FastAPIDeprecationWarning",
            "The `root_path` parameter is deprecated. Configure the server's root path instead, "
            "for example with `fastapi run --root-path /api/v1`.",
        )
    ]


def test_making_an_application_warns_of_nothing() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        FastAPI(title="Orders", description="Takes orders.", version="2.3.0").openapi()
    assert [str(warning.message) for warning in caught] == []


def read_nothing() -> None:
    return None


def fail() -> None:
    raise RuntimeError("a detail that no client may see")
