# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Versioning by URL: mount one FastAPI app per version, each with its own models, handlers and docs.

The docs are at `/v1/docs` and `/v2/docs`; the outer app's OpenAPI document does not contain them. Mounted apps share
nothing but the outer app's middleware: they have their own exception handlers, and their lifespan does not run.
`request.url_for` looks names up in the outer app: name the mounts, or a link in version 2 can lead to version 1.
Inside, `request.scope["path"]` is the full path with the prefix (since Starlette 0.33) and `root_path` the prefix.
Where the versions should be in one document, use a router per version with `prefix="/v1"` instead.
"""

from fastapi import FastAPI, Request
from pydantic import BaseModel

v1 = FastAPI(title="Users", version="1.4")
v2 = FastAPI(title="Users", version="2.0")

app = FastAPI(openapi_url=None)
app.mount("/v1", v1, name="v1")
app.mount("/v2", v2, name="v2")


class UserV1(BaseModel):
    name: str
    url: str


class UserV2(BaseModel):
    first_name: str
    last_name: str
    url: str


@v1.get("/users/{user_id}", name="user")
def read_user_v1(user_id: int, request: Request) -> UserV1:
    return UserV1(name="Ada Lovelace", url=str(request.url_for("v1:user", user_id=user_id)))


@v2.get("/users/{user_id}", name="user")
def read_user_v2(user_id: int, request: Request) -> UserV2:
    return UserV2(first_name="Ada", last_name="Lovelace", url=str(request.url_for("v2:user", user_id=user_id)))
