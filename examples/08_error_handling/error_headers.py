# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""Error headers: send a header with an error, such as how to authenticate.

A 401 must carry `WWW-Authenticate`, and a 429 or 503 should carry `Retry-After`. Pass
them to the exception: headers and cookies set on a `Response` parameter are lost when
an exception is raised.
"""

import os
import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer(auto_error=False)

API_KEY = os.environ["API_KEY"].encode()


@app.get("/me")
def read_me(token: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> dict[str, str]:
    if not token or not secrets.compare_digest(token.credentials.encode(), API_KEY):
        raise HTTPException(401, "Missing or wrong token", headers={"WWW-Authenticate": "Bearer"})
    return {"user": "ada"}
