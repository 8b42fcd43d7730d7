# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""API metadata: title, version, contact and licence of the API, for the docs and for every reader of the document.

The version is the one of your API, not of OpenAPI or FastAPI. `summary` and the licence's `identifier` exist only
since OpenAPI 3.1, which FastAPI writes since 0.99. A wrong entry, such as a licence without a name, is noticed only
when the document is built, so build it in a test.
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


@app.get("/teas/")
def list_teas() -> list[str]:
    return ["green", "black"]
