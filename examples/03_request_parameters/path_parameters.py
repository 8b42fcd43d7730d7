# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path parameters: a name in braces becomes an argument, converted to the type that the function declares.

A value that cannot be converted is a 422, so the function never sees it. An ordinary parameter ends at the
next slash; `:path` takes the slashes too. It may hold `..` or start with a slash: do not join it to a folder
unchecked. An `Enum` limits the parameter to its values, and documents them.
"""

from enum import StrEnum

from fastapi import FastAPI

app = FastAPI()


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@app.get("/items/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


@app.get("/sizes/{size}")
def read_size(size: Size) -> dict[str, str]:
    return {"name": size.name, "value": size.value}


@app.get("/files/{file_path:path}")
def read_file(file_path: str) -> dict[str, str]:
    return {"file_path": file_path}
