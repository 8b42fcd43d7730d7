from collections.abc import Iterator
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from http_cache_headers import ARTICLES, Article, app

client = TestClient(app)
ETAG = '"' + sha256(b'{"title":"ETags"}').hexdigest() + '"'


@pytest.fixture(autouse=True)
def same_articles_afterwards() -> Iterator[None]:
    before = dict(ARTICLES)
    yield
    ARTICLES.clear()
    ARTICLES.update(before)


def test_first_answer_has_the_etag_and_how_long_it_may_be_kept() -> None:
    response = client.get("/articles/1")
    assert response.status_code == 200
    assert response.json() == {"title": "ETags"}
    assert dict(response.headers) == {
        "cache-control": "public, max-age=60",
        "content-length": "17",
        "content-type": "application/json",
        "etag": ETAG,
    }


@pytest.mark.parametrize("sent", [ETAG, f"W/{ETAG}", f'"other", {ETAG}', f'"other",W/{ETAG}', "*"])
def test_matching_etag_gives_304_without_a_body(sent: str) -> None:
    response = client.get("/articles/1", headers={"If-None-Match": sent})
    assert response.status_code == 304
    assert response.content == b""
    assert dict(response.headers) == {"cache-control": "public, max-age=60", "etag": ETAG}


@pytest.mark.parametrize("sent", ["", '"other"', ETAG.strip('"'), 'W/"other"'])
def test_another_etag_gives_200_with_the_body(sent: str) -> None:
    response = client.get("/articles/1", headers={"If-None-Match": sent})
    assert response.status_code == 200
    assert response.json() == {"title": "ETags"}
    assert response.headers["etag"] == ETAG


def test_changed_article_gives_200_with_a_new_etag() -> None:
    ARTICLES[1] = Article(title="New")
    response = client.get("/articles/1", headers={"If-None-Match": ETAG})
    assert response.status_code == 200
    assert response.json() == {"title": "New"}
    assert response.headers["etag"] == '"' + sha256(b'{"title":"New"}').hexdigest() + '"'


def test_private_data_says_no_store_and_has_no_etag() -> None:
    response = client.get("/me")
    assert response.json() == {"name": "Ada"}
    assert dict(response.headers) == {
        "cache-control": "no-store",
        "content-length": "14",
        "content-type": "application/json",
    }


def test_error_is_not_kept_either() -> None:
    response = client.get("/articles/2", headers={"If-None-Match": "*"})
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_openapi_documents_the_header_and_the_304() -> None:
    operation = app.openapi()["paths"]["/articles/{article_id}"]["get"]
    assert operation["parameters"][1] == {
        "name": "if-none-match",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "default": "", "title": "If-None-Match"},
    }
    assert operation["responses"]["304"] == {"description": "Not Modified"}
    assert operation["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Article"}}
    }
