# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Testing uploads: `files=` takes name, content and type, and `data=` the other fields.

For several files under one name, pass a list of pairs: a dict holds each name once.
Don't set `Content-Type` yourself: the client puts the boundary of the parts in it.
"""

from typing import Annotated

from fastapi import FastAPI, Form, UploadFile
from fastapi.testclient import TestClient

app = FastAPI()
client = TestClient(app)


def readable(text: str | None) -> str:
    # A client can send a file name that is not valid Unicode.
    return (text or "").encode(errors="replace").decode()


@app.post("/reports", status_code=201)
def create_report(file: UploadFile, title: Annotated[str, Form()]) -> dict[str, str | int | None]:
    return {"title": readable(title), "name": readable(file.filename), "type": file.content_type, "size": file.size}


@app.post("/albums", status_code=201)
def create_album(photos: list[UploadFile]) -> list[str]:
    return [readable(photo.filename) for photo in photos]


def test_file_and_field() -> None:
    file = ("march.csv", b"1,2", "text/csv")
    response = client.post("/reports", files={"file": file}, data={"title": "March"})
    assert response.json() == {"title": "March", "name": "march.csv", "type": "text/csv", "size": 3}


def test_several_files() -> None:
    files = [("photos", ("b.png", b"2")), ("photos", ("a.png", b"1"))]
    assert client.post("/albums", files=files).json() == ["b.png", "a.png"]
