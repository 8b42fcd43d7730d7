"""Around GZip: levels, sizes, content types, streams, HEAD, partial and encoded responses, threads."""

import asyncio
import gzip
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import FileResponse, StreamingResponse
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

BODY = b"FastAPI " * 700


def client_of(response: Response, **options: Any) -> TestClient:
    made = FastAPI()
    made.add_middleware(GZipMiddleware, **options)
    made.api_route("/", methods=["GET", "HEAD"])(lambda: response)
    return TestClient(made, headers={"Accept-Encoding": "gzip"})


def seen(response: Response, method: str = "GET", accepted: str = "gzip", **options: Any) -> object:
    client = client_of(response, **options)
    with client.stream(method, "/", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    kept = {name: value for name, value in answer.headers.items() if name not in {"last-modified", "etag"}}
    kept.pop("content-length", None) if "content-encoding" in kept else None
    plain = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    return answer.status_code, kept, raw[:2].hex(), len(plain)


def watch_accept_encoding() -> object:
    accepted = ["gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "gzip;q=0", "GZIP", "x-gzip", "*", "", "deflate"]
    return [seen(Response(BODY), accepted=each) for each in accepted]


def watch_default_minimum_size() -> object:
    return [seen(Response(b"x" * size)) for size in (499, 500)]


def watch_other_minimum_sizes() -> object:
    return [
        seen(Response(b"x" * size), minimum_size=minimum) for size, minimum in ((0, 0), (1, 0), (1, 1), (10, 10**9))
    ]


def watch_levels() -> object:
    results: list[object] = []
    options: list[dict[str, Any]] = [{}, *({"compresslevel": level} for level in (0, 1, 6, 9, -1, 10))]
    for option in options:
        try:
            with client_of(Response(BODY), **option).stream("GET", "/") as answer:
                raw = b"".join(answer.iter_raw())
        except Exception as error:
            results.append(type(error).__name__)
        else:
            levels = [level for level in range(10) if len(gzip.compress(BODY, compresslevel=level)) == len(raw)]
            results.append(levels)
    return results


TYPES = [
    "image/png",
    "image/jpeg",
    "image/svg+xml",
    "application/zip",
    "application/gzip",
    "application/pdf",
    "video/mp4",
]
TYPES += ["audio/mpeg", "font/woff2", "application/json", "TEXT/CSS", "text/event-stream", "application/grpc+proto", ""]


def watch_content_types() -> object:
    return [(kind, seen(Response(BODY, headers={"Content-Type": kind}))) for kind in TYPES]


def watch_own_list_of_content_types() -> object:
    options: dict[str, Any] = {"exclude_content_types": ("text/*", "Application/JSON; charset=utf-8")}
    try:
        return [(kind, seen(Response(BODY, headers={"Content-Type": kind}), **options)) for kind in TYPES]
    except TypeError as error:
        return type(error).__name__


def watch_body_that_is_encoded_already() -> object:
    encoded = Response(BODY, headers={"Content-Encoding": "identity"})
    return seen(encoded), seen(encoded, accepted="identity")


def watch_partial_content() -> object:
    partial = Response(BODY, status_code=206, headers={"Content-Range": "bytes 0-5599/9999"})
    return seen(partial), seen(partial, accepted="identity")


def watch_no_content_and_not_modified() -> object:
    return [seen(Response(status_code=status)) for status in (204, 304)]


def watch_vary_of_the_endpoint() -> object:
    vary = [Response(BODY, headers={"Vary": each}) for each in ("Cookie", "accept-encoding", "*")]
    return [seen(each) for each in vary], seen(vary[0], accepted="identity")


def watch_head() -> object:
    return seen(Response(BODY), "HEAD"), seen(Response(BODY), "HEAD", "identity")


def stream(media_type: str | None = None) -> StreamingResponse:
    def chunks() -> Iterator[bytes]:
        yield b"one "
        yield b""
        yield b"two"

    return StreamingResponse(chunks(), media_type=media_type)


def watch_streams() -> object:
    return [seen(stream(kind), accepted=each) for kind in (None, "text/event-stream") for each in ("gzip", "identity")]


def watch_file(tmp_path: Path) -> object:
    (tmp_path / "page.html").write_bytes(BODY)
    whole = FileResponse(tmp_path / "page.html")
    part = client_of(whole).get("/", headers={"Range": "bytes=0-9"})
    return seen(whole), part.status_code, part.headers.get("content-encoding"), part.content.decode()


def watch_large_body_in_a_thread() -> object:
    results = [seen(Response(b"x" * 200_000))]
    for minimum in (1, 10**9):
        try:
            results.append(seen(Response(BODY), thread_minimum_size=minimum))
        except TypeError as error:
            results.append(type(error).__name__)
    return results


def passed(messages: list[Message], accepted: bytes = b"gzip") -> object:
    """The messages that come out of the middleware if an application sends these."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(deepcopy(message))

    sent: list[object] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        body = message.get("body", b"")
        kind = "gzip" if body[:2] == b"\x1f\x8b" else str(body[:9])
        sent.append((message["type"], str(message.get("headers")), kind, message.get("more_body")))

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"accept-encoding", accepted)]}
    try:
        asyncio.run(GZipMiddleware(application, minimum_size=5)(scope, receive, send))
    except Exception as error:
        sent.append(type(error).__name__)
    return sent


START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]}


def watch_messages_of_extensions() -> object:
    hint = {"type": "http.response.early_hint", "links": [b"</a.css>"]}
    trailers = {"type": "http.response.trailers", "headers": [], "more_trailers": False}
    path = {"type": "http.response.pathsend", "path": "/a"}
    body = {"type": "http.response.body", "body": b"x" * 9}
    image = {**START, "headers": [(b"content-type", b"image/png")]}
    return [
        passed([hint, START, body]),
        passed([{**START, "trailers": True}, body, trailers]),
        passed([START, path]),
        passed([image, path]),
        passed([START, path], b"identity"),
        passed([{"type": "http.response.start", "status": 200}, body]),
        passed([START, {"type": "http.response.body"}]),
    ]
