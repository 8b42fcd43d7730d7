"""Around fastapi-cache: its headers, conditional requests, keys, kinds of endpoints, and what it needs."""

import importlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient
from fastapi_cache import FastAPICache
from fastapi_cache.backends.inmemory import InMemoryBackend
from fastapi_cache.decorator import cache
from pydantic import BaseModel
from redis_response_cache import app


@contextmanager
def in_memory(**options: Any) -> Iterator[InMemoryBackend]:
    backend = InMemoryBackend()
    backend._store = {}  # the class shares one store
    FastAPICache.reset()
    FastAPICache.init(backend, **options)
    yield backend
    FastAPICache.reset()


def asked(client: TestClient, *requests: tuple[str, dict[str, str]]) -> list[Any]:
    found: list[Any] = []
    for path, headers in requests:
        response = client.get(path, headers=headers)
        shown = {name: response.headers.get(name) for name in ("x-fastapi-cache", "cache-control", "content-type")}
        found.append([path, headers, response.status_code, shown])
    return found


def watch_headers_and_what_the_client_may_ask_for() -> object:
    client = TestClient(app)
    with in_memory():
        asking = [{"Cache-Control": value} for value in ("", "", "no-cache", "no-store", "max-age=0")]
        return asked(client, *[("/report", each) for each in asking])


def watch_entity_tags() -> object:
    client = TestClient(app)
    with in_memory():
        etag = client.get("/report").headers["etag"]
        found: list[Any] = [
            etag.startswith("W/"),
            etag.startswith('W/"'),
            etag.removeprefix("W/").lstrip("-").isdigit(),
        ]
        for sent in (etag, f'"other", {etag}', "*", "W/1"):
            response = client.get("/report", headers={"If-None-Match": sent})
            found.append([response.status_code, len(response.content) > 0])
        return found


def watch_keys_of_the_cache() -> object:
    client = TestClient(app)
    with in_memory(prefix="p") as backend:
        for path in ("/report", "/report?year=2026", "/report?year=2025", "/report?year=2026&unknown=1"):
            client.get(path)
        return [each.rpartition(":")[0] for each in backend._store]


def watch_own_key_builder_and_default_expiry() -> object:
    def build(function: Any, namespace: str = "", **options: Any) -> str:
        return f"{namespace}:{options['request'].url.path}:{sorted(options['kwargs'])}"

    with in_memory(prefix="p", expire=5, key_builder=build, cache_status_header="X-Kept") as backend:
        response = TestClient(app).get("/report?year=2001")
        return list(backend._store), response.headers.get("x-kept"), response.headers["cache-control"]


class Item(BaseModel):
    name: str


def watch_kinds_of_endpoints() -> object:
    other = FastAPI()

    @other.get("/sync")
    @cache(expire=5)  # type: ignore[arg-type]
    def sync(item: str = "a") -> Item:
        return Item(name=item)

    @other.get("/request")
    @cache(expire=5)
    async def with_request(request: Request, response: Response) -> dict[str, str]:
        response.headers["X-Path"] = request.url.path
        return {"path": request.url.path}

    @other.get("/response")
    @cache(expire=5)
    async def as_response() -> Response:
        return Response("text", media_type="text/plain")

    @other.get("/none")
    @cache(expire=5)
    async def none() -> None:
        return None

    @other.post("/post")
    @cache(expire=5)
    async def post() -> int:
        return 1

    client = TestClient(other, raise_server_exceptions=False)
    found: list[Any] = []
    with in_memory():
        for path in ("/sync", "/request", "/response", "/none", "/post"):
            for _ in range(2):
                response = client.request("POST" if path == "/post" else "GET", path)
                shown = [response.headers.get(name) for name in ("x-fastapi-cache", "x-path", "content-type")]
                found.append([path, response.status_code, response.text, *shown])
    return found, {path: list(each) for path, each in other.openapi()["paths"].items()}


def watch_without_the_lifespan() -> object:
    FastAPICache.reset()
    try:
        return TestClient(app).get("/report").status_code
    except AssertionError as error:
        return str(error)


def watch_backend_that_fails() -> object:
    class Broken(InMemoryBackend):
        async def get_with_ttl(self, key: str) -> Any:
            raise ConnectionError

        async def set(self, key: str, value: bytes, expire: int | None = None) -> None:
            raise ConnectionError

    records: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append(f"{record.levelname} {record.getMessage()[:40]}")  # type: ignore[method-assign]
    logging.getLogger("fastapi_cache").addHandler(handler)
    try:
        with in_memory():
            FastAPICache.reset()
            FastAPICache.init(Broken())
            return asked(TestClient(app), ("/report", {}), ("/report", {})), records
    finally:
        logging.getLogger("fastapi_cache").removeHandler(handler)


def watch_clear_by_namespace() -> object:
    import asyncio

    client = TestClient(app)
    with in_memory(prefix="p") as backend:
        client.get("/report")
        backend._store["p:other:key"] = next(iter(backend._store.values()))
        asyncio.run(FastAPICache.clear(namespace="report"))
        return [each.split(":")[1] for each in backend._store], client.get("/report").headers["x-fastapi-cache"]


def watch_import_without_jinja2() -> object:
    hidden = ["jinja2", "starlette.templating", "fastapi.templating", "fastapi_cache.coder"]
    kept = {name: sys.modules.pop(name) for name in hidden if name in sys.modules}
    sys.modules["jinja2"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("fastapi_cache.coder")
    except ImportError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        del sys.modules["jinja2"]
        sys.modules.update(kept)
    return "imported"
