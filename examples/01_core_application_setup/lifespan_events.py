# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Lifespan events: open a resource before the first request and close it after the last.

The keys of the yielded dict become attributes of `request.state`. The `with` block
closes the resource even if an error stops the server. The older `@app.on_event` is
deprecated, and ignored if `lifespan` is given.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, UploadFile


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, ThreadPoolExecutor]]:
    with ThreadPoolExecutor() as pool:
        yield {"pool": pool}


app = FastAPI(lifespan=lifespan)


@app.post("/checksums")
async def create_checksum(file: UploadFile, request: Request) -> str:
    future = request.state.pool.submit(hashlib.file_digest, file.file, "sha256")
    digest = await asyncio.wrap_future(future)
    return f"sha256:{digest.hexdigest()}"
