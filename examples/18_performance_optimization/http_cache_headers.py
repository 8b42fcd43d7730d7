# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTTP cache headers: let clients and proxies keep an answer, and confirm it with an ETag.

`Cache-Control: max-age` says how long the answer may be used without asking. After that the client sends the ETag in
`If-None-Match`, and gets a 304 without a body where nothing has changed. The 304 repeats both headers. Answers for one
user say `no-store`. An ETag saves the transfer and not the work: to save that too, take it from a version number that
is known before the answer is built.
"""

from hashlib import sha256
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

app = FastAPI()


class Article(BaseModel):
    title: str


ARTICLES = {1: Article(title="ETags")}


def matches(if_none_match: str, etag: str) -> bool:
    sent = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in sent or "*" in sent


@app.get("/articles/{article_id}", response_model=Article, responses={304: {"description": "Not Modified"}})
def read_article(
    article_id: int, response: Response, if_none_match: Annotated[str, Header()] = ""
) -> Article | Response:
    if article_id not in ARTICLES:
        raise HTTPException(404, headers={"Cache-Control": "no-store"})
    article = ARTICLES[article_id]
    etag = f'"{sha256(article.model_dump_json().encode()).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=60"}
    if matches(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return article


@app.get("/me")
def read_current_user(response: Response) -> dict[str, str]:
    response.headers["Cache-Control"] = "no-store"
    return {"name": "Ada"}
