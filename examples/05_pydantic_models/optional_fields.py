# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Optional fields: a field may be left out, or be null, or both.

A default makes a field optional, `| None` allows null. `model_fields_set` has the names
of the fields that were sent, so null and left out can be told apart.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Article(BaseModel):
    text: str
    author: str | None  # must be sent, may be null
    summary: str | None = None  # may be left out
    words: int = 0  # may be left out, but not be null


@app.post("/articles", status_code=201)
def create_article(article: Article) -> Article:
    if "summary" not in article.model_fields_set:
        article.summary = article.text[:80]
    return article
