# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "itsdangerous", "pydantic-settings"]
# ///
"""Signed cookie sessions: keep a little state of a visitor in a cookie that only the server can change.

Starlette needs itsdangerous for it, which fastapi[standard] does not bring. The
cookie is signed, not encrypted: its holder can read it, and an old copy of it is
valid until its age ends, so keep no secret and no right in it. Since Starlette
1.0 it is sent only when a key of the session was set or deleted: a change inside of a
nested list is lost, so assign the list anew. SESSION_SECRET comes from the
environment; a random one ends with the process and no second worker knows it.
"""

from secrets import token_urlsafe

from fastapi import FastAPI, Request, status
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings
from starlette.middleware.sessions import SessionMiddleware


class Settings(BaseSettings):
    session_secret: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=Settings().session_secret.get_secret_value(), https_only=True)


@app.get("/cart")
async def read_cart(request: Request) -> list[str]:
    cart: list[str] = request.session.get("cart", [])
    return cart


@app.post("/cart/{item}")
async def add_to_cart(item: str, request: Request) -> list[str]:
    cart: list[str] = [*request.session.get("cart", []), item]
    request.session["cart"] = cart
    return cart


@app.delete("/cart", status_code=status.HTTP_204_NO_CONTENT)
async def empty_cart(request: Request) -> None:
    request.session.clear()
