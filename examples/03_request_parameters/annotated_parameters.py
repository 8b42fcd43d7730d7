# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Parameters with Annotated: keep the type, the rules and the default of a parameter apart.

The default is a plain Python default, so you can call the function without FastAPI. In
the older form, `q: str | None = Query(default=None)`, such a call gets the `Query`
object.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()

ITEMS = ["Running shoes", "Rain boots", "Sandals"]


@app.get("/items")
def read_items(q: Annotated[str | None, Query(max_length=50)] = None) -> list[str]:
    return [item for item in ITEMS if q is None or q.lower() in item.lower()]
