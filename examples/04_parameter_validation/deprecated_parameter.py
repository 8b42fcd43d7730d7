# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Deprecated parameter: `Query(deprecated=True)` marks a parameter in the documentation that clients should leave.

It is a mark and nothing else: the parameter works as before, and nobody who sends it is told. The response could
say so in a header of its own.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(
    q: str | None = None,
    search: Annotated[str | None, Query(deprecated=True, max_length=50)] = None,
) -> dict[str, str | None]:
    return {"q": q if q is not None else search}
