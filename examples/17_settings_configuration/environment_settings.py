# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Settings per environment: one settings class for each value of ENV.

The classes hold what differs between the environments; variables still win over them. Where ENV is missing the
strictest class is taken, so that nobody runs production with the values of development by forgetting one variable.
An unknown ENV, and a production without a secret key of its own, stop the server at start; `env_ignore_empty` makes an
empty variable a missing one. The endpoint does not return the settings as a whole: a database URL can hold a password.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_KEY = SecretStr("only-for-development")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_", env_ignore_empty=True)

    debug: bool = False
    database_url: str = "sqlite:///dev.db"
    secret_key: SecretStr = DEFAULT_KEY


class DevSettings(Settings):
    debug: bool = True


class CheckSettings(Settings):
    database_url: str = "sqlite://"


class ProdSettings(Settings):
    database_url: str = "postgresql://db/app"

    @field_validator("secret_key")
    @classmethod
    def refuse_default_key(cls, value: SecretStr) -> SecretStr:
        if value == DEFAULT_KEY:
            raise ValueError("APP_SECRET_KEY must be set in production")
        return value


ENVIRONMENTS: dict[str, type[Settings]] = {"dev": DevSettings, "test": CheckSettings, "prod": ProdSettings}


def load_settings() -> Settings:
    env = os.environ.get("ENV", "prod")
    if env not in ENVIRONMENTS:
        raise ValueError(f"ENV must be one of {', '.join(ENVIRONMENTS)}, not {env!r}")
    return ENVIRONMENTS[env]()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.settings = load_settings()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/settings")
def read_settings(request: Request) -> dict[str, bool]:
    return {"debug": request.app.state.settings.debug}
