# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""BaseSettings: read typed settings from the environment, and refuse to start without them.

Field names are matched to variables without regard to case, text is converted to the field's type, and lists and dicts
are given as JSON. A `SecretStr` shows stars wherever it is printed or returned; `get_secret_value()` gives the text.
A validation error would show the raw text, also of a secret: `hide_input_in_errors` keeps it out of the log.
The settings are built in the lifespan, so a wrong or missing variable stops the server at start and not at the first
request. `default=...` means required; it is written out for type checkers, which do not know about the environment.
`BaseSettings` left Pydantic for the package `pydantic-settings` with Pydantic 2.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    api_key: SecretStr = Field(default=..., min_length=16)
    debug: bool = False
    max_items: int = Field(default=10, gt=0)
    allowed_hosts: list[str] = []
    log_level: str = Field(default="info", validation_alias=AliasChoices("LOG_LEVEL", "APP_LOG_LEVEL"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.settings = Settings()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/settings")
def read_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
