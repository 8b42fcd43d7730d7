# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependencies in the decorator: run a dependency for its effect when its result is not needed.

It can read and validate parameters, set headers on the response, and stop the
request with an exception, like one in the signature. Its return value is
dropped. They run in the order of the list, before the dependencies of the
parameters. The mistake is a parameter that is declared only to make a
dependency run, which linters and readers take for unused.
"""

import logging
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response

logger = logging.getLogger(__name__)
app = FastAPI()


def log_access(request: Request, response: Response, x_reason: Annotated[str | None, Header()] = None) -> str:
    if x_reason is None:
        raise HTTPException(403, "Give the reason for the access in X-Reason")
    logger.info("%s %s: %s", request.method, request.url.path, x_reason)
    response.headers["X-Access"] = "logged"
    return x_reason


@app.get("/patients/{patient_id}", dependencies=[Depends(log_access)])
def read_patient(patient_id: int) -> dict[str, int]:
    return {"patient": patient_id}


@app.get("/patients")
def count_patients() -> dict[str, int]:
    return {"count": 2}
