"""Around uploads in tests: guessed types, bare content, open files, empty parts, and the request on the wire."""

import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import FastAPI, File, Request, UploadFile
from fastapi.testclient import TestClient
from upload_in_tests import client

wire = FastAPI()


@wire.post("/raw")
async def read_raw(request: Request) -> dict[str, str]:
    return {"type": request.headers["content-type"], "body": (await request.body()).decode(errors="replace")}


@wire.post("/details")
async def read_details(file: UploadFile) -> dict[str, Any]:
    content = list(await file.read())
    return {
        "name": file.filename,
        "type": file.content_type,
        "size": file.size,
        "headers": dict(file.headers),
        "content": content,
    }


@wire.post("/bytes")
async def read_bytes(file: bytes = File()) -> int:
    return len(file)


def details(file: Any) -> Any:
    return TestClient(wire).post("/details", files={"file": file}).json()


def raw(**options: Any) -> Any:
    answer = TestClient(wire).post("/raw", **options).json()
    boundary = re.search(r"boundary=(\S+)", answer["type"])
    if boundary:
        answer = {name: text.replace(boundary[1], "BOUNDARY") for name, text in answer.items()}
    return answer


def watch_name_content_and_type() -> object:
    return details(("notes.txt", b"\x00\xff", "application/x-notes"))


def watch_type_guessed_from_the_name() -> object:
    return {name: details((name, b""))["type"] for name in ("page.html", "data.json", "unknown.zzzz", "none")}


def watch_bare_content() -> object:
    return details(b"1,2"), details("1,2"), details(BytesIO(b"1,2"))


def watch_open_file() -> object:
    with TemporaryDirectory() as folder:
        path = Path(folder, "week.txt")
        path.write_bytes(b"Monday")
        with path.open("rb") as file:
            return details(file)


def watch_name_that_is_not_ascii_or_has_quotes() -> object:
    return [details((name, b""))["name"] for name in ("Grüße.txt", 'a"b.txt', "a\\b.txt", "../a.txt", "a\nb.txt")]


def watch_headers_of_a_part() -> object:
    return details(("a.csv", b"1", "text/csv", {"X-Kind": "own"}))


def watch_part_without_a_name() -> object:
    response = client.post("/reports", files={"file": (None, b"1,2")}, data={"title": "March"})
    return response.status_code, response.json()


def watch_empty_name_and_empty_file() -> object:
    return details(("", b"")), details(("a.txt", b""))


def watch_request_with_file_and_field() -> object:
    return raw(files={"file": ("a.csv", b"1,2", "text/csv")}, data={"title": "March", "tag": ["a", "b"]})


def watch_request_without_files() -> object:
    return raw(data={"title": "March"}, files={}), raw(data={"title": "March"}, files=[])


def watch_content_type_set_by_hand() -> object:
    response = client.post(
        "/reports",
        files={"file": ("a.csv", b"1,2", "text/csv")},
        data={"title": "March"},
        headers={"Content-Type": "multipart/form-data"},
    )
    return response.status_code, response.json()


def watch_file_as_urlencoded_field() -> object:
    response = client.post("/reports", data={"file": "1,2", "title": "March"})
    return response.status_code, response.json()


def watch_several_files_in_a_dict() -> object:
    files: Any = {"photos": [("a.png", b"1"), ("b.png", b"2")]}
    try:
        response = client.post("/albums", files=files)
    except Exception as error:
        return type(error).__name__
    return response.status_code, response.json()


def watch_file_as_bytes() -> object:
    return TestClient(wire).post("/bytes", files={"file": b"1,2"}).json()
