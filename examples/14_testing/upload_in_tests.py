# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Testing uploads: `files=` takes name, content and type, and `data=` carries the form fields beside.

Give a list of tuples for several files under one name, because a dict holds each name once. Do not set the
content type of the request yourself: it carries the boundary that the client chooses.
"""

from typing import Annotated

from fastapi import FastAPI, Form, UploadFile
from fastapi.testclient import TestClient

app = FastAPI()


@app.post("/report/")
async def send_report(file: UploadFile, title: Annotated[str, Form()]) -> dict[str, str | None]:
    content = (await file.read()).decode()
    return {"title": title, "name": file.filename, "type": file.content_type, "content": content}


@app.post("/album/")
def send_album(photos: list[UploadFile]) -> list[tuple[str | None, int | None]]:
    return [(photo.filename, photo.size) for photo in photos]


client = TestClient(app)


def test_file_beside_a_field() -> None:
    response = client.post("/report/", files={"file": ("a.csv", b"1,2", "text/csv")}, data={"title": "March"})
    assert response.json() == {"title": "March", "name": "a.csv", "type": "text/csv", "content": "1,2"}


def test_several_files() -> None:
    files = [("photos", ("b.png", b"12")), ("photos", ("a.png", b"1"))]
    assert client.post("/album/", files=files).json() == [["b.png", 2], ["a.png", 1]]
