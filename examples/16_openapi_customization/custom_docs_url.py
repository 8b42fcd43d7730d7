# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Custom docs URLs: move both pages and the document, for example to share a prefix.

The pages load the document from `openapi_url`, after the server's `root_path`. Swagger
UI returns to `swagger_ui_oauth2_redirect_url` after an OAuth2 login; set it too,
because it does not follow `docs_url`.
"""

from fastapi import FastAPI

app = FastAPI(
    docs_url="/api/docs",
    redoc_url="/api/redoc",
    openapi_url="/api/openapi.json",
    swagger_ui_oauth2_redirect_url="/api/docs/oauth2-redirect",
)


@app.get("/api/items")
def list_items() -> list[str]:
    return ["green"]
