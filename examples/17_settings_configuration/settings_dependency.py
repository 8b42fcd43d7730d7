# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Settings as a dependency: endpoints ask for the settings, and a test hands them others.

`app.dependency_overrides[get_settings]` replaces them for a test without touching the environment. Depend on a
function, never on the class: with `Depends(Settings)` FastAPI reads the fields as query parameters, and every client
sets them as it likes.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    app_name: str = "Items"
    page_size: int = 20
    support_email: str = Field(
        default="support@example.com", validation_alias=AliasChoices("SUPPORT_EMAIL", "ADMIN_EMAIL")
    )


def get_settings() -> Settings:
    return Settings()


SettingsDep = Annotated[Settings, Depends(get_settings)]

app = FastAPI()


@app.get("/about")
def read_about(settings: SettingsDep) -> dict[str, str]:
    return {"app": settings.app_name, "contact": settings.support_email}


@app.get("/items")
def list_items(settings: SettingsDep, limit: int | None = None) -> list[int]:
    return list(range(min(limit or settings.page_size, settings.page_size)))
