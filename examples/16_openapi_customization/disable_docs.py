# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Disabling the docs: switch off the pages, or the document and with it both pages.

Without its `docs_url` or `redoc_url` a page is gone and the document stays, which is enough for client generators.
`openapi_url=None` takes all three away. It hides, it does not protect: every route still answers to anybody.
"""

from fastapi import APIRouter, FastAPI

router = APIRouter()


@router.get("/teas/")
def list_teas() -> list[str]:
    return ["green"]


app_without_pages = FastAPI(docs_url=None, redoc_url=None)
app_without_pages.include_router(router)

app_without_document = FastAPI(openapi_url=None)
app_without_document.include_router(router)
