import re
from typing import Any

import pytest
from disable_docs import app_without_document, app_without_pages
from fastapi import FastAPI
from fastapi.testclient import TestClient

PAGES = ["/docs", "/docs/oauth2-redirect", "/redoc"]
ALL = ["/openapi.json", *PAGES]


def answered(application: FastAPI) -> list[str]:
    client = TestClient(application)
    responses = {path: client.get(path) for path in ALL}
    for response in responses.values():
        if response.status_code != 200:
            assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})
    return [path for path, response in responses.items() if response.status_code == 200]


def test_without_the_pages_only_the_document_answers() -> None:
    assert answered(app_without_pages) == ["/openapi.json"]


def test_without_the_document_both_pages_are_gone_too() -> None:
    assert answered(app_without_document) == []


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ({}, ALL),
        ({"docs_url": None}, ["/openapi.json", "/redoc"]),
        ({"redoc_url": None}, ["/openapi.json", "/docs", "/docs/oauth2-redirect"]),
        ({"openapi_url": ""}, []),
        ({"openapi_url": None, "docs_url": "/docs", "redoc_url": "/redoc"}, []),
        ({"swagger_ui_oauth2_redirect_url": None}, ["/openapi.json", "/docs", "/redoc"]),
    ],
)
def test_each_argument_takes_away_its_url_and_no_other(arguments: Any, left: list[str]) -> None:
    assert answered(FastAPI(**arguments)) == left


@pytest.mark.parametrize("application", [app_without_pages, app_without_document])
def test_the_api_still_answers(application: FastAPI) -> None:
    response = TestClient(application).get("/teas/")
    assert (response.status_code, response.json()) == (200, ["green"])


def test_the_document_left_without_pages_is_whole_and_valid() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = TestClient(app_without_pages).get("/openapi.json").json()
    assert document == app_without_pages.openapi()
    assert list(document["paths"]) == ["/teas/"]
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_hidden_document_can_still_be_built_in_code() -> None:
    assert app_without_document.openapi() == app_without_pages.openapi()


def test_no_route_of_the_docs_is_left_in_the_app() -> None:
    assert FastAPI(openapi_url=None).routes == []
    assert len(FastAPI(docs_url=None, redoc_url=None).routes) == 1


def test_the_page_that_is_left_loads_swagger_ui_from_its_usual_place() -> None:
    response = TestClient(FastAPI(redoc_url=None)).get("/docs")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r'(?:href|src)="([^"]*)"', response.text) == [
        "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui.css",
        "https://fastapi.tiangolo.com/img/favicon.png",
        "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js",
    ]
    assert re.findall(r"url: '([^']*)'", response.text) == ["/openapi.json"]


@pytest.mark.parametrize(
    ("arguments", "page", "scale"), [({"redoc_url": None}, "/docs", "1.0"), ({"docs_url": None}, "/redoc", "1")]
)
def test_the_page_that_is_left_fits_a_small_screen(arguments: Any, page: str, scale: str) -> None:
    text = TestClient(FastAPI(**arguments)).get(page).text
    assert re.findall('<meta name="viewport" content="([^"]*)">', text) == [
        f"width=device-width, initial-scale={scale}"
    ]


def test_the_page_that_is_left_loads_redoc_from_its_usual_place() -> None:
    response = TestClient(FastAPI(docs_url=None)).get("/redoc")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert re.findall(r'(?:href|src|spec-url)="([^"]*)"', response.text) == [
        "https://fonts.googleapis.com/css?family=Montserrat:300,400,700|Roboto:300,400,700",
        "https://fastapi.tiangolo.com/img/favicon.png",
        "/openapi.json",
        "https://cdn.jsdelivr.net/npm/redoc@2/bundles/redoc.standalone.js",
    ]
