# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Query parameters: arguments that are not in the path are read from the query string, typed and with defaults.

A default makes a parameter optional. `?skip=` is not an absent parameter but an empty text, which is no
number. Where a parameter that takes one value is repeated, the last value counts; unknown ones are ignored.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/items/")
def read_items(skip: int = 0, limit: int = 10, in_stock: bool = False) -> dict[str, int | bool]:
    return {"skip": skip, "limit": limit, "in_stock": in_stock}
