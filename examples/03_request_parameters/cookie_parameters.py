# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Cookie parameters: `Cookie()` reads a cookie of the request by the argument's name, typed like any parameter.

Without `Cookie()` the argument would be a query parameter. Underscores are kept: unlike headers, the cookie
has to be called exactly as the argument. What arrives was stored by the client, so treat it as user input.
"""

from typing import Annotated

from fastapi import Cookie, FastAPI

app = FastAPI()


@app.get("/items/")
def read_items(
    session_id: Annotated[str, Cookie()],
    ads_id: Annotated[str | None, Cookie()] = None,
    visits: Annotated[int, Cookie()] = 0,
) -> dict[str, str | int | None]:
    return {"session_id": session_id, "ads_id": ads_id, "visits": visits}
