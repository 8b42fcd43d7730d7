# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings", "pyjwt"]
# ///
"""Security scopes: ask of each route the permissions that its token must hold.

`Security` is `Depends` with scopes. They add up along the chain: the dependency
that reads `SecurityScopes` gets those of every `Security` above it, outermost
first, and OpenAPI lists them per operation. A token without them is refused
with 403 and a challenge that names them (RFC 6750); a bad token is 401. The
scopes that count are those in the signed token, which the login granted.
JWT_SECRET comes from the environment, or is random.
"""

from secrets import token_urlsafe
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, Security, status
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    jwt_secret: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


settings = Settings()
app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "Read your profile", "items": "Read your items"})


async def get_current_user(required: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]) -> str:
    try:
        secret = settings.jwt_secret.get_secret_value()
        claims = jwt.decode(token, secret, algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.InvalidTokenError:
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Could not validate credentials",
            headers={"WWW-Authenticate": "Bearer"},
        ) from None
    if not set(required.scopes) <= set(claims.get("scope", "").split()):
        raise HTTPException(
            status_code=status.HTTP_403_FORBIDDEN,
            detail="Not enough permissions",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{required.scope_str}"'},
        )
    return str(claims["sub"])


async def get_profile(user: Annotated[str, Security(get_current_user, scopes=["me"])]) -> dict[str, str]:
    return {"username": user}


@app.get("/status")
async def read_status(user: Annotated[str, Depends(get_current_user)]) -> dict[str, str]:
    return {"logged_in": user}


@app.get("/users/me")
async def read_me(profile: Annotated[dict[str, str], Depends(get_profile)]) -> dict[str, str]:
    return profile


@app.get("/users/me/items")
async def read_my_items(profile: Annotated[dict[str, str], Security(get_profile, scopes=["items"])]) -> dict[str, str]:
    return {"item": "Lamp", "owner": profile["username"]}
