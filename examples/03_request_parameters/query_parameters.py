# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Query parameters: arguments that are not in the path are read from the query string.

Each is converted to its type, and a default makes it optional. An empty value such as
`?skip=` is an empty string, not the default, so it is an error for a number.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(
    skip: int = 0,
    limit: int = 10,
    in_stock: bool = False,
) -> dict[str, int | bool]:
    return {"skip": skip, "limit": limit, "in_stock": in_stock}
