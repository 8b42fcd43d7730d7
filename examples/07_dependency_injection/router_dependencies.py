# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Router dependencies: run a check before every route of one router.

The rest of the application is not affected. The dependencies of the
application come first, then those given to `include_router`, those of the
router, those of the decorator, and last those of the parameters; the first
exception ends the request. The mistake is to repeat the same `Depends` in each
decorator, where the next route can forget it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException


def check_opt_in(x_beta: Annotated[bool, Header()] = False) -> None:
    if not x_beta:
        raise HTTPException(403, "Send X-Beta: true to use the beta")


app = FastAPI()
beta = APIRouter(prefix="/beta", dependencies=[Depends(check_opt_in)])


@beta.get("/search")
def search(q: str) -> dict[str, str]:
    return {"found": q}


@beta.post("/votes", status_code=201)
def vote() -> dict[str, str]:
    return {"vote": "counted"}


@app.get("/status")
def read_status() -> dict[str, str]:
    return {"status": "up"}


app.include_router(beta)
