# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Custom OpenAPI schema: replace `app.openapi` to add what FastAPI has no argument for.

Call the original and change what it returns: it has all metadata and is cached until
the routes change. Prefer an argument, or `openapi_extra` of a route, if one will do.
"""

from typing import Any

from fastapi import FastAPI

app = FastAPI(title="Tea shop", version="2.5.0")
standard_openapi = app.openapi


@app.get("/items")
def list_items() -> list[str]:
    return ["green", "black"]


def openapi_with_logo() -> dict[str, Any]:
    schema = standard_openapi()
    schema["info"]["x-logo"] = {"url": "https://example.com/logo.png", "altText": "Tea shop"}
    return schema


app.openapi = openapi_with_logo  # type: ignore[method-assign]
