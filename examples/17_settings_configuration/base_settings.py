# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""BaseSettings: read typed settings from the environment, and refuse to start without them.

Variable names are case-insensitive. A missing or invalid value stops the app at
startup, and the error names the field. A `SecretStr` is masked wherever it is printed,
and `hide_input_in_errors` keeps a rejected one out of the log as well.
"""

import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    api_key: SecretStr = Field(default=..., min_length=16)  # required
    debug: bool = False
    page_size: int = Field(default=10, gt=0)


settings = Settings()
app = FastAPI(debug=settings.debug)


@app.get("/items")
def list_items(key: Annotated[str, Depends(APIKeyHeader(name="X-API-Key"))]) -> list[int]:
    expected = settings.api_key.get_secret_value()
    if not secrets.compare_digest(key.encode(), expected.encode()):
        raise HTTPException(status_code=401)
    return list(range(settings.page_size))
