# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Query() constraints: a minimum and maximum length, here in the older form with `Query()` as the default value.

The length is counted in characters, and an absent parameter gets the default unchecked. Since FastAPI 0.95 the
rules belong into `Annotated[str | None, Query(min_length=3, max_length=50)] = None`: in the older form a plain
call of the function gets the `Query` object. A misspelled rule is a `TypeError` since FastAPI 0.155.
"""

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(q: str | None = Query(default=None, min_length=3, max_length=50)) -> dict[str, str | None]:
    return {"q": q}
