# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Error status codes: pick the code that tells the client what to do next.

400 means change the request, 401 log in, 403 ask for permission, 409 fetch the current
state and retry. 404 also hides what the user may not see. An unhandled exception is a
500 that hides its cause. Never send an error with status 200.
"""

from typing import Annotated

from fastapi import Body, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

app = FastAPI()
bearer = HTTPBearer(auto_error=False)


class Document(BaseModel):
    owner: str
    readers: set[str]
    text: str
    version: int


SESSIONS: dict[str, str] = {}  # token to user, filled by the login
DOCUMENTS = {"plan": Document(owner="ada", readers={"bob"}, text="Draft", version=3)}


@app.put("/documents/{name}")
async def replace_document(
    name: str,
    text: Annotated[str, Body()],
    based_on: Annotated[int, Body()],
    token: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Document:
    if token is None or token.credentials not in SESSIONS:
        raise HTTPException(401, "Log in first", {"WWW-Authenticate": "Bearer"})
    user = SESSIONS[token.credentials]
    document = DOCUMENTS.get(name)  # if this raises, it is a 500
    if document is None or user not in {document.owner, *document.readers}:
        raise HTTPException(404, "There is no such document")
    if user != document.owner:
        raise HTTPException(403, "Only the owner may change the document")
    if based_on > document.version:
        raise HTTPException(400, "There is no such version to base a change on")
    if based_on < document.version:
        raise HTTPException(409, f"The document is at version {document.version}")
    document.text, document.version = text, document.version + 1
    return document
