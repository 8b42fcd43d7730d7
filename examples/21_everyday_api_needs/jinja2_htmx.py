# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "starlette>=0.29"]
# ///
"""Jinja2 templates with HTMX: one URL returns a page to a browser, and a part of it to HTMX.

HTMX sends `HX-Request: true` and puts the response into the page. `Vary` keeps caches
from mixing up the two. In templates named `.html`, Jinja2 escapes what it inserts. The
form also works without JavaScript, because the redirect shows the page again.
"""

from collections import deque
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, Header, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates(Path(__file__).with_name("jinja2_htmx_templates"))

notes: deque[str] = deque(maxlen=100)


@app.get("/notes", response_class=HTMLResponse)
async def show_notes(
    request: Request,
    word: Annotated[str, Query(max_length=100)] = "",
    hx_request: Annotated[bool, Header()] = False,
) -> Response:
    found = [note for note in notes if word.casefold() in note.casefold()]
    name = "notes.html" if hx_request else "index.html"
    return templates.TemplateResponse(request, name, {"notes": found}, headers={"Vary": "HX-Request"})


@app.post("/notes", response_class=HTMLResponse)
async def add_note(
    request: Request,
    text: Annotated[str, Form(min_length=1, max_length=100)],
    hx_request: Annotated[bool, Header()] = False,
) -> Response:
    notes.append(text)
    if hx_request:
        return templates.TemplateResponse(request, "notes.html", {"notes": list(notes)})
    return RedirectResponse("/notes", status_code=303)
