# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""List query parameters: with `Query()`, `?tags=a&tags=b` becomes a list.

Without `Query()`, a list is read from the body. Commas do not separate values. FastAPI
copies the default for each request, so changing the list is safe.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(
    tags: Annotated[list[str], Query()] = ["new"],  # noqa: B006
    ids: Annotated[list[int], Query(max_length=3)] = [],  # noqa: B006
) -> dict[str, list[str] | list[int]]:
    return {"tags": tags, "ids": ids}
