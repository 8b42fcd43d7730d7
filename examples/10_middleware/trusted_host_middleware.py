# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Trusted hosts: answer only requests for your own host names.

Clients choose the Host header, and it ends up in redirects, links in emails and cache
keys. `*.example.com` matches subdomains of any depth, but not `example.com` itself. The
middleware added last is the outermost: CORS is added after this one, so that pages of
an allowed origin can read the 400 too.
"""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com", "*.example.com"])
app.add_middleware(CORSMiddleware, allow_origins=["https://app.example.com"])


@app.get("/items")
async def list_items() -> list[str]:
    return ["Lamp"]
