# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path() constraints: `ge` and `le` limit a number in the path, both bounds included, and `title` names it in the docs.

What is outside is a 422 that names the rule, before the function runs. A path parameter is always required:
`Path()` takes no default, and FastAPI refuses one when the route is declared.
"""

from typing import Annotated

from fastapi import FastAPI, Path

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: Annotated[int, Path(title="The number of the item", ge=1, le=1000)]) -> dict[str, int]:
    return {"item_id": item_id}
