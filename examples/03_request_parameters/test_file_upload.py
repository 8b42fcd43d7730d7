import hashlib
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, File, Form, UploadFile
from fastapi.testclient import TestClient
from file_upload import app

client = TestClient(app)
BINARY = bytes(range(256))
MEBIBYTE = 1024 * 1024
MULTIPART = {"content-type": "multipart/form-data; boundary=B"}


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


@pytest.mark.parametrize("content", [BINARY, b"\r\n--boundary\r\n\x00", BINARY * 8192, b""])
def test_content_name_type_and_size_arrive_intact(content: bytes) -> None:
    response = client.post("/files/", files={"file": ("photo.raw", content, "image/x-raw")})
    assert response.status_code == 200
    assert response.json() == {
        "filename": "photo.raw",
        "content_type": "image/x-raw",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


@pytest.mark.parametrize("name", ["naïve café.txt", "../../etc/passwd", "a;b.txt"])
def test_name_is_passed_on_as_the_client_gave_it(name: str) -> None:
    response = client.post("/files/", files={"file": (name, b"x", "text/plain")})
    assert response.json()["filename"] == name


def test_part_without_a_content_type_has_none() -> None:
    body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--B--\r\n'
    response = client.post("/files/", content=body, headers=MULTIPART)
    assert response.status_code == 200
    assert response.json() == {
        "filename": "a",
        "content_type": None,
        "size": 1,
        "sha256": hashlib.sha256(b"x").hexdigest(),
    }


@pytest.mark.parametrize(
    "request_arguments",
    [
        {},
        {"json": {"file": "photo.raw"}},
        {"files": {"other": ("photo.raw", b"x")}},
        {"files": {"file": ("", b"")}},
        {"content": b"--B--\r\n", "headers": MULTIPART},
    ],
)
def test_no_file_is_rejected(request_arguments: dict[str, Any]) -> None:
    response = client.post("/files/", **request_arguments)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "file"], "input": None}]
    }


def test_text_field_is_not_a_file() -> None:
    response = client.post("/files/", data={"file": "photo.raw"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["body", "file"],
                "msg": "Value error, Expected UploadFile, received: <class 'str'>",
                "input": "photo.raw",
                "ctx": {"error": {}},
            }
        ]
    }


@pytest.mark.parametrize(
    ("content_type", "body", "detail"),
    [
        ("multipart/form-data", b"x", "Missing boundary in multipart."),
        ("multipart/form-data; boundary=B", b"garbage", "Invalid multipart data."),
        ("multipart/form-data; boundary=B", b"--B\r\nno colon\r\n\r\nx\r\n--B--\r\n", "Invalid multipart data."),
        (
            "multipart/form-data; boundary=B",
            b'--B\r\nContent-Disposition: form-data; filename="a"\r\n\r\nx\r\n--B--\r\n',
            'The Content-Disposition header field "name" must be provided.',
        ),
    ],
)
def test_malformed_multipart_is_a_bad_request(content_type: str, body: bytes, detail: str) -> None:
    response = client.post("/files/", content=body, headers={"content-type": content_type})
    assert response.status_code == 400
    assert response.json() == {"detail": detail}


def test_openapi_names_multipart_and_a_binary_string() -> None:
    document = app.openapi()
    assert document["paths"]["/files/"]["post"]["requestBody"] == {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Body_upload_file_files__post"}},
        },
    }
    assert document["components"]["schemas"]["Body_upload_file_files__post"] == {
        "type": "object",
        "title": "Body_upload_file_files__post",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "contentMediaType": "application/octet-stream", "title": "File"},
        },
    }


def test_file_can_be_read_again_and_is_closed_after_the_response() -> None:
    kept: list[UploadFile] = []
    other = FastAPI()

    @other.post("/files/")
    async def upload(file: UploadFile) -> dict[str, str | bool]:
        kept.append(file)
        first = await file.read(2)
        await file.seek(0)
        return {"first": first.decode(), "all": (await file.read()).decode(), "closed": file.file.closed}

    response = TestClient(other).post("/files/", files={"file": ("a.txt", b"text")})
    assert response.json() == {"first": "te", "all": "text", "closed": False}
    assert kept[0].file.closed


def test_bytes_parameter_gets_the_whole_content_and_text_fields_stand_beside_it() -> None:
    other = FastAPI()

    @other.post("/files/")
    def upload(file: Annotated[bytes, File()], note: Annotated[str, Form()] = "none") -> dict[str, int | str]:
        return {"size": len(file), "note": note}

    other_client = TestClient(other)
    files = {"file": ("a.raw", BINARY * 8192)}
    assert other_client.post("/files/", files=files).json() == {"size": 2 * MEBIBYTE, "note": "none"}
    assert other_client.post("/files/", files=files, data={"note": "x"}).json() == {"size": 2 * MEBIBYTE, "note": "x"}


def test_file_with_a_default_of_none_is_optional() -> None:
    other = FastAPI()

    @other.post("/files/")
    def upload(file: UploadFile | None = None) -> str | None:
        return file.filename if file else None

    other_client = TestClient(other)
    assert other_client.post("/files/").json() is None
    assert other_client.post("/files/", files={"file": ("a.txt", b"")}).json() == "a.txt"
