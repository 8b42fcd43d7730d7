"""Around the async client: the older form, httpx2, the transport's arguments, redirects, and escaped paths."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from typing import Any

from async_test_client import app
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, StreamingResponse
from httpx import ASGITransport, AsyncClient

wire = FastAPI()


@wire.get("/old")
async def redirect() -> RedirectResponse:
    return RedirectResponse("/new")


@wire.get("/broken")
async def break_down() -> None:
    raise RuntimeError("the storage is gone")


@wire.get("/stream")
async def stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"one,"
        yield b"two"

    return StreamingResponse(parts())


@wire.get("/scope/{path:path}")
async def read_scope(path: str, request: Request) -> dict[str, Any]:
    scope = request.scope
    return {
        "path": path,
        "raw_path": scope["raw_path"].decode(),
        "root_path": scope["root_path"],
        "query_string": scope["query_string"].decode(),
        "client": request.client,
        "server": scope["server"],
        "url": str(request.url),
        "headers": {
            name: value for name, value in request.headers.items() if "agent" not in name and "enc" not in name
        },
    }


def get(path: str, follow_redirects: bool = False, params: dict[str, str] | None = None, **options: Any) -> Any:
    async def call() -> Any:
        transport = ASGITransport(**{"app": wire, **options})
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            response = await client.get(path, params=params, follow_redirects=follow_redirects)
            is_json = response.headers.get("content-type") == "application/json"
            return [
                response.status_code,
                response.json() if is_json else response.text,
                response.headers.get("location"),
            ]

    try:
        return asyncio.run(call())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_old_app_argument() -> object:
    seen = {}
    for package in ("httpx", "httpx2"):
        try:
            importlib.import_module(package).AsyncClient(app=app, base_url="http://test")
            seen[package] = "accepted"
        except (ImportError, TypeError) as error:
            seen[package] = f"{type(error).__name__}: {error}"
    return seen


def watch_httpx2_form() -> object:
    try:
        library = importlib.import_module("httpx2")
    except ImportError as error:
        return str(error)

    async def call() -> Any:
        transport = library.ASGITransport(app=wire)
        async with library.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/scope/x")).json()

    return asyncio.run(call())


def watch_transport_of_the_other_package() -> object:
    try:
        library = importlib.import_module("httpx2")
    except ImportError as error:
        return str(error)

    async def call() -> int:
        async with library.AsyncClient(transport=ASGITransport(app=wire), base_url="http://test") as client:
            status: int = (await client.get("/scope/x")).status_code
            return status

    try:
        return asyncio.run(call())
    except Exception as error:
        return type(error).__name__


def watch_lifespan_that_did_not_run() -> object:
    async def call() -> Any:
        async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
            return (await client.post("/orders", json=["tea"])).status_code

    try:
        return asyncio.run(call())
    except AttributeError as error:
        return str(error)


def watch_exception_raised_or_answered() -> object:
    return get("/broken"), get("/broken", raise_app_exceptions=False)


def watch_redirect() -> object:
    return get("/old"), get("/old", follow_redirects=True)


def watch_escaped_path_and_query() -> object:
    return get("/scope/a b%2Fc", params={"q": "d e/f+g&é"})


def watch_root_path_and_client_of_the_transport() -> object:
    return get("/scope/x", root_path="/shop", client=("192.0.2.7", 4711))


def watch_streamed_response() -> object:
    async def call() -> list[str]:
        client = AsyncClient(transport=ASGITransport(app=wire), base_url="http://test")
        async with client, client.stream("GET", "/stream") as response:
            return [part async for part in response.aiter_text()]

    return asyncio.run(call())


def watch_base_url_that_is_missing() -> object:
    async def call() -> int:
        async with AsyncClient(transport=ASGITransport(app=wire)) as client:
            return (await client.get("/scope/x")).status_code

    try:
        return asyncio.run(call())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_requests_that_wait_for_each_other() -> object:
    meeting = FastAPI()
    here = asyncio.Event()

    @meeting.get("/wait")
    async def wait() -> str:
        await here.wait()
        return "released"

    @meeting.get("/release")
    async def release() -> str:
        here.set()
        return "releasing"

    async def call() -> Any:
        async with AsyncClient(transport=ASGITransport(app=meeting), base_url="http://test") as client:
            responses = await asyncio.gather(client.get("/wait"), client.get("/release"))
            return [response.json() for response in responses]

    return asyncio.run(call())
