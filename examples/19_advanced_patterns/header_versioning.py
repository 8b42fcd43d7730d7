# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Versioning by header: one URL, and a dependency that reads which version of the answer the client wants.

A client that sends no `API-Version` gets the oldest one, so that clients from before the header go on working. An
unsupported version is a 406 that lists the supported ones. Each answer, the 406 too, names the header in `Vary`:
without it a cache would give one client's version to another. An HTTPException of the endpoint does not, unless it is
given the header itself, and a 422 does not.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

SUPPORTED = ("1", "2")


def get_version(response: Response, api_version: Annotated[str, Header()] = "1") -> str:
    if api_version not in SUPPORTED:
        raise HTTPException(
            406,
            detail={"message": "Unsupported API-Version", "supported": SUPPORTED},
            headers={"Vary": "API-Version"},
        )
    response.headers.append("Vary", "API-Version")
    response.headers["API-Version"] = api_version
    return api_version


class UserV1(BaseModel):
    name: str


class UserV2(BaseModel):
    first_name: str
    last_name: str


app = FastAPI()


@app.get("/users/me")
def read_current_user(version: Annotated[str, Depends(get_version)]) -> UserV1 | UserV2:
    if version == "1":
        return UserV1(name="Ada Lovelace")
    return UserV2(first_name="Ada", last_name="Lovelace")
