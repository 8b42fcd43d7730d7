from app_instance import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_app_answers_a_request() -> None:
    response = client.get("/orders")
    assert response.status_code == 200
    assert response.json() == ["tea", "coffee"]


def test_unknown_path_is_404() -> None:
    assert client.get("/").status_code == 404


def test_openapi_has_title_description_and_version() -> None:
    info = client.get("/openapi.json").json()["info"]
    assert info["title"] == "Orders"
    assert info["description"] == "Takes orders and tracks their delivery."
    assert info["version"] == "2.3.0"


def test_openapi_lists_the_route() -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert list(paths) == ["/orders"]
    assert list(paths["/orders"]) == ["get"]


def test_docs_page_shows_the_title() -> None:
    response = client.get("/docs")
    assert response.status_code == 200
    assert "Orders" in response.text


def test_prefix_given_to_the_server_reaches_the_docs() -> None:
    behind_proxy = TestClient(app, root_path="/api")
    assert "/api/openapi.json" in behind_proxy.get("/docs").text
