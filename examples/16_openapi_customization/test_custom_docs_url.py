import re

import pytest
from custom_docs_url import app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.mark.parametrize("path", ["/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json"])
def test_new_url_answers_and_the_old_one_is_404(path: str) -> None:
    assert client.get(f"/api{path}").status_code == 200
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("root_path", ["", "/proxy"])
@pytest.mark.parametrize("page", ["/api/docs", "/api/redoc"])
def test_pages_point_at_the_moved_document(root_path: str, page: str) -> None:
    behind = TestClient(app, root_path=root_path)
    text = behind.get(root_path + page).text
    assert set(re.findall(r"""['"]([^'"]*openapi\.json)""", text)) == {f"{root_path}/api/openapi.json"}
    assert behind.get(f"{root_path}/api/openapi.json").status_code == 200


@pytest.mark.parametrize("root_path", ["", "/proxy"])
def test_login_comes_back_to_the_moved_page(root_path: str) -> None:
    text = TestClient(app, root_path=root_path).get(f"{root_path}/api/docs").text
    assert f"'{root_path}/api/docs/oauth2-redirect'" in text


def test_document_lists_the_operations_and_not_the_pages() -> None:
    assert list(client.get("/api/openapi.json").json()["paths"]) == ["/api/items"]


def test_api_answers() -> None:
    assert client.get("/api/items").json() == ["green"]
