# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "limits",  # for the test
#     "redis",
#     "slowapi",
# ]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""Rate limiting with slowapi: allow each client a number of requests per minute, and answer 429 beyond it.

The endpoint must take `request`, and `@limiter.limit` stands below the route: above it the route never sees it, and
nothing is limited. Without REDIS_URL each worker process counts for itself in memory, with it all count together.
Behind a proxy `get_remote_address` sees the proxy unless Uvicorn is told to trust its headers
(`--forwarded-allow-ips`). Use the decorator and not `SlowAPIMiddleware`: since FastAPI 0.137 that does not limit the
routes of included routers.
"""

import os
import time
from math import ceil

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from slowapi import Limiter
from slowapi.errors import RateLimitExceeded
from slowapi.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, storage_uri=os.environ.get("REDIS_URL"))

app = FastAPI()


@app.exception_handler(RateLimitExceeded)
def too_many_requests(request: Request, error: RateLimitExceeded) -> JSONResponse:
    limit, keys = request.state.view_rate_limit
    reset_at, _ = limiter.limiter.get_window_stats(limit, *keys)
    retry_after = max(1, ceil(reset_at - time.time()))
    return JSONResponse(
        {"detail": f"Rate limit exceeded: {error.detail}"},
        status_code=429,
        headers={"Retry-After": str(retry_after)},
    )


@app.get("/items")
@limiter.limit("5/minute")
def list_items(request: Request) -> list[str]:
    return ["first", "second"]


@app.get("/health")
def read_health() -> dict[str, str]:
    return {"status": "ok"}
