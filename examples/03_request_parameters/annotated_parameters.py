# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Parameters with Annotated: type, rules and default of a parameter each get a place of their own.

The default stays an ordinary Python default, so the function can be called without FastAPI. This form
replaces `q: str | None = Query(default=None, max_length=50)` since FastAPI 0.95: there a plain call gets
the `Query` object instead of `None`. A default inside `Annotated` is refused when the route is declared.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(q: Annotated[str | None, Query(max_length=50)] = None) -> dict[str, str | None]:
    return {"q": q}
