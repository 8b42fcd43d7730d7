# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Pattern validation: `Query(pattern=...)` accepts only text that matches.

The pattern may match anywhere in the text, so anchor it with `^` and `$`. Here, unlike in
Python's `re`, `$` does not accept a trailing newline.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/rates")
def read_rate(
    currency: Annotated[str, Query(pattern="^[A-Z]{3}$")],
) -> dict[str, str]:
    return {"currency": currency}
