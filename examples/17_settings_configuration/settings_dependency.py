# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""Settings as a dependency: inject the settings into endpoints, so that tests can replace them.

A test sets `app.dependency_overrides[get_settings]` and leaves the environment alone.
Depend on a function that builds the settings. With `Depends(Settings)`, every field
becomes a query parameter that any client can set.
"""

from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings

app = FastAPI()


class Settings(BaseSettings):
    shop_name: str = "Cheese shop"
    support_email: str = "support@example.com"


def get_settings() -> Settings:
    return Settings()


@app.get("/about")
def read_about(settings: Annotated[Settings, Depends(get_settings)]) -> dict[str, str]:
    return {"shop": settings.shop_name, "contact": settings.support_email}
