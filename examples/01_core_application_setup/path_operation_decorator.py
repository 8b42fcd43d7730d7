# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path operation decorator: `@app.get(path)` says which requests a function answers.

The decorator registers the function and hands it back unchanged, so it can still be called, for instance in a test.
The first matching route wins; where only the method differs, the answer is 405 and not 404. A path declared for GET
alone does not answer HEAD, and `Allow` names only the methods of the first route of that path.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/tickets/open")
def list_open_tickets() -> list[str]:
    """Name the tickets that nobody has closed."""
    return ["T-1", "T-4"]
