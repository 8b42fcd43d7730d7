import pytest
from fastapi.testclient import TestClient
from http_cache_headers import ARTICLES, Article, app

client = TestClient(app)


def etag_of_the_article() -> str:
    etag: str = client.get("/articles/1").headers["etag"]
    return etag


def test_answer_has_an_etag_and_says_how_long_it_may_be_kept() -> None:
    response = client.get("/articles/1")
    assert response.status_code == 200
    assert response.json() == {"title": "ETags"}
    assert response.headers["cache-control"] == "public, max-age=60"
    assert response.headers["etag"].startswith('"')
    assert response.headers["etag"].endswith('"')


@pytest.mark.parametrize("sent", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
def test_matching_etag_gives_304_without_a_body(sent: str) -> None:
    etag = etag_of_the_article()
    response = client.get("/articles/1", headers={"If-None-Match": sent.format(etag)})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == etag
    assert response.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("sent", ["", '"other"', 'W/"other"', "ETags"])
def test_another_etag_gives_200_with_the_body(sent: str) -> None:
    response = client.get("/articles/1", headers={"If-None-Match": sent})
    assert response.status_code == 200
    assert response.json() == {"title": "ETags"}


def test_changed_article_has_another_etag(monkeypatch: pytest.MonkeyPatch) -> None:
    etag = etag_of_the_article()
    monkeypatch.setitem(ARTICLES, 1, Article(title="New"))
    response = client.get("/articles/1", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response.json() == {"title": "New"}
    assert response.headers["etag"] != etag


def test_missing_article_is_not_cached_either() -> None:
    response = client.get("/articles/2", headers={"If-None-Match": "*"})
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
