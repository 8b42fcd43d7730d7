# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Required query parameter: without a default a parameter is required, and `Annotated` leaves the default away.

The older form puts `...` into `Query()`, because there the default value is where the rules stand. Required
means present, not filled: `?q=` passes unless a rule such as `min_length=1` says otherwise.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(
    q: Annotated[str, Query(min_length=1)],
    older: str = Query(..., min_length=1),
) -> dict[str, str]:
    return {"q": q, "older": older}
