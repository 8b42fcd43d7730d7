from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from static_files import ASSETS, app

client = TestClient(app)


def test_file_has_its_content_and_type() -> None:
    response = client.get("/static/site.css")
    assert response.content == (ASSETS / "site.css").read_bytes()
    assert response.headers["content-type"].startswith("text/css")


def test_known_entity_tag_gives_an_empty_304() -> None:
    tag = client.get("/static/site.css").headers["etag"]
    response = client.get("/static/site.css", headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")
    assert client.get("/static/site.css", headers={"If-None-Match": '"other"'}).status_code == 200


def test_range_gives_a_part() -> None:
    response = client.get("/static/site.css", headers={"Range": "bytes=0-3"})
    assert (response.status_code, response.content) == (206, (ASSETS / "site.css").read_bytes()[:4])


@pytest.mark.parametrize("path", ["/static/none.css", "/static/", "/static/guide", "/none"])
def test_missing_file_and_bare_folder_are_404(path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("mount", ["/static/", "/"])
@pytest.mark.parametrize("path", ["../static_files.py", "guide/../../static_files.py", "..\\static_files.py"])
def test_dots_cannot_escape_the_folder(mount: str, path: str) -> None:
    assert (ASSETS / "../static_files.py").is_file()
    assert client.get(mount + quote(path, safe="")).status_code == 404


def test_html_serves_the_index_of_a_folder() -> None:
    assert client.get("/").content == (ASSETS / "index.html").read_bytes()
    assert client.get("/guide/").content == (ASSETS / "guide/index.html").read_bytes()
    assert client.get("/guide", follow_redirects=False).headers["location"].endswith("/guide/")


def test_routes_before_the_mount_at_the_root_answer() -> None:
    assert client.get("/health").json() == "healthy"
    assert list(app.openapi()["paths"]) == ["/health"]


def test_url_path_for_gives_the_path_of_a_file() -> None:
    assert app.url_path_for("static", path="/site.css") == "/static/site.css"
    assert app.url_path_for("site", path="guide/") == "/guide/"
