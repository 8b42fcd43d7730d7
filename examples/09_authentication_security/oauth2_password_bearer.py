# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""OAuth2PasswordBearer: take the bearer token out of the Authorization header.

The class answers 401 where there is no bearer token, and tells OpenAPI where a
login form gets one. It does not look at the token: verify it before you believe
it (see `jwt_verify` and `current_user`). With `auto_error=False` the token is
None instead of a 401, for routes that also serve strangers. A bare `Bearer`
without a token passes as an empty string.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
optional_oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)


@app.get("/token-echo")
async def echo_token(token: Annotated[str, Depends(oauth2_scheme)]) -> dict[str, str]:
    return {"unverified_token": token}


@app.get("/optional-token-echo")
async def echo_optional_token(token: Annotated[str | None, Depends(optional_oauth2_scheme)]) -> dict[str, str | None]:
    return {"unverified_token": token}
