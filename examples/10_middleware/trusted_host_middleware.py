# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Trusted hosts: answer only requests for the names that are yours.

The Host header is the client's to choose, and ends up in every absolute URL that
an application builds: redirects, links in mails, cache keys. Anything but the
listed names is a 400. `*.example.com` stands for subdomains of any depth, not for
`example.com` itself. Add it last, so that it comes first. Tests need
`TestClient(app, base_url="http://example.com")`.
"""

from fastapi import FastAPI, Request
from fastapi.middleware.trustedhost import TrustedHostMiddleware

app = FastAPI()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com", "*.example.com"])


@app.get("/reset-link")
async def build_reset_link(request: Request) -> dict[str, str]:
    return {"link": str(request.url_for("build_reset_link"))}
