from collections.abc import Callable
from types import SimpleNamespace

import pytest
import upload_in_tests
from fastapi.testclient import TestClient
from upload_in_tests import app

client = TestClient(app)
test_file_and_field = upload_in_tests.test_file_and_field
test_several_files = upload_in_tests.test_several_files
CSV = ("march.csv", b"1,2", "text/csv")


@pytest.mark.parametrize("shown", [test_file_and_field, test_several_files])
def test_shown_tests_notice_another_answer(monkeypatch: pytest.MonkeyPatch, shown: Callable[[], None]) -> None:
    fake = SimpleNamespace(post=lambda *arguments, **options: SimpleNamespace(json=list))
    monkeypatch.setattr(upload_in_tests, "client", fake)
    with pytest.raises(AssertionError):
        shown()


def test_field_and_file_arrive_in_one_request() -> None:
    response = client.post("/reports", files={"file": CSV}, data={"title": "März"})
    assert response.status_code == 201
    assert response.json() == {"title": "März", "name": "march.csv", "type": "text/csv", "size": 3}
    assert response.request.headers["content-type"].startswith("multipart/form-data; boundary=")


def test_several_files_keep_their_order_and_may_share_a_name() -> None:
    names = ["b.png", "a.png", "b.png"]
    response = client.post("/albums", files=[("photos", (name, b"", "image/png")) for name in names])
    assert (response.status_code, response.json()) == (201, names)


@pytest.mark.parametrize(
    ("given", "missing"), [({"data": {"title": "March"}}, "file"), ({"files": {"file": CSV}}, "title")]
)
def test_missing_part_is_named(given: dict[str, dict[str, str]], missing: str) -> None:
    response = client.post("/reports", **given)  # type: ignore[arg-type]
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", missing]]


def test_file_name_that_is_not_valid_unicode_is_accepted() -> None:
    body = b'--X\r\nContent-Disposition: form-data; name="photos"; filename="+2AA-"\r\n\r\n1\r\n--X--\r\n'
    headers = {"Content-Type": "multipart/form-data; charset=utf-7; boundary=X"}
    response = client.post("/albums", content=body, headers=headers)
    assert (response.status_code, response.json()) == (201, ["?"])
