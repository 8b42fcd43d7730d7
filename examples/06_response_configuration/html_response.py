# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTMLResponse: send HTML, as a string or as a response of its own.

`response_class=HTMLResponse` turns a returned string into HTML and documents it as such.
A returned HTMLResponse works without it, but is documented as JSON. Neither escapes
anything: use `html.escape` for what comes from outside, or a template.
"""

from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def read_index() -> str:
    return "<h1>Grüße, 世界</h1>"


@app.get("/hello/{name}")
def say_hello(name: str) -> HTMLResponse:
    page = f"<h1>Hello {escape(name)}</h1>"
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})
