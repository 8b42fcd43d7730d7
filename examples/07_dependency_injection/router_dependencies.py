# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Router dependencies: run a check before every route of one router.

The rest of the application is not affected. Dependencies run from the outside in:
application, `include_router`, router, decorator, parameters. The first exception ends
the request.
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


@app.get("/status")
def read_status() -> dict[str, str]:
    return {"status": "up"}


app.include_router(beta)
