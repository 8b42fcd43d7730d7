from pathlib import Path

import file_response
import pytest
from fastapi.testclient import TestClient

client = TestClient(file_response.app)

CONTENT = file_response.REPORT.read_bytes()


def test_file_arrives_with_its_type_and_size() -> None:
    response = client.get("/report")
    assert response.status_code == 200
    assert response.content == CONTENT
    assert response.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert response.headers["content-length"] == str(len(CONTENT))


def test_file_has_a_name_to_save_it_under() -> None:
    disposition = client.get("/report").headers["content-disposition"]
    assert disposition == "attachment; filename*=utf-8''Caf%C3%A9%202026.csv"


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-3", 0, 3), ("bytes=5-", 5, len(CONTENT) - 1), ("bytes=-4", -4, -1)]
)
def test_part_of_the_file_is_206(asked: str, start: int, end: int) -> None:
    response = client.get("/report", headers={"Range": asked})
    assert response.status_code == 206
    assert response.content == CONTENT[start : end + 1 or None]
    first, last = start % len(CONTENT), end % len(CONTENT)
    assert response.headers["content-range"] == f"bytes {first}-{last}/{len(CONTENT)}"


def test_etag_changes_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = client.get("/report").headers["etag"]
    assert client.get("/report").headers["etag"] == before
    (tmp_path / "report.csv").write_bytes(CONTENT + b"rubber,2\n")
    monkeypatch.setattr(file_response, "REPORT", tmp_path / "report.csv")
    response = client.get("/report")
    assert response.headers["etag"] != before
    assert response.content.endswith(b"rubber,2\n")


def test_missing_file_is_404(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_response, "REPORT", tmp_path / "none.csv")
    response = client.get("/report")
    assert response.status_code == 404
    assert response.json() == {"detail": "No report yet"}


def test_openapi_does_not_document_json() -> None:
    response = file_response.app.openapi()["paths"]["/report"]["get"]["responses"]["200"]
    assert "application/json" not in response.get("content", {})
