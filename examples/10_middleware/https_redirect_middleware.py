# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTTPS redirect: redirect plain HTTP requests to the same URL over HTTPS.

The 307 keeps the method and the body, but a request sent over plain HTTP has already
been readable in transit. Add `TrustedHostMiddleware` last, or a forged Host header
chooses the target. Behind a proxy that terminates TLS, set `--forwarded-allow-ips`, or
the redirect never ends.
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
