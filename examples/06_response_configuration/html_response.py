# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTMLResponse: send HTML, as a returned string or as a response object.

`response_class=HTMLResponse` turns a returned string into HTML and documents it as
such. A returned `HTMLResponse` works without it, but is documented as JSON. Neither
escapes anything: use `html.escape` or a template for user input.
"""

from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def read_index() -> str:
    return "<h1>Hello, 世界</h1>"


@app.get("/hello/{name}")
def say_hello(name: str) -> HTMLResponse:
    page = f"<h1>Hello {escape(name)}</h1>"
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})
