# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""model_config: settings for a whole model, here trimmed strings and no unknown fields.

By default unknown fields are ignored, which hides a client's spelling mistakes.
Subclasses inherit the settings; models used as fields do not. `ConfigDict` replaces
Pydantic 1's inner `class Config`.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Contact(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    name: Annotated[str, Field(min_length=2, max_length=50)]
    phone: str | None = None


@app.post("/contacts", status_code=201)
def create_contact(contact: Contact) -> Contact:
    return contact
