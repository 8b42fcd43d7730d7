import os
import re
import shutil
from pathlib import Path

import file_response
import pytest
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse
from fastapi.testclient import TestClient

client = TestClient(file_response.app)
REPORT = file_response.REPORT

CONTENT = b"item,amount\npen,3\nink,1\npaper,25\n"
ETAG = '"7b9d2bb91e667ae3f69b0f9974ad6f8e"'
MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.fixture(autouse=True)
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the report with a time of its own."""
    copy = tmp_path / "report.csv"
    shutil.copy(file_response.REPORT, copy)
    os.utime(copy, (1767323045, 1767323045))
    monkeypatch.setattr(file_response, "REPORT", copy)
    return copy


def test_bytes_and_headers_arrive() -> None:
    response = client.get("/report")
    assert response.status_code == 200
    assert response.content == CONTENT
    assert dict(response.headers) == {
        "content-type": "text/csv; header=present; charset=utf-8",
        "accept-ranges": "bytes",
        "content-disposition": "attachment; filename*=utf-8''%C3%9Cbersicht%202026.csv",
        "content-length": str(len(CONTENT)),
        "last-modified": MODIFIED,
        "etag": ETAG,
    }


def test_the_working_directory_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_response, "REPORT", REPORT)
    monkeypatch.chdir(tmp_path)
    assert client.get("/report").content == CONTENT


def test_the_etag_is_strong_and_changes_with_the_file(report: Path) -> None:
    before = client.get("/report").headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', before)
    assert client.get("/report").headers["etag"] == before
    report.write_bytes(CONTENT + b"rubber,2\n")
    assert client.get("/report").headers["etag"] != before


def test_an_ascii_name_is_quoted_and_the_type_is_guessed_from_it() -> None:
    response = client.get("/report/view")
    assert response.status_code == 200
    assert response.content == CONTENT
    assert response.headers["content-disposition"] == 'inline; filename="report.csv"'
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-3", 0, 3), ("bytes=12-", 12, 32), ("bytes=-9", 24, 32), ("bytes=30-1000", 30, 32)],
)
def test_a_range_gets_206_with_the_right_slice(asked: str, start: int, end: int) -> None:
    response = client.get("/report", headers={"Range": asked})
    assert response.status_code == 206
    assert response.content == CONTENT[start : end + 1]
    assert dict(response.headers) == {
        "content-type": "text/csv; header=present; charset=utf-8",
        "accept-ranges": "bytes",
        "content-disposition": "attachment; filename*=utf-8''%C3%9Cbersicht%202026.csv",
        "content-length": str(end - start + 1),
        "content-range": f"bytes {start}-{end}/{len(CONTENT)}",
        "last-modified": MODIFIED,
        "etag": ETAG,
    }


def test_several_ranges_come_in_parts() -> None:
    response = client.get("/report", headers={"Range": "bytes=0-3,12-14"})
    assert response.status_code == 206
    boundary = re.fullmatch(r"multipart/byteranges; boundary=([0-9a-f]+)", response.headers["content-type"])
    assert boundary
    mark = boundary[1].encode()
    parts = [part.split(b"\r\n") for part in response.content.split(b"--" + mark)]
    assert [part[-2] for part in parts[1:3]] == [b"item", b"pen"]
    assert [part[2].lower() for part in parts[1:3]] == [
        b"content-range: bytes 0-3/33",
        b"content-range: bytes 12-14/33",
    ]


def test_a_range_behind_the_end_cannot_be_satisfied() -> None:
    response = client.get("/report", headers={"Range": "bytes=100-"})
    assert response.status_code == 416
    assert response.headers["content-range"] == "bytes */33"
    assert response.content == b""


def test_a_range_in_another_unit_is_a_bad_request() -> None:
    response = client.get("/report", headers={"Range": "lines=0-1"})
    assert response.status_code == 400
    assert response.text == "Only support bytes range"


@pytest.mark.parametrize(("validator", "status"), [(ETAG, 206), (MODIFIED, 206), ('"other"', 200)])
def test_a_range_is_honoured_only_while_the_file_is_the_same(validator: str, status: int) -> None:
    response = client.get("/report", headers={"Range": "bytes=0-3", "If-Range": validator})
    assert response.status_code == status
    assert response.content == (CONTENT[:4] if status == 206 else CONTENT)


def test_a_missing_file_is_an_error_of_the_server(report: Path) -> None:
    report.unlink()
    with pytest.raises(RuntimeError, match=r"^File at path .*report\.csv does not exist\.$"):
        client.get("/report")
    response = TestClient(file_response.app, raise_server_exceptions=False).get("/report")
    assert response.status_code == 500
    assert response.text == "Internal Server Error"


def test_a_file_that_the_endpoint_looks_for_can_be_a_404(report: Path) -> None:
    report.unlink()
    response = client.get("/report/view")
    assert response.status_code == 404
    assert response.json() == {"detail": "there is no report yet"}


def test_a_folder_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_response, "REPORT", tmp_path)
    with pytest.raises(RuntimeError, match=r"^File at path .* is not a file\.$"):
        client.get("/report")


def test_the_docs_say_json_where_no_response_class_is_given() -> None:
    paths = file_response.app.openapi()["paths"]
    assert paths["/report"]["get"]["responses"] == {"200": {"description": "Successful Response"}}
    assert paths["/report/view"]["get"]["responses"]["200"]["content"] == {"application/json": {"schema": {}}}


def test_head_is_not_answered_by_a_get_route() -> None:
    response = client.head("/report")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"


@pytest.fixture
def zipping(tmp_path: Path) -> TestClient:
    """A client of an app that compresses what is long, with two long files to serve."""
    (tmp_path / "long.txt").write_bytes(b"x" * 2000)
    (tmp_path / "dot.png").write_bytes(b"x" * 2000)
    app = FastAPI()
    app.add_middleware(GZipMiddleware, minimum_size=1000)

    @app.get("/{name}")
    def read(name: str) -> FileResponse:
        return FileResponse(tmp_path / name)

    return TestClient(app, headers={"Accept-Encoding": "gzip"})


def test_gzip_compresses_a_text_file(zipping: TestClient) -> None:
    response = zipping.get("/long.txt")
    assert response.content == b"x" * 2000
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["vary"] == "Accept-Encoding"
    assert int(response.headers["content-length"]) < 100


def test_gzip_leaves_an_image_as_it_is(zipping: TestClient) -> None:
    response = zipping.get("/dot.png")
    assert response.content == b"x" * 2000
    assert response.headers["content-type"] == "image/png"
    assert response.headers["content-length"] == "2000"
    assert "content-encoding" not in response.headers


def test_gzip_leaves_a_part_of_a_file_as_it_is(zipping: TestClient) -> None:
    response = zipping.get("/long.txt", headers={"Range": "bytes=0-1499"})
    assert response.status_code == 206
    assert response.content == b"x" * 1500
    assert response.headers["content-range"] == "bytes 0-1499/2000"
    assert "content-encoding" not in response.headers
