# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Error status codes: pick the code that tells the client what to do next.

400: the request makes no sense, do not repeat it. 401: log in first. 403: you
are known, and may not. 404: there is no such thing. 409: it conflicts with what
is stored, fetch that and try again. What nobody handles is a 500 that hides its
cause. The mistake is a 200 with an error in the body, which caches, monitors and
clients take for success. `X-User` here stands for what a proxy has authenticated.
"""

from typing import Annotated

from fastapi import Body, FastAPI, Header, HTTPException, status

OWNERS = {"plan": "ada"}
VERSIONS = {"plan": 3}

app = FastAPI()


@app.put("/documents/{name}")
def replace_document(
    name: str,
    text: Annotated[str, Body(embed=True)],
    based_on: int,
    x_user: Annotated[str | None, Header()] = None,
) -> dict[str, int]:
    if x_user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Log in", headers={"WWW-Authenticate": "Bearer"})
    if name not in OWNERS:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such document")
    if x_user != OWNERS[name]:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Only its owner may replace a document")
    if not text.strip():
        raise HTTPException(status.HTTP_400_BAD_REQUEST, "The text is blank")
    if based_on != VERSIONS[name]:
        raise HTTPException(status.HTTP_409_CONFLICT, f"The document is at version {VERSIONS[name]}")
    return {"version": based_on + 1}


@app.get("/documents/{name}/version")
def read_version(name: str) -> int:
    return VERSIONS[name]  # a KeyError for an unknown name: the 500
