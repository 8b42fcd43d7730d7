from urllib.parse import quote

import pytest
from fastapi.responses import RedirectResponse
from fastapi.testclient import TestClient
from redirect_response import app

client = TestClient(app, follow_redirects=False)
following = TestClient(app)


def test_the_default_is_307_with_an_empty_body() -> None:
    response = client.post("/old", json={"a": 1})
    assert response.status_code == 307
    assert dict(response.headers) == {"content-length": "0", "location": "/new"}
    assert response.content == b""


def test_307_keeps_the_method_and_the_body() -> None:
    response = following.post("/old", json={"a": 1})
    assert [step.status_code for step in response.history] == [307]
    assert response.request.method == "POST"
    assert response.status_code == 200
    assert response.json() == {"a": 1}


def test_303_after_a_post_continues_with_a_get() -> None:
    response = client.post("/orders", json={"a": 1})
    assert response.status_code == 303
    assert dict(response.headers) == {"content-length": "0", "location": "/orders/thanks"}
    response = following.post("/orders", json={"a": 1})
    assert [step.status_code for step in response.history] == [303]
    assert response.request.method == "GET"
    assert response.request.url.path == "/orders/thanks"
    assert response.json() == "thanks"


@pytest.mark.parametrize(
    ("tag", "location"),
    [
        ("blue", "/r%C3%A9sum%C3%A9%20list?tag=blue"),
        ("a b", "/r%C3%A9sum%C3%A9%20list?tag=a%20b"),
        ("ü/&x=1#y", "/r%C3%A9sum%C3%A9%20list?tag=%C3%BC%2F%26x%3D1%23y"),
    ],
)
def test_the_location_is_quoted(tag: str, location: str) -> None:
    response = client.get(f"/tags/{quote(tag, safe='')}")
    assert response.status_code == 302
    assert dict(response.headers) == {"content-length": "0", "location": location}


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("/a b?q=ü", "/a%20b?q=%C3%BC"),
        ("/a%20b", "/a%20b"),
        ("/a&b=c#d?e", "/a&b=c#d?e"),
        ("https://example.com:8000/x?y=[1]", "https://example.com:8000/x?y=[1]"),
        ('/"<>\\^`{|}', "/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("/a\r\nSet-Cookie: b=c", "/a%0D%0ASet-Cookie:%20b=c"),
    ],
)
def test_signs_with_a_meaning_in_a_url_stay_and_others_are_quoted_once(url: str, location: str) -> None:
    assert RedirectResponse(url).headers["location"] == location


def test_the_docs_know_the_code_only_where_it_is_declared() -> None:
    paths = app.openapi()["paths"]
    assert paths["/orders"]["post"]["responses"]["303"] == {"description": "Successful Response"}
    assert "200" not in paths["/orders"]["post"]["responses"]
    assert paths["/old"]["post"]["responses"] == {
        "200": {"description": "Successful Response", "content": {"application/json": {"schema": {}}}}
    }


def test_headers_can_be_given_beside_the_location() -> None:
    response = RedirectResponse("/new", 308, {"Cache-Control": "no-store"})
    assert response.status_code == 308
    assert dict(response.headers) == {"cache-control": "no-store", "content-length": "0", "location": "/new"}
