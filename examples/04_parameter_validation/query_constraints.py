# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Query() constraints: set a minimum and a maximum length for a query parameter.

The length counts characters, not bytes. The rules apply to values that a client sends;
an absent parameter gets its default.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(
    q: Annotated[str | None, Query(min_length=3, max_length=50)] = None,
) -> dict[str, str | None]:
    return {"q": q}
