# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Application instance: one FastAPI object holds the routes and describes the API.

The title, description and version appear in the documentation. If a proxy strips a path
prefix, pass the prefix to the server, as in `fastapi run --root-path /api`.
"""

from fastapi import FastAPI

app = FastAPI(
    title="Orders",
    description="Takes orders and tracks their delivery.",
    version="2.3.0",
)


@app.get("/orders")
def list_orders() -> list[str]:
    return ["tea", "coffee"]
