# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Versioning by URL: mount one FastAPI app for each version, with its own routes and docs.

The docs are at `/v1/docs` and `/v2/docs`. Mounted apps share the outer app's middleware but
not its exception handlers, and their lifespans do not run. If all versions should be in one
OpenAPI document, include a router with `prefix="/v1"` instead.
"""

from fastapi import FastAPI

app = FastAPI(openapi_url=None)
v1 = FastAPI(title="Users", version="1.4")
v2 = FastAPI(title="Users", version="2.0")
app.mount("/v1", v1)
app.mount("/v2", v2)


@v1.get("/users/me")
def read_me_v1() -> str:
    return "Ada Lovelace"


@v2.get("/users/me")
def read_me_v2() -> dict[str, str]:
    return {"first_name": "Ada", "last_name": "Lovelace"}
