import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import upload_in_tests
from fastapi import FastAPI, Request, UploadFile
from fastapi.testclient import TestClient
from upload_in_tests import client

test_file_beside_a_field = upload_in_tests.test_file_beside_a_field
test_several_files = upload_in_tests.test_several_files

wire = FastAPI()


@wire.post("/raw/")
async def read_raw(request: Request) -> dict[str, str]:
    return {"type": request.headers["content-type"], "body": (await request.body()).decode()}


@wire.post("/details/")
async def read_details(file: UploadFile) -> dict[str, Any]:
    return {
        "name": file.filename,
        "type": file.content_type,
        "size": file.size,
        "headers": dict(file.headers),
        "content": list(await file.read()),
    }


def details_of(file: object) -> dict[str, Any]:
    files: Any = {"file": file}
    response = TestClient(wire).post("/details/", files=files)
    assert response.status_code == 200
    details: dict[str, Any] = response.json()
    return details


REPORT = {"title": "March", "name": "a.csv", "type": "text/csv", "content": "1,2"}


@pytest.mark.parametrize(
    ("shown_test", "path", "answer"),
    [
        *((test_file_beside_a_field, "/report/", {**REPORT, key: "wrong"}) for key in REPORT),
        (test_several_files, "/album/", [["a.png", 1], ["b.png", 2]]),
        (test_several_files, "/album/", [["b.png", 2]]),
    ],
)
def test_the_shown_tests_notice_a_wrong_answer(
    monkeypatch: pytest.MonkeyPatch, shown_test: Callable[[], None], path: str, answer: object
) -> None:
    broken = FastAPI()
    broken.add_api_route(path, lambda: answer, methods=["POST"])
    monkeypatch.setattr(upload_in_tests, "client", TestClient(broken))
    with pytest.raises(AssertionError):
        shown_test()


def test_name_content_and_type_reach_the_app() -> None:
    assert details_of(("notes.txt", b"\x00\xff", "application/x-notes")) == {
        "name": "notes.txt",
        "type": "application/x-notes",
        "size": 2,
        "headers": {
            "content-disposition": 'form-data; name="file"; filename="notes.txt"',
            "content-type": "application/x-notes",
        },
        "content": [0, 255],
    }


def test_field_and_file_come_in_one_multipart_request() -> None:
    answer = (
        TestClient(wire).post("/raw/", files={"file": ("a.csv", b"1,2", "text/csv")}, data={"title": "March"}).json()
    )
    boundary = re.fullmatch(r"multipart/form-data; boundary=([0-9a-f]{32})", answer["type"])
    assert boundary
    assert answer["body"].split(f"--{boundary[1]}") == [
        "",
        '\r\nContent-Disposition: form-data; name="title"\r\n\r\nMarch\r\n',
        '\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n1,2\r\n',
        "--\r\n",
    ]


def test_several_files_keep_their_order_and_may_have_equal_names() -> None:
    names = ["b.png", "a.png", "b.png", "c.png"]
    response = client.post("/album/", files=[("photos", (name, b"", "image/png")) for name in names])
    assert (response.status_code, response.json()) == (200, [[name, 0] for name in names])


def test_the_type_is_guessed_from_the_name() -> None:
    assert details_of(("page.html", b""))["type"] == "text/html"
    assert details_of(("unknown.zzzz", b""))["type"] == "application/octet-stream"


def test_bare_content_gets_a_name_and_the_general_type() -> None:
    answer = details_of(b"1,2")
    assert (answer["name"], answer["type"], answer["size"]) == ("upload", "application/octet-stream", 3)


def test_an_open_file_brings_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "week.txt"
    path.write_bytes(b"Monday")
    with path.open("rb") as file:
        answer = details_of(file)
    assert (answer["name"], answer["type"], bytes(answer["content"])) == ("week.txt", "text/plain", b"Monday")


def test_a_name_that_is_not_ascii_arrives_as_given() -> None:
    assert details_of(("Grüße.txt", b""))["name"] == "Grüße.txt"


def test_a_missing_file_is_named_in_the_error() -> None:
    response = client.post("/report/", data={"title": "March"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["body", "file"], "msg": "Field required", "input": None}]
    }


def test_a_missing_field_is_named_in_the_error() -> None:
    response = client.post("/report/", files={"file": ("a.csv", b"1,2", "text/csv")})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["body", "title"], "msg": "Field required", "input": None}]
    }


def test_a_part_without_a_name_is_a_field_and_not_a_file() -> None:
    files: Any = {"file": (None, b"1,2")}
    response = client.post("/report/", files=files, data={"title": "March"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["body", "file"],
                "msg": "Value error, Expected UploadFile, received: <class 'str'>",
                "input": "1,2",
                "ctx": {"error": {}},
            }
        ]
    }


def test_a_content_type_set_by_hand_loses_the_boundary() -> None:
    response = client.post(
        "/report/",
        files={"file": ("a.csv", b"1,2", "text/csv")},
        data={"title": "March"},
        headers={"Content-Type": "multipart/form-data"},
    )
    assert response.status_code == 400
    assert response.json() == {"detail": "Missing boundary in multipart."}
