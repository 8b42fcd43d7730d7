# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response cookies: set one with all the attributes that protect it, read it back, and delete it.

By default a cookie lasts until the browser is closed, scripts can read it and it is sent over plain HTTP. A value
beyond Latin-1 is an error: quote it first. `delete_cookie` must repeat the path and the domain, and `secure=True` for
a cookie whose name starts with `__Host-` or `__Secure-`, or the browser keeps the cookie. A cookie with `secure` comes
back only over HTTPS, so a test client needs an https base URL.
"""

from typing import Annotated

from fastapi import Cookie, FastAPI, Response

app = FastAPI()


@app.put("/seen/{item}")
def remember(item: str, response: Response) -> dict[str, str]:
    response.set_cookie("last_seen", item, max_age=3600, path="/seen", secure=True, httponly=True, samesite="strict")
    return {"seen": item}


@app.get("/seen")
def read(last_seen: Annotated[str | None, Cookie()] = None) -> dict[str, str | None]:
    return {"seen": last_seen}


@app.delete("/seen", status_code=204)
def forget(response: Response) -> None:
    response.delete_cookie("last_seen", path="/seen", secure=True, httponly=True, samesite="strict")
