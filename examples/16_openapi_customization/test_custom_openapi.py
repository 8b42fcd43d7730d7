from custom_openapi import app, standard_openapi
from fastapi.testclient import TestClient

client = TestClient(app)
LOGO = {"url": "https://example.com/logo.png", "altText": "Tea shop"}


def test_extension_is_in_the_served_document() -> None:
    document = client.get("/openapi.json").json()
    assert document["info"] == {"title": "Tea shop", "version": "2.5.0", "x-logo": LOGO}


def test_paths_are_intact() -> None:
    document = client.get("/openapi.json").json()
    assert document["paths"] == standard_openapi()["paths"]
    assert list(document["paths"]) == ["/items"]


def test_document_is_built_once() -> None:
    first = app.openapi()
    assert app.openapi() is first
    assert client.get("/openapi.json").json() == first


def test_docs_page_and_api_answer() -> None:
    assert "/openapi.json" in client.get("/docs").text
    assert client.get("/items").json() == ["green", "black"]
