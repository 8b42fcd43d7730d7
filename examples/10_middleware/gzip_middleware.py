# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""GZip compression: compress large responses for clients that accept it.

Bodies under `minimum_size` bytes are left alone, because compressing them costs more
than it saves. Don't compress a response that has a secret next to client input: its
length can reveal the secret (BREACH). If you have a proxy, leave the work to it.
"""

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.middleware.gzip import GZipMiddleware

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=1000)


@app.get("/numbers")
async def list_numbers(limit: Annotated[int, Query(ge=1, le=1000)] = 10) -> list[int]:
    return list(range(limit))
