# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTTPS redirect: send whoever comes by http to the same URL by https.

The answer is a 307, so that a POST stays a POST. What was sent by http before the
redirect was readable on its way: add a Strict-Transport-Security header, and do
not rely on this for API clients with credentials. Behind a proxy that ends TLS
the application sees http for ever and redirects in a circle, unless the server
believes its X-Forwarded-Proto (`--proxy-headers` with `--forwarded-allow-ips`).
"""

from fastapi import FastAPI
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware

app = FastAPI()
app.add_middleware(HTTPSRedirectMiddleware)


@app.get("/items/{item_id}")
async def read_item(item_id: str) -> dict[str, str]:
    return {"item_id": item_id}
