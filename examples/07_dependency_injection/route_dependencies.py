# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependencies in the decorator: run a dependency whose result the endpoint does not need.

It can read and validate parameters, and stop the request with an exception, like any
other dependency. The list runs in order, before the dependencies of the parameters.
"""

import logging
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request

logger = logging.getLogger("uvicorn.error")  # Uvicorn shows what this logger logs
app = FastAPI()


def log_access(request: Request, x_reason: Annotated[str, Header()] = "") -> None:
    if not x_reason:
        raise HTTPException(403, "State the reason for access in X-Reason")
    logger.info("%s %s: %r", request.method, request.url.path, x_reason)


@app.get("/patients/{patient_id}", dependencies=[Depends(log_access)])
def read_patient(patient_id: int) -> dict[str, int]:
    return {"patient": patient_id}
