# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response cookies: set a protected cookie, read it back, and delete it.

By default, scripts can read a cookie, and browsers send it over plain HTTP. Delete it
with the same path and attributes. A value can only contain ASCII; `quote` anything
else.
"""

from typing import Annotated, Any, Literal

from fastapi import Body, Cookie, FastAPI, Response

app = FastAPI()

Language = Literal["en", "fr", "de"]
PROTECTED: dict[str, Any] = {"path": "/language", "secure": True, "httponly": True, "samesite": "strict"}


@app.put("/language", status_code=204)
def choose_language(language: Annotated[Language, Body()], response: Response) -> None:
    response.set_cookie("language", language, max_age=86400, **PROTECTED)


@app.get("/language")
def read_language(language: Annotated[Language, Cookie()] = "en") -> Language:
    return language


@app.delete("/language", status_code=204)
def forget_language(response: Response) -> None:
    response.delete_cookie("language", **PROTECTED)
