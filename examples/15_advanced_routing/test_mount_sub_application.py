import re

import pytest
from fastapi.testclient import TestClient
from mount_sub_application import app, app_v1

client = TestClient(app)


def test_sub_application_answers_under_the_mount_only() -> None:
    assert client.get("/v1/stock/tea").json() == 3
    assert client.get("/stock/tea").status_code == 404


def test_exception_handler_is_the_sub_applications_own() -> None:
    response = client.get("/v1/stock/milk")
    assert (response.status_code, response.json()) == (404, {"unknown": "milk"})
    assert set(app_v1.exception_handlers) - set(app.exception_handlers)


def test_document_names_the_mount_as_its_server() -> None:
    document = client.get("/v1/openapi.json").json()
    assert document["info"]["title"] == "Shop, version 1"
    assert document["servers"] == [{"url": "/v1"}]
    assert list(document["paths"]) == ["/stock/{drink}"]


@pytest.mark.parametrize("page", ["/v1/docs", "/v1/redoc"])
def test_docs_pages_load_the_document_of_the_sub_application(page: str) -> None:
    text = client.get(page).text
    assert set(re.findall(r"""['"]([^'"]*openapi.json)""", text)) == {"/v1/openapi.json"}
    assert "<title>Shop, version 1 -" in text


def test_parents_document_does_not_list_it() -> None:
    document = client.get("/openapi.json").json()
    assert document["info"]["title"] == "Shop"
    assert list(document["paths"]) == []
    assert "servers" not in document


def test_paths_are_found_by_the_name_of_the_mount() -> None:
    assert app.url_path_for("v1:read_stock", drink="tea") == "/v1/stock/tea"


def test_root_path_of_a_proxy_comes_first() -> None:
    behind_proxy = TestClient(app, root_path="/shop")
    assert behind_proxy.get("/shop/v1/stock/tea").json() == 3
    assert "'/shop/v1/openapi.json'" in behind_proxy.get("/shop/v1/docs").text
