# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Tag metadata: describe the tags and set the order of the groups in the docs.

Swagger UI shows the groups in the order of the list. A tag that is not in the list
comes after the others, without a description.
"""

from fastapi import FastAPI

app = FastAPI(
    openapi_tags=[
        {
            "name": "items",
            "description": "What is on the **shelf**.",
            "externalDocs": {"description": "All about tea", "url": "https://example.com/tea"},
        },
        {"name": "orders", "description": "What was sold."},
    ]
)


@app.get("/orders", tags=["orders"])
def list_orders() -> list[int]:
    return [1]


@app.get("/items", tags=["items"])
def list_items() -> list[str]:
    return ["green"]
