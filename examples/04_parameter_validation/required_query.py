# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Required query parameter: a parameter without a default is required.

Required means present, not filled in: `?q=` would pass without `min_length=1`.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(q: Annotated[str, Query(min_length=1)]) -> dict[str, str]:
    return {"q": q}
