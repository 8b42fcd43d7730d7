import asyncio
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from static_files import ASSETS, app

client = TestClient(app)
CSS = "body { margin: 2rem; }\n"
NOT_FOUND = {"detail": "Not Found"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    public = tmp_path / "public"
    public.mkdir()
    file = public / "a.txt"
    file.write_bytes(b"0123456789")
    os.utime(file, (1_000_000_000, 1_000_000_000))
    return public


@pytest.fixture
def folder_client(folder: Path) -> TestClient:
    other = FastAPI()
    other.mount("/static", StaticFiles(directory=folder), name="static")
    return TestClient(other)


def test_content_and_type() -> None:
    response = client.get("/static/site.css")
    assert (response.status_code, response.text) == (200, CSS)
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/static/index.html").headers["content-type"] == "text/html; charset=utf-8"


def test_the_headers_are_for_caching_and_ranges(folder_client: TestClient) -> None:
    assert dict(folder_client.get("/static/a.txt").headers) == {
        "content-type": "text/plain; charset=utf-8",
        "accept-ranges": "bytes",
        "content-length": "10",
        "last-modified": "Sun, 09 Sep 2001 01:46:40 GMT",
        "etag": '"d8ac7c516ea6d7402e2247a8a2df9974"',
    }


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_the_etag_gives_an_empty_304(form: str) -> None:
    etag = client.get("/static/site.css").headers["etag"]
    response = client.get("/static/site.css", headers={"If-None-Match": form.format(etag)})
    assert (response.status_code, response.content) == (304, b"")
    assert dict(response.headers) == {"etag": etag}


def test_another_etag_gives_the_file() -> None:
    response = client.get("/static/site.css", headers={"If-None-Match": '"other"'})
    assert (response.status_code, response.text) == (200, CSS)


def test_a_changed_file_has_another_etag(folder: Path, folder_client: TestClient) -> None:
    before = folder_client.get("/static/a.txt").headers["etag"]
    os.utime(folder / "a.txt", (1_000_000_001, 1_000_000_001))
    response = folder_client.get("/static/a.txt", headers={"If-None-Match": before})
    assert response.status_code == 200
    assert response.headers["etag"] != before


@pytest.mark.parametrize(
    ("since", "status"),
    [("Sun, 09 Sep 2001 01:46:40 GMT", 304), ("Sun, 09 Sep 2001 01:46:39 GMT", 200), ("yesterday", 200)],
)
def test_the_modification_time_gives_a_304_too(folder_client: TestClient, since: str, status: int) -> None:
    assert folder_client.get("/static/a.txt", headers={"If-Modified-Since": since}).status_code == status


def test_a_range_gives_a_part(folder_client: TestClient) -> None:
    response = folder_client.get("/static/a.txt", headers={"Range": "bytes=2-4"})
    assert (response.status_code, response.text) == (206, "234")
    assert response.headers["content-range"] == "bytes 2-4/10"
    beyond = folder_client.get("/static/a.txt", headers={"Range": "bytes=10-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */10")


def test_head_gives_the_headers_alone() -> None:
    response = client.head("/static/site.css")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == str(len(CSS))


def test_other_methods_are_not_allowed() -> None:
    response = client.post("/static/site.css")
    assert (response.status_code, response.json()) == (405, {"detail": "Method Not Allowed"})
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/static/none.css", "/static/", "/static", "/static/guide", "/static/site.css/x"])
def test_a_missing_file_or_a_folder_is_404(path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


def get_exactly(application: FastAPI, path: str) -> int:
    """Ask for a path that an HTTP client would have tidied up before sending."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": [], "query_string": b""}
    asyncio.run(application(scope, receive, send))
    [status] = statuses
    return status


@pytest.mark.parametrize("mount", ["/static", ""])
def test_dots_cannot_escape_the_folder(mount: str) -> None:
    assert (ASSETS / ".." / "static_files.py").is_file()
    assert get_exactly(app, f"{mount}/guide/../site.css") == 200
    assert get_exactly(app, f"{mount}/../static_files.py") == 404
    assert get_exactly(app, f"{mount}/guide/../../static_files.py") == 404
    assert get_exactly(app, f"{mount}/{ASSETS / 'site.css'}") == 404


@pytest.mark.parametrize("dots", ["%2e%2e/", "..%2f", "..%5c", "%2e%2e%2f"])
def test_encoded_dots_cannot_escape_the_folder(dots: str) -> None:
    response = client.get(f"/static/{dots}static_files.py")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


def test_a_link_that_leads_out_of_the_folder_is_not_followed(folder: Path, folder_client: TestClient) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_text("not for you")
    (folder / "link.txt").symlink_to(secret)
    response = folder_client.get("/static/link.txt")
    assert (response.status_code, response.json()) == (404, NOT_FOUND)


def test_html_serves_the_index_of_a_folder() -> None:
    response = client.get("/")
    assert (response.status_code, response.text) == (200, (ASSETS / "index.html").read_text())
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/guide/").text == (ASSETS / "guide" / "index.html").read_text()


def test_html_redirects_a_folder_to_its_slash() -> None:
    response = client.get("/guide", follow_redirects=False)
    assert response.status_code == 307
    assert dict(response.headers) == {"content-length": "0", "location": "http://testserver/guide/"}


def test_html_answers_a_missing_page_with_the_404_page_of_the_folder(folder: Path) -> None:
    other = FastAPI()
    other.mount("/", StaticFiles(directory=folder, html=True))
    missing = TestClient(other).get("/none")
    assert (missing.status_code, missing.json()) == (404, NOT_FOUND)
    (folder / "404.html").write_text("nothing here")
    missing = TestClient(other).get("/none")
    assert (missing.status_code, missing.text) == (404, "nothing here")
    assert missing.headers["content-type"] == "text/html; charset=utf-8"


def test_the_routes_before_the_mount_at_the_root_still_answer() -> None:
    assert client.get("/health/").json() == {"healthy": True}


def test_a_route_after_a_mount_at_the_root_is_hidden(folder: Path) -> None:
    other = FastAPI()
    other.mount("/", StaticFiles(directory=folder))
    other.add_api_route("/late/", lambda: "late")
    assert TestClient(other).get("/late/").status_code == 404


def test_url_path_for_gives_the_path_of_a_file() -> None:
    assert app.url_path_for("static", path="/site.css") == "/static/site.css"
    assert app.url_path_for("site", path="guide/") == "/guide/"


def test_the_files_are_not_in_openapi() -> None:
    assert list(app.openapi()["paths"]) == ["/health/"]


def test_a_folder_that_does_not_exist_is_refused_at_once(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    with pytest.raises(RuntimeError) as refused:
        StaticFiles(directory=missing)
    assert str(refused.value) == f"Directory '{missing}' does not exist"
