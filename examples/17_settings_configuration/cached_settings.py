# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Cached settings: build the settings at the first request and reuse them with `lru_cache`.

Without the cache, each request reads the environment and files again. A test that
changes the environment has to call `get_settings.cache_clear()`. All requests share one
object, so `frozen=True` keeps an endpoint from changing it.
"""

from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings, SettingsConfigDict

app = FastAPI()


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True)

    page_size: int = 10


@lru_cache
def get_settings() -> Settings:
    return Settings()


@app.get("/items")
def list_items(settings: Annotated[Settings, Depends(get_settings)]) -> list[int]:
    return list(range(settings.page_size))
