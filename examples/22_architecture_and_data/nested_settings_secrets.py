# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings>=2.12"]
# [tool.fastapi-by-example]
# environment = ["SHOP_DATABASE__PASSWORD"]
# ///
"""Settings with nested models and secrets: group variables in models, and read passwords from files.

`SHOP_DATABASE__PORT` sets `settings.database.port`. Docker and Kubernetes mount secrets
as files, such as `/run/secrets/shop_database__password`; a variable overrides a file.
`SecretStr` is masked in logs, and `hide_input_in_errors` keeps a rejected one out of
errors.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, NestedSecretsSettingsSource, SettingsConfigDict


class Database(BaseModel):
    host: str = "localhost"
    port: int = Field(default=5432, gt=0, lt=65536)
    password: SecretStr = Field(min_length=16)


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="SHOP_", env_nested_delimiter="__", frozen=True, hide_input_in_errors=True
    )

    currency: str = "EUR"
    database: Database

    @classmethod
    def settings_customise_sources(cls, settings_cls: Any, **sources: Any) -> tuple[Any, ...]:  # type: ignore[override]
        files = NestedSecretsSettingsSource(
            sources["file_secret_settings"],
            secrets_dir=os.environ.get("SECRETS_DIR", "/run/secrets"),
            secrets_dir_missing="ok",
        )
        return sources["init_settings"], sources["env_settings"], files


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Settings]]:
    yield {"settings": Settings()}  # type: ignore[call-arg]


app = FastAPI(lifespan=lifespan)


@app.get("/currency")
def read_currency(request: Request) -> dict[str, str]:
    return {"currency": request.state.settings.currency}
