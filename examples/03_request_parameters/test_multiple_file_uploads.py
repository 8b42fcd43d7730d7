import hashlib
from typing import Any

import pytest
from fastapi.testclient import TestClient
from multiple_file_uploads import app

client = TestClient(app)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_files_arrive_in_order_with_their_names_and_contents() -> None:
    large = bytes(range(256)) * 8192
    response = client.post("/files", files=[("files", ("b.txt", large)), ("files", ("a.txt", b"\xff\x00"))])
    assert response.status_code == 201
    assert response.json() == [
        {"name": "b.txt", "sha256": sha256(large)},
        {"name": "a.txt", "sha256": sha256(b"\xff\x00")},
    ]


def test_files_of_the_same_name_are_all_kept() -> None:
    response = client.post("/files", files=[("files", ("a.txt", b"1")), ("files", ("a.txt", b"2"))])
    assert [file["sha256"] for file in response.json()] == [sha256(b"1"), sha256(b"2")]


def test_one_file_is_a_list_of_one() -> None:
    response = client.post("/files", files={"files": ("a.txt", b"1")})
    assert response.status_code == 201
    assert response.json() == [{"name": "a.txt", "sha256": sha256(b"1")}]


def test_name_that_is_not_valid_unicode_is_accepted() -> None:
    body = b'--B\r\nContent-Disposition: form-data; name="files"; filename="+2AA-"\r\n\r\n1\r\n--B--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=B; charset=utf-7"}
    response = client.post("/files", content=body, headers=headers)
    assert response.status_code == 201
    assert response.json() == [{"name": "?", "sha256": sha256(b"1")}]


@pytest.mark.parametrize("arguments", [{}, {"json": []}, {"files": {"file": ("a.txt", b"1")}}])
def test_request_without_a_file_is_rejected(arguments: dict[str, Any]) -> None:
    response = client.post("/files", **arguments)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "files"]]


def test_openapi_has_a_multipart_form_with_a_list_of_files() -> None:
    document = app.openapi()
    body = document["paths"]["/files"]["post"]["requestBody"]
    assert list(body["content"]) == ["multipart/form-data"]
    name = body["content"]["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[-1]
    files = document["components"]["schemas"][name]["properties"]["files"]
    assert (files["type"], files["items"]["type"]) == ("array", "string")
