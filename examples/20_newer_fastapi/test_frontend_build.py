import pytest
from fastapi.testclient import TestClient
from frontend_build import app

client = TestClient(app, follow_redirects=False)
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/", "/index.html", "/cart", "/items/7/reviews"])
def test_browser_that_navigates_gets_the_page(path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "<title>Shop</title>" in response.text


def test_assets_are_files_with_their_type() -> None:
    response = client.get("/assets/app.js")
    assert response.status_code == 200
    assert "javascript" in response.headers["content-type"]
    assert "etag" in response.headers


@pytest.mark.parametrize("path", ["/assets/old.js", "/logo.png"])
def test_missing_asset_of_a_page_is_404(path: str) -> None:
    assert client.get(path, headers={"Accept": "*/*"}).status_code == 404


def test_api_comes_first() -> None:
    assert client.get("/api/items", headers=BROWSER).json() == ["Pen", "Ink"]
    missing = client.get("/api/nothing", headers=BROWSER)
    assert (missing.status_code, missing.json()) == (404, {"detail": "Not Found"})
    assert list(app.openapi()["paths"]) == ["/api/items"]


@pytest.mark.parametrize("path", ["/../frontend_build.py", "/%2e%2e/frontend_build.py", "/..%2ffrontend_build.py"])
@pytest.mark.parametrize("headers", [{}, BROWSER])
def test_nothing_outside_the_build_is_served(path: str, headers: dict[str, str]) -> None:
    assert "FastAPI" not in client.get(path, headers=headers).text


def test_only_reading_is_allowed() -> None:
    assert client.post("/index.html").status_code == 405
    assert client.head("/assets/app.js").status_code == 200
