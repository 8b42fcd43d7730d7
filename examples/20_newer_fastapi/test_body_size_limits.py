from collections.abc import Iterator

import pytest
from body_size_limits import app
from fastapi.testclient import TestClient

client = TestClient(app)
JSON = {"Content-Type": "application/json"}
PHOTO = ("photos", ("a.png", b"p" * 50_000, "image/png"))


def note_of(size: int) -> bytes:
    return b'{"text": "' + b"a" * (size - 12) + b'"}'


def test_body_up_to_the_limit_passes() -> None:
    response = client.post("/notes", content=note_of(10_000), headers=JSON)
    assert (response.status_code, response.json()) == (201, {"length": 9_988})
    assert client.post("/notes", content=note_of(10_001), headers=JSON).status_code == 413


def test_body_that_does_not_declare_its_length_is_counted() -> None:
    def parts(size: int) -> Iterator[bytes]:
        yield from (note_of(size)[start : start + 1000] for start in range(0, size, 1000))

    assert client.post("/notes", content=parts(10_000), headers=JSON).status_code == 201
    assert client.post("/notes", content=parts(10_001), headers=JSON).status_code == 413


@pytest.mark.parametrize("length", ["10001", "9" * 100])
def test_length_that_is_only_claimed_is_refused_too(length: str) -> None:
    assert client.post("/notes", content=b"{}", headers={**JSON, "Content-Length": length}).status_code == 413


def test_route_may_allow_more() -> None:
    response = client.post("/albums", data={"title": "Rome"}, files=[PHOTO] * 3)
    assert (response.status_code, response.json()) == (201, {"title": "Rome", "photos": 3})
    large = ("photos", ("b.png", b"p" * 1_000_000, "image/png"))
    assert client.post("/albums", data={"title": "Rome"}, files=[large]).status_code == 413


def album_of(size: int) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nRome\r\n'
    head += b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n\r\n'
    return head + b"p" * (size - len(head) - 9) + b"\r\n--x--\r\n"


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 201), (1_000_001, 413)])
def test_limit_counts_the_whole_form(size: int, status: int) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/albums", content=album_of(size), headers=headers).status_code == status


@pytest.mark.parametrize(
    ("fields", "files", "accepted"),
    [
        ({"title": "a" * 100}, 1, True),
        ({"title": "a" * 101}, 1, False),
        ({"title": "Rome"}, 4, False),
        ({"title": "Rome", "more": "x"}, 1, False),
    ],
)
def test_form_has_limits_of_its_own(fields: dict[str, str], files: int, accepted: bool) -> None:
    status = client.post("/albums", data=fields, files=[PHOTO] * files).status_code
    assert (status == 201) is accepted
    assert status < 500
