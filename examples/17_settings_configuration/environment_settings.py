# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# [tool.fastapi-by-example]
# environment = ["APP_SECRET_KEY"]
# ///
"""Settings per environment: let ENV choose the settings class, and let variables override it.

Without ENV the app starts as production, the strictest class, so forgetting it is safe.
An unknown ENV stops the app at startup. Production has no default for the secret key,
and the one for development is too short to be accepted there.
"""

from typing import Literal

from fastapi import FastAPI
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Environment(BaseSettings):
    env: Literal["dev", "test", "prod"] = "prod"


class ProdSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")

    secret_key: SecretStr = Field(default=..., min_length=32)  # required
    database_url: str = "postgresql://db/app"
    debug: bool = False


class DevSettings(ProdSettings):
    secret_key: SecretStr = SecretStr("only-for-development")
    database_url: str = "sqlite:///dev.db"
    debug: bool = True


class TestSettings(DevSettings):
    database_url: str = "sqlite://"


CLASSES = {"dev": DevSettings, "test": TestSettings, "prod": ProdSettings}
settings = CLASSES[Environment().env]()
app = FastAPI(debug=settings.debug)


@app.get("/health")
def read_health() -> dict[str, bool]:
    return {"debug": settings.debug}
