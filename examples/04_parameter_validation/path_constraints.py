# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path() constraints: `ge` and `le` limit a number in the path, both bounds included.

`title` names the parameter in the docs. A path parameter is always required, so `Path()`
takes no default.
"""

from typing import Annotated

from fastapi import FastAPI, Path

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(
    item_id: Annotated[int, Path(title="Number of the item", ge=1, le=1000)],
) -> dict[str, int]:
    return {"item_id": item_id}
