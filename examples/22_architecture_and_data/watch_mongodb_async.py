"""Around MongoDB: IDs, what a client does before it connects, and names in addresses."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from bson import ObjectId, decode, encode
from mongodb_async import app
from pymongo import AsyncMongoClient


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return repr(call())
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def again(document: dict[str, Any]) -> Any:
    return decode(encode(document))


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_texts_that_are_ids() -> object:
    texts: list[Any] = ["0" * 24, "A" * 24, "a" * 12, "x", "", b"0" * 12, 1]
    return [outcome(partial(ObjectId, text)) for text in texts], [ObjectId.is_valid(text) for text in texts]


def watch_documents_as_bytes() -> object:
    values: list[Any] = ["é", 2**31, 2**63, 1.5, None, {"$ne": 1}, [1], b"a", {1}, "a\0b"]
    return [outcome(partial(again, {"a": value})) for value in values]


def watch_keys_of_documents() -> object:
    return [outcome(partial(again, {key: 1})) for key in ("", "a.b", "$a", "a\0b")]


def watch_default_database_of_an_address() -> object:
    async def name(url: str) -> str:
        async with AsyncMongoClient[dict[str, Any]](url, connect=False) as client:
            return client.get_default_database("shop").name

    def run(url: str) -> str:
        return asyncio.run(name(url))

    urls = ["mongodb://a", "mongodb://a/", "mongodb://a/b", "mongodb://a/b?retryWrites=false", "http://a", "mongodb://"]
    return [outcome(partial(run, url)) for url in urls]


def watch_options_of_a_client() -> object:
    async def options() -> list[Any]:
        async with AsyncMongoClient[dict[str, Any]]("mongodb://a", connect=False) as client:
            found = client.options
            pool = found.pool_options
            return [
                found.retry_writes,
                found.retry_reads,
                pool.max_pool_size,
                pool.connect_timeout,
                pool.socket_timeout,
            ]

    return asyncio.run(options())
