# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Deprecated parameter: `deprecated=True` tells readers of the docs to stop using it.

It changes nothing else: the parameter works as before, and the response does not
mention it.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(
    q: str | None = None,
    search: Annotated[str | None, Query(deprecated=True, max_length=50)] = None,
) -> dict[str, str | None]:
    return {"q": q if q is not None else search}
