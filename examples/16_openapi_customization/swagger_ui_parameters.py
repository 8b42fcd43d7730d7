# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
#     "quickjs-ng",  # for the test
# ]
# ///
"""Swagger UI parameters: configure the page at /docs with the options of Swagger UI itself.

The keys are those of Swagger UI, in its camelCase, and the values are written into the page as JSON: say `False`, not
`"false"`, which JavaScript takes for true. FastAPI's own defaults stay unless a key replaces them.
"""

from fastapi import FastAPI

app = FastAPI(
    swagger_ui_parameters={
        "defaultModelsExpandDepth": -1,
        "syntaxHighlight": {"theme": "obsidian"},
        "deepLinking": False,
    }
)


@app.get("/teas/")
def list_teas() -> list[str]:
    return ["green"]
