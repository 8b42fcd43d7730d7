# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""GZip compression: compress large responses for clients that accept it.

Bodies under `minimum_size` bytes stay as they are, because compressing them costs more
than it saves. A response that holds a secret next to what the client sent should stay
uncompressed: its length gives the secret away (BREACH). If you have a proxy, leave the
work to it.
"""

from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.middleware.gzip import GZipMiddleware

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=1000)


@app.get("/numbers")
async def list_numbers(limit: Annotated[int, Query(ge=1, le=1000)] = 10) -> list[int]:
    return list(range(limit))
