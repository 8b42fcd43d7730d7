# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""RedirectResponse: send the client elsewhere, with or without its method and body.

The default is 307, which repeats the request as it was. After a form or another POST
use 303, which continues with a GET. Spaces and non-ASCII letters in the URL are quoted, but `&`, `?` and
`#` are not: put values from outside in with `quote`, and never redirect to a whole URL that a client sent.
"""

from urllib.parse import quote

from fastapi import FastAPI, status
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.post("/old")
def move() -> RedirectResponse:
    return RedirectResponse("/new")


@app.post("/new")
def create(item: dict[str, int]) -> dict[str, int]:
    return item


@app.post("/orders", response_class=RedirectResponse, status_code=status.HTTP_303_SEE_OTHER)
def create_order(item: dict[str, int]) -> str:
    return "/orders/thanks"


@app.get("/orders/thanks")
def thank() -> str:
    return "thanks"


@app.get("/tags/{tag:path}")
def redirect_tag(tag: str) -> RedirectResponse:
    return RedirectResponse(f"/résumé list?tag={quote(tag, safe='')}", status_code=status.HTTP_302_FOUND)
