# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Pattern validation: `Query(pattern=...)` lets only text pass that the regular expression finds.

The pattern is searched, not matched: without `^` and `$` a part of the text is enough. Here `$` is the very end, so a
trailing newline fails, unlike in Python's `re`. `pattern` replaces `regex` since FastAPI 0.100, where
`regex` became deprecated.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/rates/")
def read_rate(currency: Annotated[str, Query(pattern="^[A-Z]{3}$")]) -> dict[str, str]:
    return {"currency": currency}
