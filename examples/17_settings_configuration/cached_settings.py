# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Cached settings: build the settings once per process with `lru_cache` on the dependency.

Reading the environment and files for each request costs time and lets the values change while the server runs. With
the cache they stay as they were at the first call, so a test that changes the environment calls
`get_settings.cache_clear()`. All requests share the one object: `frozen=True` keeps it from being changed by one of
them. Each worker process builds its own.
"""

from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True)

    greeting: str = Field(default="Hello", validation_alias=AliasChoices("GREETING", "WELCOME"))


@lru_cache
def get_settings() -> Settings:
    return Settings()


app = FastAPI()


@app.get("/")
def greet(settings: Annotated[Settings, Depends(get_settings)], name: str = "World") -> dict[str, str]:
    return {"message": f"{settings.greeting} {name}"}
