# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Cookie parameters: `Cookie()` reads a cookie by the argument's name and converts it.

Underscores are kept, unlike in headers: the cookie has exactly the argument's name.
Users can edit their cookies, so trust them no more than any other input.
"""

from typing import Annotated
from uuid import UUID

from fastapi import Cookie, FastAPI

app = FastAPI()


@app.get("/cart")
def read_cart(
    cart_id: Annotated[UUID, Cookie()],
    last_item: Annotated[str | None, Cookie()] = None,
    visits: Annotated[int, Cookie()] = 0,
) -> dict[str, UUID | str | int | None]:
    return {"cart_id": cart_id, "last_item": last_item, "visits": visits}
