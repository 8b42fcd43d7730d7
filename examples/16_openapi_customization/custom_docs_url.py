# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Custom docs URLs: move both pages and the document, for example under the one path that a proxy passes on.

The pages ask for the document where `openapi_url` says, after the `root_path` of the server. The page that Swagger UI
comes back to after an OAuth2 login has a URL of its own, `swagger_ui_oauth2_redirect_url`, which does not move by
itself.
"""

from fastapi import FastAPI

app = FastAPI(
    docs_url="/api/docs",
    redoc_url="/api/redoc",
    openapi_url="/api/openapi.json",
    swagger_ui_oauth2_redirect_url="/api/docs/oauth2-redirect",
)


@app.get("/api/teas/")
def list_teas() -> list[str]:
    return ["green"]
