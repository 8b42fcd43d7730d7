# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Swagger UI parameters: configure the page at /docs with the options of Swagger UI.

The keys are those of Swagger UI, in its camelCase. The values are written into the page
as JSON: use `False`, because JavaScript treats the text "false" as true. FastAPI's own
defaults stay unless a key replaces them.
"""

from fastapi import FastAPI

app = FastAPI(
    swagger_ui_parameters={
        "defaultModelsExpandDepth": -1,
        "syntaxHighlight": {"theme": "obsidian"},
        "deepLinking": False,
    }
)


@app.get("/items")
def list_items() -> list[str]:
    return ["green"]
