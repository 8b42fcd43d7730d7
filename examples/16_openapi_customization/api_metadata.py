# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""API metadata: set the title, version, contact and license that docs and tools show.

The version is that of your API, not of OpenAPI or FastAPI. A mistake, such as a license
without a name, appears only when the document is built: build it in a test.
"""

from fastapi import FastAPI

app = FastAPI(
    title="Tea shop",
    summary="Everything about tea.",
    description="Sells **tea**, and reports what is left of it.",
    version="2.5.0",
    terms_of_service="https://example.com/terms",
    contact={"name": "The shop", "url": "https://example.com/contact", "email": "shop@example.com"},
    license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
)


@app.get("/items")
def list_items() -> list[str]:
    return ["green", "black"]
