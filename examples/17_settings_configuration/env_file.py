# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Settings from .env: read settings from a file in the working directory, and let the environment win.

The order is keyword arguments, environment, file, default. A missing file is not an error, so that production can do
without one. The path is relative to where the server is started, not to this script. `env_prefix` belongs to the
variables of this application only; for the file, `extra` decides what happens to the other keys, and its default is
"forbid": one line for another program is then an error when the settings are built. Keep `.env` out of version
control.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_prefix="ITEMS_",
        extra="ignore",
    )

    title: str = "Items"
    page_size: int = 20


def get_settings() -> Settings:
    return Settings()


app = FastAPI()


@app.get("/settings")
def read_settings(settings: Annotated[Settings, Depends(get_settings)]) -> Settings:
    return settings
