# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTTPS redirect: send whoever comes by http to the same URL by https.

The 307 keeps method and body, but what came by http was readable on its way. The trusted
hosts stand outside, or else a forged Host header would choose where to go. Behind a proxy
that ends TLS, start the server with `--forwarded-allow-ips`, or it redirects in circles.
"""

from fastapi import FastAPI
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
app.add_middleware(HTTPSRedirectMiddleware)
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com"])


@app.get("/items/{item_id}")
async def read_item(item_id: str) -> dict[str, str]:
    return {"item_id": item_id}
