"""Around limits of uploads: where they are set, what counts, and what a client says about its file."""

from typing import Any

from fastapi import APIRouter, FastAPI, UploadFile
from fastapi.testclient import TestClient
from upload_type_size_check import app


def asked(own: FastAPI, size: int) -> list[Any]:
    response = TestClient(own).post("/", files={"file": ("a.txt", b"a" * size, "text/plain")})
    return [response.status_code, response.text]


def made(app_limit: int | None = None, router_limit: int | None = None, route_limit: int | None = None) -> FastAPI:
    own, router = FastAPI(max_body_size=app_limit), APIRouter(max_body_size=router_limit)

    @router.post("/", max_body_size=route_limit)
    def read(file: UploadFile) -> int | None:
        return file.size

    own.include_router(router)
    return own


def watch_limits_of_app_router_and_route() -> object:
    return [
        asked(made(), 1000),
        asked(made(500), 1000),
        asked(made(5000, 500), 1000),
        asked(made(500, 5000), 1000),
        asked(made(500, None, 5000), 1000),
        asked(made(None, None, 0), 1),
    ]


def watch_limits_that_are_none() -> object:
    told = []
    for limit in (-1, True, 1.5, "1"):
        try:
            FastAPI(max_body_size=limit)  # type: ignore[arg-type]
            told.append("made")
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
    return told


def watch_length_that_is_wrong() -> object:
    client = TestClient(app, raise_server_exceptions=False)
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    told = []
    for length in ("10", "999999999", "-1", "x"):
        response = client.post("/photos", content=b"--x--", headers={**headers, "Content-Length": length})
        told.append([response.status_code, response.text[:80]])
    return told


def watch_file_as_it_arrives() -> object:
    own = FastAPI()

    @own.post("/")
    def read(file: UploadFile) -> list[Any]:
        return [file.filename, file.content_type, file.size, sorted(file.headers)]

    names = ["a.png", "../a.png", 'a"b.png', "é.png", ""]
    client = TestClient(own)
    return [client.post("/", files={"file": (name, b"abc", "image/png")}).text for name in names]


def watch_openapi() -> object:
    return app.openapi()["paths"]
