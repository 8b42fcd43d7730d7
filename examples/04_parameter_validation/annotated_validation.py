# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Validation with Annotated: rules for every part of a request, and an alias that carries its rule along.

An `Annotated` type under a name of its own is a rule that is written once and used by many endpoints. All
the errors of a request come in one answer: path, query, header, cookie, in this order.
"""

from typing import Annotated

from fastapi import Cookie, FastAPI, Header, Path, Query

app = FastAPI()

ItemId = Annotated[int, Path(ge=1)]


@app.get("/items/{item_id}")
def read_item(
    item_id: ItemId,
    q: Annotated[str, Query(min_length=3)],
    x_token: Annotated[str, Header(pattern="^[a-z]+$")],
    visits: Annotated[int, Cookie(lt=100)],
) -> dict[str, int | str]:
    return {"item_id": item_id, "q": q, "x_token": x_token, "visits": visits}


@app.delete("/items/{item_id}")
def delete_item(item_id: ItemId) -> dict[str, int]:
    return {"deleted": item_id}
