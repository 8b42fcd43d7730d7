from typing import Any

import pytest
from fastapi import FastAPI, UploadFile
from fastapi.testclient import TestClient
from multiple_file_uploads import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_two_files_arrive_in_order_with_their_own_names_and_contents() -> None:
    response = client.post("/files/", files=[("files", ("b.txt", b"\x00\x01")), ("files", ("a.txt", b"\xff\x00"))])
    assert response.status_code == 200
    assert response.json() == [
        {"filename": "b.txt", "content": "0001"},
        {"filename": "a.txt", "content": "ff00"},
    ]


def test_files_of_one_name_are_all_kept() -> None:
    response = client.post("/files/", files=[("files", ("a.txt", b"1")), ("files", ("a.txt", b"2"))])
    assert response.json() == [{"filename": "a.txt", "content": "31"}, {"filename": "a.txt", "content": "32"}]


def test_one_file_is_still_a_list() -> None:
    response = client.post("/files/", files={"files": ("a.txt", b"1")})
    assert response.status_code == 200
    assert response.json() == [{"filename": "a.txt", "content": "31"}]


@pytest.mark.parametrize(
    "request_arguments",
    [{}, {"json": []}, {"files": {"file": ("a.txt", b"1")}}, {"files": {"files[]": ("a.txt", b"1")}}],
)
def test_no_file_is_rejected(request_arguments: dict[str, Any]) -> None:
    response = client.post("/files/", **request_arguments)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "files"], "input": None}]
    }


def test_text_field_among_the_files_is_rejected_by_its_index() -> None:
    response = client.post("/files/", files={"files": ("a.txt", b"1")}, data={"files": "text"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["body", "files", 0],
                "msg": "Value error, Expected UploadFile, received: <class 'str'>",
                "input": "text",
                "ctx": {"error": {}},
            }
        ]
    }


def test_more_than_a_thousand_files_are_refused() -> None:
    files = [("files", (f"{number}.txt", b"")) for number in range(1001)]
    response = client.post("/files/", files=files)
    assert response.status_code == 400
    assert response.json() == {"detail": "Too many files. Maximum number of files is 1000."}
    accepted = client.post("/files/", files=files[1:])
    assert accepted.status_code == 200
    assert len(accepted.json()) == 1000


def test_openapi_names_an_array_of_binary_strings() -> None:
    document = app.openapi()
    assert document["paths"]["/files/"]["post"]["requestBody"] == {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Body_upload_files_files__post"}},
        },
    }
    assert document["components"]["schemas"]["Body_upload_files_files__post"] == {
        "type": "object",
        "title": "Body_upload_files_files__post",
        "required": ["files"],
        "properties": {
            "files": {
                "type": "array",
                "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                "title": "Files",
            }
        },
    }


def test_default_makes_the_files_optional() -> None:
    other = FastAPI()

    @other.post("/files/")
    def upload(files: list[UploadFile] | None = None) -> int:
        return len(files or [])

    other_client = TestClient(other)
    assert other_client.post("/files/").json() == 0
    assert other_client.post("/files/", files={"files": ("a.txt", b"1")}).json() == 1


def test_plain_upload_file_keeps_the_last_file_only() -> None:
    other = FastAPI()

    @other.post("/files/")
    def upload(files: UploadFile) -> str | None:
        return files.filename

    sent = [("files", ("a.txt", b"1")), ("files", ("b.txt", b"2"))]
    assert TestClient(other).post("/files/", files=sent).json() == "b.txt"
