# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTMLResponse: send HTML, either by returning a string or by returning the response itself.

`response_class=HTMLResponse` turns a returned string into HTML and says so in the documentation. A
returned HTMLResponse works without it, but is documented as JSON. Neither
escapes anything: what comes from outside goes through `html.escape`, or use a template.
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
    return HTMLResponse(f"<h1>Hello {escape(name)}</h1>", headers={"Cache-Control": "no-store"})
