# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Validation with Annotated: give each part of a request its rules, and reuse them.

A type alias such as `ItemId` is a rule that you write once and use in many endpoints. A
422 lists all errors of the request at once.
"""

from typing import Annotated

from fastapi import Cookie, FastAPI, Header, Path, Query

app = FastAPI()

ItemId = Annotated[int, Path(ge=1)]


@app.get("/items/{item_id}")
def read_item(
    item_id: ItemId,
    fields: Annotated[str, Query(min_length=3)],
    x_client: Annotated[str, Header(pattern="^[a-z]+$")],
    visits: Annotated[int, Cookie(lt=100)],
) -> dict[str, int | str]:
    return {"item_id": item_id, "fields": fields, "x_client": x_client, "visits": visits}


@app.delete("/items/{item_id}")
def delete_item(item_id: ItemId) -> dict[str, int]:
    return {"deleted": item_id}
