# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Parameters with Annotated: type, rules and default of a parameter each have their place.

The default is a plain Python default, so the function can be called without FastAPI.
The older `q: str | None = Query(default=None)` passes the `Query` object to such a call.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()

ITEMS = ["Running shoes", "Rain boots", "Sandals"]


@app.get("/items")
def read_items(q: Annotated[str | None, Query(max_length=50)] = None) -> list[str]:
    return [item for item in ITEMS if q is None or q.lower() in item.lower()]
