# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Tag metadata: describe the tags and fix the order of the groups in the docs.

The order of the list is the order in which Swagger UI shows the groups. A tag that an operation uses and the list does
not name is shown too, after the others and without a description.
"""

from typing import Any

from fastapi import FastAPI

TAGS: list[dict[str, Any]] = [
    {
        "name": "teas",
        "description": "What is on the **shelf**.",
        "externalDocs": {"description": "All about tea", "url": "https://example.com/tea"},
    },
    {"name": "orders", "description": "What was sold."},
]

app = FastAPI(openapi_tags=TAGS)


@app.get("/orders/", tags=["orders"])
def list_orders() -> list[int]:
    return [1]


@app.get("/teas/", tags=["teas"])
def list_teas() -> list[str]:
    return ["green"]


@app.get("/health/", tags=["operations"])
def read_health() -> dict[str, bool]:
    return {"healthy": True}
