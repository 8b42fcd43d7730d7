import hashlib
from typing import Any

import pytest
from fastapi.testclient import TestClient
from file_upload import app

client = TestClient(app)
BINARY = bytes(range(256))


@pytest.mark.parametrize("content", [BINARY, BINARY * 8192, b"\r\n--boundary\r\n\x00", b""])
def test_name_type_size_and_content_arrive_intact(content: bytes) -> None:
    response = client.post("/files", files={"file": ("photo.raw", content, "image/x-raw")})
    assert response.status_code == 201
    assert response.json() == {
        "name": "photo.raw",
        "content_type": "image/x-raw",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


@pytest.mark.parametrize("name", ["naïve café.txt", "../../etc/passwd", "a;b.txt"])
def test_name_is_what_the_client_sent(name: str) -> None:
    assert client.post("/files", files={"file": (name, b"x")}).json()["name"] == name


def test_name_that_is_not_valid_unicode_is_accepted() -> None:
    body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="+2AA-"\r\n\r\nx\r\n--B--\r\n'
    headers = {"content-type": "multipart/form-data; boundary=B; charset=utf-7"}
    response = client.post("/files", content=body, headers=headers)
    assert response.status_code == 201
    assert (response.json()["name"], response.json()["content_type"]) == ("?", None)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"json": {"file": "a"}}, {"files": {"other": ("a.txt", b"x")}}, {"data": {"file": "text"}}],
)
def test_request_without_the_file_is_rejected(arguments: dict[str, Any]) -> None:
    response = client.post("/files", **arguments)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "file"]]


def test_openapi_has_a_multipart_form_with_the_file() -> None:
    document = app.openapi()
    body = document["paths"]["/files"]["post"]["requestBody"]
    assert list(body["content"]) == ["multipart/form-data"]
    name = body["content"]["multipart/form-data"]["schema"]["$ref"].rsplit("/", 1)[-1]
    schema = document["components"]["schemas"][name]
    assert schema["required"] == ["file"]
    assert schema["properties"]["file"]["type"] == "string"
