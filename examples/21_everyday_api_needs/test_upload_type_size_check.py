from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import upload_type_size_check
from fastapi.testclient import TestClient
from upload_type_size_check import app

client = TestClient(app)
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"\xff\xd8\xff\xe0" + b"\0" * 100


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(upload_type_size_check, "FOLDER", tmp_path / "uploads")
    return tmp_path / "uploads"


def upload(content: bytes, name: str = "photo.png", kind: str = "image/png") -> tuple[int, object]:
    response = client.post("/photos", files={"photo": (name, content, kind)})
    return response.status_code, response.json()


@pytest.mark.parametrize(("content", "suffix", "kind"), [(PNG, ".png", "image/png"), (JPEG, ".jpg", "image/jpeg")])
def test_photo_is_kept_as_it_is(content: bytes, suffix: str, kind: str) -> None:
    status, name = upload(content)
    assert status == 201
    assert str(name).endswith(suffix)
    response = client.get(f"/photos/{name}")
    assert (response.status_code, response.content) == (200, content)
    assert (response.headers["content-type"], response.headers["x-content-type-options"]) == (kind, "nosniff")


@pytest.mark.parametrize("content", [b"", b"<script>", b"\x89PN", b" " + PNG, b"GIF89a", b"%PDF-1.7", b"MZ" + PNG])
def test_file_that_is_not_a_photo_is_a_415_whatever_it_claims(content: bytes, folder: Path) -> None:
    assert upload(content) == (415, {"detail": "Not a PNG or JPEG file"})
    assert not folder.exists()


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil", "evil.html", "a\0b.png", "x" * 300, "CON", "<b>.png"])
def test_name_of_the_client_is_not_used(name: str, folder: Path) -> None:
    status, kept = upload(PNG, name, "text/html")
    assert status == 201
    assert [path.name for path in folder.iterdir()] == [kept]
    assert client.get(f"/photos/{kept}").headers["content-type"] == "image/png"


def test_size_is_limited_to_the_byte() -> None:
    assert upload(PNG.ljust(1_000_000))[0] == 201
    assert upload(PNG.ljust(1_000_001)) == (413, {"detail": "File is too large"})


def test_large_body_is_stopped_while_it_arrives(folder: Path) -> None:
    sent: list[int] = []

    def endless() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n' + PNG
        for number in range(100):
            sent.append(number)
            yield bytes(100_000)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/photos", content=endless(), headers=headers).status_code == 413  # type: ignore[arg-type]
    assert not folder.exists()


def test_same_photo_by_many_at_once_is_kept_for_each(folder: Path) -> None:
    with ThreadPoolExecutor(40) as callers:
        names = {name for status, name in callers.map(lambda number: upload(PNG), range(80))}
    assert len(names) == len(list(folder.iterdir())) == 80


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "secret.txt", "0" * 32 + ".exe", "0" * 32 + ".png%0a"])
def test_other_files_cannot_be_read(name: str, folder: Path) -> None:
    folder.mkdir()
    (folder / "secret.txt").touch()
    assert client.get(f"/photos/{name}").status_code in (404, 422)
    missing = client.get(f"/photos/{'0' * 32}.png")
    assert (missing.status_code, missing.json()) == (404, {"detail": "Photo not found"})
