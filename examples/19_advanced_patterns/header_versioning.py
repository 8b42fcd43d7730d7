# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Versioning by header: let a request header choose the version of the response.

A client that sends no `API-Version` gets the oldest version, so clients from before the
header keep working. An unsupported version is a 406 that lists the supported ones.
`Vary` names the header, or a cache would serve one client's version to another.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

app = FastAPI()
SUPPORTED = ["1", "2"]


def get_version(response: Response, api_version: Annotated[str, Header()] = "1") -> str:
    if api_version not in SUPPORTED:
        raise HTTPException(406, {"supported_versions": SUPPORTED}, headers={"Vary": "API-Version"})
    response.headers["Vary"] = "API-Version"
    return api_version


class UserV1(BaseModel):
    name: str


class UserV2(BaseModel):
    first_name: str
    last_name: str


@app.get("/users/me")
def read_me(version: Annotated[str, Depends(get_version)]) -> UserV1 | UserV2:
    if version == "1":
        return UserV1(name="Ada Lovelace")
    return UserV2(first_name="Ada", last_name="Lovelace")
