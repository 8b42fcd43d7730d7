# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pyjwt"]
#
# [tool.fastapi-by-example]
# environment = ["SECRET_KEY"]
# ///
"""Roles: admit only users with a certain role (RBAC), with a dependency made for each role.

401 means that nobody is logged in, 403 that the user's role is not enough. The token
says only who the user is: the role is looked up at each request, so a change takes
effect at once. Put the dependency on a router, so that none of its routes can be
forgotten.
"""

from collections.abc import Callable
from enum import IntEnum, auto
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from roles_authentication import get_username

app = FastAPI()


class Role(IntEnum):
    READER = auto()
    EDITOR = auto()
    ADMIN = auto()


roles = {"ada": Role.ADMIN, "eve": Role.EDITOR, "bob": Role.READER}


def require(least: Role) -> Callable[[str], None]:
    def check(username: Annotated[str, Depends(get_username)]) -> None:
        if username not in roles or roles[username] < least:
            raise HTTPException(403, "Your role does not allow this")

    return check


admin = APIRouter(prefix="/admin", dependencies=[Depends(require(Role.ADMIN))])


@app.post("/articles", status_code=201, dependencies=[Depends(require(Role.EDITOR))])
def create_article() -> str:
    return "A draft"


@admin.get("/users")
def list_users() -> dict[str, str]:
    return {username: role.name for username, role in roles.items()}


app.include_router(admin)
