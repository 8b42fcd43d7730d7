# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""List query parameters: a repeated parameter such as `?tags=a&tags=b` becomes a list with `Query()`.

`Query()` is what makes it a query parameter: a bare `list[str]` is read from the body instead. A comma does
not separate values. The list of the default is copied for each request, so changing it leaks nothing.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(
    tags: Annotated[list[str], Query()] = ["new"],  # noqa: B006 - FastAPI copies the default
    ids: Annotated[list[int], Query(max_length=3)] = [],  # noqa: B006
) -> dict[str, list[str] | list[int]]:
    return {"tags": tags, "ids": ids}
