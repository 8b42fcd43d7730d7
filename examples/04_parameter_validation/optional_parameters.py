# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Optional parameters: `str | None = None` can be left out, and the function then gets `None`.

It is the default that makes a parameter optional; `str | None` without one is still required. `Optional[str]` is
the older spelling of the same type, from before Python 3.10. `?q=` gives the empty string, not `None`.
"""

from typing import Optional

from fastapi import FastAPI

app = FastAPI()


@app.get("/items/")
def read_items(
    q: str | None = None,
    older: Optional[str] = None,  # noqa: UP045 - the older spelling is what is shown
) -> dict[str, str | None]:
    return {"q": q, "older": older}
