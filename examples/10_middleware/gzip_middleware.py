# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""GZip compression: compress large responses for clients that accept it.

Bodies under `minimum_size` bytes stay as they are, since compressing them costs
more than it saves; the default is 500. Event streams are left alone too, and
since Starlette 1.5 also what is compressed already, such as PNG, JPEG and ZIP
(`exclude_content_types`). A streamed response is compressed chunk by chunk
whatever its size. Leave the work to a proxy where you have one.
"""

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import PlainTextResponse

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=1000)


@app.get("/text", response_class=PlainTextResponse)
async def read_text(length: int) -> str:
    return "x" * length
