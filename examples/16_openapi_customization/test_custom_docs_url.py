import re

import pytest
from custom_docs_url import app
from fastapi import FastAPI
from fastapi.testclient import TestClient

client = TestClient(app)
MOVED = ["/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"]


@pytest.mark.parametrize("path", MOVED)
def test_the_new_url_answers_and_the_old_one_is_404(path: str) -> None:
    moved, old = client.get(f"/api{path}"), client.get(path)
    html, json = "text/html; charset=utf-8", "application/json"
    assert (moved.status_code, moved.headers["content-type"]) == (200, json if path == "/openapi.json" else html)
    assert (old.status_code, old.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("root_path", ["", "/proxy"])
def test_both_pages_point_at_the_moved_document_under_a_root_path_too(root_path: str) -> None:
    behind = TestClient(app, root_path=root_path)
    docs, redoc = behind.get(f"{root_path}/api/docs").text, behind.get(f"{root_path}/api/redoc").text
    assert re.findall(r"url: '([^']*)'", docs) == [f"{root_path}/api/openapi.json"]
    assert re.findall(r'spec-url="([^"]*)"', redoc) == [f"{root_path}/api/openapi.json"]
    assert behind.get(f"{root_path}/api/openapi.json").status_code == 200


@pytest.mark.parametrize("root_path", ["", "/proxy"])
def test_the_oauth2_redirect_moves_with_its_own_argument(root_path: str) -> None:
    docs = TestClient(app, root_path=root_path).get(f"{root_path}/api/docs").text
    assert re.findall(r"oauth2RedirectUrl: window.location.origin \+ '([^']*)'", docs) == [
        f"{root_path}/api/docs/oauth2-redirect"
    ]


def test_the_oauth2_redirect_stays_where_it_was_without_its_argument() -> None:
    other = TestClient(FastAPI(docs_url="/api/docs"))
    assert other.get("/docs/oauth2-redirect").status_code == 200
    assert "window.location.origin + '/docs/oauth2-redirect'" in other.get("/api/docs").text


def test_the_root_path_is_added_to_the_servers_of_the_document() -> None:
    document = TestClient(app, root_path="/proxy").get("/proxy/api/openapi.json").json()
    assert document["servers"] == [{"url": "/proxy"}]
    assert list(document["paths"]) == ["/api/teas/"]
    assert "servers" not in client.get("/api/openapi.json").json()


def test_a_trailing_slash_of_the_root_path_is_not_doubled() -> None:
    docs = TestClient(app, root_path="/proxy/").get("/api/docs").text
    assert re.findall(r"url: '([^']*)'", docs) == ["/proxy/api/openapi.json"]


def test_the_pages_are_not_operations_of_the_document() -> None:
    assert list(client.get("/api/openapi.json").json()["paths"]) == ["/api/teas/"]


def test_a_docs_url_without_a_leading_slash_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"^Routed paths must start with '/'$"):
        FastAPI(docs_url="docs")


def test_the_moved_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_api_answers() -> None:
    response = client.get("/api/teas/")
    assert (response.status_code, response.json()) == (200, ["green"])
