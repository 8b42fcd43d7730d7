# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Custom OpenAPI schema: replace `app.openapi` to add what no argument of FastAPI can say.

Call `get_openapi` once and keep the result in `app.openapi_schema`, because the function is called for each request of
the document. A route added later is missing from what was kept; the standard method notices it since FastAPI 0.137.
`get_openapi` knows only what it is given: metadata that is not passed on is missing. Where an argument of FastAPI or
`openapi_extra` of a route will do, prefer it.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

app = FastAPI(title="Tea shop", version="2.5.0")


@app.get("/teas/")
def list_teas() -> list[str]:
    return ["green", "black"]


def openapi_with_logo() -> dict[str, Any]:
    if not app.openapi_schema:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schema["info"]["x-logo"] = {"url": "https://example.com/logo.png", "altText": "Tea shop"}
        app.openapi_schema = schema
    return app.openapi_schema


app.openapi = openapi_with_logo  # type: ignore[method-assign]
