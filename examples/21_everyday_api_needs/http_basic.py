# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
#
# [tool.fastapi-by-example]
# environment = ["ADMIN_PASSWORD"]
# ///
"""HTTP Basic: let the browser ask for a user name and a password.

Always compare both, in constant time, so that the response time reveals neither.
Browsers send them with every request and have no way to log out: use Basic over HTTPS,
for internal tools and scripts. FastAPI accepts only ASCII.
"""

import os
from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials

USERNAME = "admin"
PASSWORD = os.environ["ADMIN_PASSWORD"]

app = FastAPI()
basic = HTTPBasic(realm="reports")


def require_admin(credentials: Annotated[HTTPBasicCredentials, Depends(basic)]) -> str:
    same_name = compare_digest(credentials.username.encode(), USERNAME.encode())
    same_password = compare_digest(credentials.password.encode(), PASSWORD.encode())
    if not (same_name and same_password):
        raise HTTPException(
            status_code=401,
            detail="Incorrect user name or password",
            headers={"WWW-Authenticate": 'Basic realm="reports"'},
        )
    return credentials.username


@app.get("/reports")
def list_reports(username: Annotated[str, Depends(require_admin)]) -> dict[str, str]:
    return {"user": username, "latest": "2026-11"}
