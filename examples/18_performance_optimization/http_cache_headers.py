# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""HTTP cache headers: let clients cache a response, and revalidate it with an ETag.

With `max-age=60`, a client reuses the response for a minute without asking. After that,
it sends the ETag in `If-None-Match` and gets a 304 without a body if nothing has
changed. For data meant for one user, send `no-store` instead.
"""

from hashlib import sha256
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

app = FastAPI()


class Article(BaseModel):
    title: str


ARTICLES = {1: Article(title="ETags")}


@app.get("/articles/{article_id}", response_model=Article)
def read_article(
    article_id: int, response: Response, if_none_match: Annotated[str, Header()] = ""
) -> Article | Response:
    if article_id not in ARTICLES:
        raise HTTPException(status_code=404, headers={"Cache-Control": "no-store"})
    article = ARTICLES[article_id]
    etag = f'"{sha256(article.model_dump_json().encode()).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=60"}
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return article
