# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Application instance: one FastAPI object holds the routes and describes the API.

Title, description and version are what the documentation shows; left out, the API calls itself FastAPI 0.1.0.
A path prefix that a proxy strips belongs to the server (`fastapi run --root-path /api`): `FastAPI(root_path=...)`
is deprecated since 0.146.
"""

from fastapi import FastAPI

app = FastAPI(
    title="Orders",
    description="Takes orders and says where they are.",
    version="2.3.0",
)


@app.get("/")
def read_root() -> dict[str, str]:
    return {"message": "Hello World"}
