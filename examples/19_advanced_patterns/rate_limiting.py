# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "redis", "slowapi"]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""Rate limiting with slowapi: allow each client five requests a minute, and answer 429 beyond that.

`@limiter.limit` goes below the route, and the endpoint must take `request` and
`response`. Write it with `def`: in `async def`, counting would block the event loop.
Without REDIS_URL, each worker counts for itself. Behind a proxy, every client has the
proxy's address unless Uvicorn trusts the proxy (`--forwarded-allow-ips`).
"""

import os

from fastapi import FastAPI, Request, Response
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

limiter = Limiter(get_remote_address, headers_enabled=True, storage_uri=os.environ.get("REDIS_URL"))

app = FastAPI()
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)  # type: ignore[arg-type]


@app.get("/items")
@limiter.limit("5/minute")
def list_items(request: Request, response: Response) -> list[str]:
    return ["first", "second"]
