# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path operation decorator: `@app.get(path)` registers a function for a path and method.

The decorator returns the function unchanged, so other code can still call it. If two
routes match a request, the first one wins. Another method on a known path gets a 405,
not a 404.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/tickets")
def list_open_tickets() -> list[str]:
    """List the tickets that nobody has closed."""
    return ["T-1", "T-4"]
