"""Around a streamed export: chunks, headers of a stream, other dialects, and a client that leaves."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from typing import Any

from csv_export_streamed import app, harmless, to_csv
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_values_in_csv() -> object:
    values: list[Any] = [None, True, 1.5, -1, "", "'", '"', "a,b", "\r\n", "é", "\0", b"a", [1]]
    return [to_csv([[value, "x"]]) for value in values], [harmless(value) for value in (-1, "-1", "a-1")]


def watch_dialects() -> object:
    told = {}
    for dialect in csv.list_dialects():
        text = io.StringIO()
        csv.writer(text, dialect).writerow(["a b", 'c"d', "e,f", None, 1])
        told[dialect] = text.getvalue()
    return told


def messages(response: StreamingResponse, leaves: bool = False) -> list[Any]:
    sent: list[Any] = []

    async def run() -> None:
        async def receive() -> Any:
            if not leaves:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append([message["type"], message.get("body", b"").decode(), message.get("more_body")])
            await asyncio.sleep(0)

        await response({"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.3"}}, receive, send)

    asyncio.run(run())
    return sent


def watch_chunks_of_a_stream() -> object:
    return messages(StreamingResponse(iter(["a", "", "b"])))


def watch_end_of_a_stream_that_nobody_reads() -> object:
    steps: list[str] = []

    async def endless() -> AsyncIterator[str]:
        try:
            while True:
                await asyncio.sleep(0)
                yield "a"
        finally:
            steps.append("closed")

    try:
        sent = messages(StreamingResponse(endless()), leaves=True)
    except Exception as error:
        return type(error).__name__, steps
    return len(sent) < 100, steps


def watch_headers_of_a_stream() -> object:
    own = FastAPI()

    @own.get("/{kind}")
    def read(kind: str) -> StreamingResponse:
        types = {"csv": "text/csv", "utf": "text/csv; charset=utf-16", "none": None, "json": "application/json"}
        return StreamingResponse(iter(["a"]), media_type=types[kind])

    client = TestClient(own)
    return [dict(client.get(f"/{kind}").headers) for kind in ("csv", "utf", "none", "json")]
