# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Parameter alias: `alias` reads a parameter whose name is not a Python identifier.

Requests, errors and docs use only the alias; the argument's own name is ignored.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(
    item_query: Annotated[str, Query(alias="item-query", min_length=3)] = "all",
) -> dict[str, str]:
    return {"item_query": item_query}
