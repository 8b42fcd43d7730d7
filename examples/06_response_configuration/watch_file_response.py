"""Around FileResponse: names, types, ranges, validators, HEAD, missing files, servers that send files themselves."""

import asyncio
import os
import re
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse
from fastapi.testclient import TestClient
from file_response import app

CONTENT = b"item,amount\npen,3\nink,1\npaper,25\n"
MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT"


def written(folder: Path, name: str = "report.csv", content: bytes = CONTENT) -> Path:
    """A file that was changed at a fixed time."""
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (1767323045, 1767323045))
    return path


def serving(path: Any, **options: Any) -> TestClient:
    other = FastAPI()

    @other.api_route("/", methods=["GET", "HEAD", "POST"])
    def read() -> FileResponse:
        return FileResponse(path, **options)

    return TestClient(other)


def seen(response: Any) -> object:
    headers = dict(response.headers)
    text = response.text
    if "boundary=" in headers.get("content-type", ""):
        mark = headers["content-type"].partition("boundary=")[2]
        headers["content-type"] = headers["content-type"].replace(mark, "MARK" + str(len(mark)))
        text = text.replace(mark, "MARK")
    return response.status_code, text, headers


def tried(act: Any, folder: Path) -> object:
    try:
        return seen(act())
    except Exception as error:
        return f"{type(error).__name__}: {str(error).replace(str(folder), 'FOLDER')[:100]}"


def run(response: Any, scope: dict[str, Any], messages: list[dict[str, Any]] | None = None) -> list[dict[str, str]]:
    """Call a response as a server does; the messages that it sends."""
    waiting = list(messages or [])
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if len(sent) > 50:
            raise EOFError("it does not end")

    asyncio.run(response({"type": "http", "method": "GET", "headers": [], **scope}, receive, send))
    return [
        {key: repr(value) for key, value in message.items() if key not in ("headers", "path")}
        | ({"path": Path(message["path"]).name} if "path" in message else {})
        for message in sent
    ]


def watch_openapi() -> object:
    other = FastAPI()
    other.get("/class", response_class=FileResponse)(lambda: "x")
    other.get("/both", response_class=FileResponse, responses={200: {"content": {"text/csv": {}}}})(lambda: "x")
    other.get("/annotation")(annotated)
    return app.openapi()["paths"], other.openapi()["paths"]


def annotated() -> FileResponse:
    return FileResponse("x")


def watch_headers(tmp_path: Path) -> object:
    path = written(tmp_path)
    return seen(serving(path).get("/")), seen(serving(str(path), media_type="text/x").get("/"))


def watch_path_returned_with_the_response_class(tmp_path: Path) -> object:
    path = written(tmp_path)
    other = FastAPI()

    @other.get("/text", response_class=FileResponse)
    def text() -> str:
        return str(path)

    @other.get("/path", response_class=FileResponse, status_code=201)
    def as_path() -> Path:
        return path

    return [tried(lambda p=p: TestClient(other).get(p), tmp_path) for p in ("/text", "/path")]


def watch_names_to_save_under(tmp_path: Path) -> object:
    path = written(tmp_path)
    names = [
        "report.csv",
        "my report.csv",
        'a"b.csv',
        "Übersicht.csv",
        "世界.csv",
        "a/b.csv",
        "a;b.csv",
        "a\r\nb.csv",
        "",
    ]
    return [
        tried(
            lambda name=name, kind=kind: serving(path, filename=name, content_disposition_type=kind).get("/"), tmp_path
        )
        for name in names
        for kind in ("attachment", "inline")
    ]


def watch_guessed_types(tmp_path: Path) -> object:
    names = ["a.csv", "a.txt", "a.html", "a.png", "a.json", "a.js", "a.tar.gz", "a.unknown", "a", "a.svg", "a.pdf"]
    results: list[object] = []
    for name in names:
        response = serving(written(tmp_path, name, b"")).get("/")
        results.append([name, response.headers["content-type"]])
    return results, serving(written(tmp_path), filename="a.png").get("/").headers["content-type"]


def watch_arguments(tmp_path: Path) -> object:
    from starlette.background import BackgroundTask

    path = written(tmp_path)
    ran: list[str] = []
    options: list[dict[str, Any]] = [
        {"status_code": 404},
        {"headers": {"ETag": '"own"', "Content-Length": "33", "Accept-Ranges": "none", "X-A": "b"}},
        {"headers": {"Content-Disposition": "inline", "Last-Modified": "never"}, "filename": "x"},
        {"background": BackgroundTask(ran.append, "ran")},
        {"stat_result": path.stat()},
    ]
    results = [tried(lambda option=option: serving(path, **option).get("/"), tmp_path) for option in options]
    return results, ran, tried(lambda: serving(path, method="GET").get("/"), tmp_path)


def watch_single_ranges(tmp_path: Path) -> object:
    client = serving(written(tmp_path))
    asked = [
        "bytes=0-3",
        "bytes=12-",
        "bytes=-9",
        "bytes=30-1000",
        "bytes=-1000",
        "bytes=0-",
        "bytes = 0-0",
        "BYTES=0-1",
    ]
    asked += ["bytes=0-32", "bytes=32-32", " bytes=1-2 "]
    return [seen(client.get("/", headers={"Range": value})) for value in asked]


def watch_ranges_that_cannot_be_served(tmp_path: Path) -> object:
    client = serving(written(tmp_path))
    asked = ["bytes=100-", "bytes=33-", "bytes=-0", "bytes=5-3", "lines=0-1", "bytes", "bytes=", "bytes=-", "bytes=a-b"]
    asked += ["bytes=,", "bytes=0", "bytes=0-1,100-", "bytes=--1", "bytes=0-1-2", "bytes=1_0-2_0"]
    return [seen(client.get("/", headers={"Range": value})) for value in asked]


def watch_several_ranges(tmp_path: Path) -> object:
    client = serving(written(tmp_path))
    asked = [
        "bytes=0-3,12-14",
        "bytes=12-14,0-3",
        "bytes=0-5,3-8",
        "bytes=0-3,4-8",
        "bytes=0-3,-3",
        "bytes=0-0, ,x,2-2",
    ]
    return [seen(client.get("/", headers={"Range": value})) for value in asked]


def watch_a_great_many_ranges(tmp_path: Path) -> object:
    client = serving(written(tmp_path))
    results: list[object] = []
    for number in (16, 100, 101, 2000):
        ranges = ",".join(f"{i % 30}-{i % 30}" for i in range(number))
        response = client.get("/", headers={"Range": f"bytes={ranges}"})
        results.append([number, response.status_code, response.headers.get("content-range"), len(response.content)])
    return results


def watch_conditions_of_a_range(tmp_path: Path) -> object:
    client = serving(written(tmp_path))
    etag = client.get("/").headers["etag"]
    conditions = [etag, "W/" + etag, MODIFIED, '"other"', "Thu, 01 Jan 2026 00:00:00 GMT", ""]
    return [client.get("/", headers={"Range": "bytes=0-3", "If-Range": value}).status_code for value in conditions]


def watch_conditional_requests(tmp_path: Path) -> object:
    client = serving(written(tmp_path))
    etag = client.get("/").headers["etag"]
    headers = [{"If-None-Match": etag}, {"If-Modified-Since": MODIFIED}, {"If-Match": '"other"'}]
    return re.fullmatch('"[0-9a-f]{32}"', etag) is not None, [client.get("/", headers=h).status_code for h in headers]


def watch_head(tmp_path: Path) -> object:
    client = serving(written(tmp_path), filename="a.csv")
    return [seen(client.head("/", headers=h)) for h in ({}, {"Range": "bytes=0-3"}, {"Range": "bytes=0-3,8-9"})]


def watch_range_of_a_post_and_of_an_error(tmp_path: Path) -> object:
    path = written(tmp_path)
    headers = {"Range": "bytes=0-3"}
    return seen(serving(path).post("/", headers=headers)), seen(
        serving(path, status_code=404).get("/", headers=headers)
    )


def watch_missing_file_and_folder(tmp_path: Path) -> object:
    results = [tried(lambda p=p: serving(p).get("/"), tmp_path) for p in (tmp_path / "none.csv", tmp_path)]
    loud = TestClient(serving(tmp_path / "none.csv").app, raise_server_exceptions=False).get("/")
    return results, loud.status_code, loud.text


def watch_wrong_working_directory(tmp_path: Path, monkeypatch: Any) -> object:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tried(lambda: serving("report.csv").get("/"), tmp_path), tried(lambda: serving("./none").get("/"), tmp_path)


def watch_empty_file(tmp_path: Path) -> object:
    client = serving(written(tmp_path, "empty.txt", b""))
    return seen(client.get("/")), [
        seen(client.get("/", headers={"Range": r})) for r in ("bytes=0-", "bytes=0-0", "bytes=-1")
    ]


def watch_large_file_in_pieces(tmp_path: Path) -> object:
    path = written(tmp_path, "large.bin", bytes(range(256)) * 600)

    class Small(FileResponse):
        chunk_size = 50_000

    sizes = [len(message["body"]) for message in run(Small(path), {}) if "body" in message]
    ranged = {"headers": [(b"range", b"bytes=10-120000,130000-130001")]}
    return (
        len(sizes),
        len(run(Small(path), ranged)),
        len(run(Small(path), {"headers": [(b"range", b"bytes=10-120000")]})),
    )


def watch_file_that_shrinks_while_it_is_sent(tmp_path: Path) -> object:
    path = written(tmp_path)
    stat = path.stat()
    path.write_bytes(CONTENT[:10])
    results: list[object] = []
    for asked in (None, b"bytes=5-20", b"bytes=0-3,15-20"):
        headers = [(b"range", asked)] if asked else []
        try:
            messages = run(FileResponse(path, stat_result=stat), {"headers": headers})
            results.append(len(messages) if asked and b"," in asked else messages)
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error).replace(str(tmp_path), 'FOLDER')}")
    return results


def watch_server_that_sends_files_itself(tmp_path: Path) -> object:
    path = written(tmp_path)
    scope: dict[str, Any] = {"extensions": {"http.response.pathsend": {}}}
    head, ranged = {**scope, "method": "HEAD"}, {**scope, "headers": [(b"range", b"bytes=0-3")]}
    return [run(FileResponse(path), each) for each in (scope, head, ranged)]


def watch_old_and_new_servers(tmp_path: Path) -> object:
    path = written(tmp_path)
    scopes = [{"asgi": {"spec_version": version}} for version in ("2.0", "2.3", "2.4", "2.5")]
    gone = [{"type": "http.request"}, {"type": "http.disconnect"}]
    return [run(FileResponse(path), scope) for scope in scopes], len(run(FileResponse(path), {}, gone)) < 4


def watch_file_that_refuses_a_websocket(tmp_path: Path) -> object:
    from starlette.testclient import WebSocketDenialResponse

    path = written(tmp_path)
    other = FastAPI()

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await FileResponse(path, 403)(scope, receive, send)

    other.mount("/", refuse)
    try:
        with TestClient(other).websocket_connect("/"):
            return "accepted"
    except WebSocketDenialResponse as error:
        return error.status_code, error.text, dict(error.headers)
    except KeyError as error:
        return f"KeyError: {error}"


def watch_compression(tmp_path: Path) -> object:
    other = FastAPI()
    other.add_middleware(GZipMiddleware, minimum_size=1000)

    @other.get("/{name}")
    def read(name: str) -> FileResponse:
        return FileResponse(tmp_path / name)

    for name in ("long.txt", "dot.png", "a.zip", "a.svg"):
        written(tmp_path, name, b"x" * 2000)
    client = TestClient(other, headers={"Accept-Encoding": "gzip"})
    calls: list[tuple[str, dict[str, str]]] = [("long.txt", {}), ("dot.png", {}), ("a.zip", {}), ("a.svg", {})]
    calls += [("long.txt", {"Range": "bytes=0-1499"}), ("long.txt", {"Accept-Encoding": ""})]
    results: list[object] = []
    for name, headers in calls:
        response = client.get(f"/{name}", headers=headers)
        kept = ("content-encoding", "vary", "content-range", "content-type", "etag")
        results.append([name, response.status_code, {k: response.headers[k] for k in kept if k in response.headers}])
    return results
