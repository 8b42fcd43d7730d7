# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Settings from .env: read settings from a file, and let environment variables override it.

The path is relative to the directory that you start the server in, and a missing file
is not an error. `extra="ignore"` allows lines for other programs, which are an error by
default. Keep `.env` out of version control.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings, SettingsConfigDict

app = FastAPI()


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_prefix="SHOP_", extra="ignore")

    title: str = "Shop"
    page_size: int = 20


def get_settings() -> Settings:
    return Settings()


@app.get("/about")
def read_about(settings: Annotated[Settings, Depends(get_settings)]) -> dict[str, str | int]:
    return {"title": settings.title, "page_size": settings.page_size}
