# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Optional fields: a field can be left out, be null, or both.

A default makes a field optional; `| None` allows null. `model_fields_set` holds the
names of the fields that were sent, so you can tell null from omitted.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Article(BaseModel):
    text: str
    author: str | None  # must be sent, can be null
    summary: str | None = None  # can be left out, can be null
    words: int = 0  # can be left out, cannot be null


@app.post("/articles", status_code=201)
def create_article(article: Article) -> Article:
    if "summary" not in article.model_fields_set:
        article.summary = article.text[:80]
    return article
