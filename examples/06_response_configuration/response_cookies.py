# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response cookies: set a cookie with all that protects it, read it back, and delete it.

By default scripts can read a cookie, and it is sent over plain HTTP. Deleting takes the
same path and attributes as setting. With `secure`, a test client needs an https base
URL. A value may only hold ASCII; `quote` the rest.
"""

from typing import Annotated, Any, Literal

from fastapi import Cookie, FastAPI, Response
from pydantic import BaseModel

app = FastAPI()

Language = Literal["en", "fr", "de"]
PROTECTED: dict[str, Any] = {
    "path": "/preferences",
    "secure": True,
    "httponly": True,
    "samesite": "strict",
}


class Preferences(BaseModel):
    language: Language = "en"


@app.put("/preferences")
def save_preferences(preferences: Preferences, response: Response) -> Preferences:
    response.set_cookie("language", preferences.language, max_age=86400, **PROTECTED)
    return preferences


@app.get("/preferences")
def read_preferences(language: Annotated[Language, Cookie()] = "en") -> Preferences:
    return Preferences(language=language)


@app.delete("/preferences", status_code=204)
def delete_preferences(response: Response) -> None:
    response.delete_cookie("language", **PROTECTED)
