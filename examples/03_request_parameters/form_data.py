# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.113"]
# ///
"""Form data: `Form()` reads the fields of an HTML form, one by one or as a Pydantic model.

An endpoint takes a form or JSON, not both. Forms need python-multipart, which
`fastapi[standard]` installs.
"""

from typing import Annotated

from fastapi import FastAPI, Form
from pydantic import BaseModel

app = FastAPI()

ITEMS = ["Running shoes", "Rain boots", "Sandals"]


class Review(BaseModel):
    text: str
    stars: int = 3
    recommend: bool = False


@app.post("/search")
def search(
    text: Annotated[str, Form()],
    limit: Annotated[int, Form(ge=1)] = 10,
) -> list[str]:
    return [item for item in ITEMS if text.lower() in item.lower()][:limit]


@app.post("/reviews", status_code=201)
def create_review(review: Annotated[Review, Form()]) -> Review:
    return review
