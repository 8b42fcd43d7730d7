import importlib

import disable_docs
import pytest
from fastapi.testclient import TestClient


def client_for(monkeypatch: pytest.MonkeyPatch, value: str | None) -> TestClient:
    monkeypatch.delenv("SHOW_DOCS", raising=False)
    if value is not None:
        monkeypatch.setenv("SHOW_DOCS", value)
    return TestClient(importlib.reload(disable_docs).app)


@pytest.mark.parametrize("value", [None, "", "no"])
def test_nothing_is_shown_unless_asked_for(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    client = client_for(monkeypatch, value)
    for path in ("/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect"):
        assert client.get(path).status_code == 404


def test_document_and_one_page_are_shown_if_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for(monkeypatch, "yes")
    assert list(client.get("/openapi.json").json()["paths"]) == ["/items"]
    assert "/openapi.json" in client.get("/docs").text
    assert client.get("/redoc").status_code == 404


@pytest.mark.parametrize("value", [None, "yes"])
def test_api_answers_either_way(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    assert client_for(monkeypatch, value).get("/items").json() == ["green"]


@pytest.mark.parametrize("value", [None, "yes"])
def test_arguments_are_as_set(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    client_for(monkeypatch, value)
    urls = (disable_docs.app.openapi_url, disable_docs.app.docs_url, disable_docs.app.redoc_url)
    assert urls == (("/openapi.json", "/docs", None) if value else (None, None, None))
