# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Settings from .env: read settings from a file, and let environment variables win over it.

The path is relative to the directory in which the server is started, and a missing file is
no error. `extra="ignore"` lets the file hold lines for other programs; by default such a
line is an error. Keep `.env` out of version control.
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
