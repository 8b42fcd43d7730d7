import re
from datetime import UTC, datetime
from urllib.parse import quote, unquote

import pytest
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from response_cookies import app


@pytest.fixture
def client() -> TestClient:
    """A client without cookies yet, that speaks HTTPS."""
    return TestClient(app, base_url="https://testserver")


def test_every_attribute_is_in_set_cookie(client: TestClient) -> None:
    response = client.put("/seen/pen")
    assert response.status_code == 200
    assert response.json() == {"seen": "pen"}
    assert response.headers.get_list("set-cookie") == [
        "last_seen=pen; HttpOnly; Max-Age=3600; Path=/seen; SameSite=strict; Secure"
    ]


def test_the_client_sends_it_back_on_the_next_request(client: TestClient) -> None:
    assert client.get("/seen").json() == {"seen": None}
    client.put("/seen/pen")
    response = client.get("/seen")
    assert response.json() == {"seen": "pen"}
    assert response.request.headers["cookie"] == "last_seen=pen"


@pytest.mark.parametrize(
    ("item", "written"), [("blue pen", '"blue pen"'), ("a;b", r'"a\073b"'), ('"x"', r'"\"x\""'), ("ü", r'"\374"')]
)
def test_a_value_with_other_signs_is_quoted_and_comes_back_whole(client: TestClient, item: str, written: str) -> None:
    response = client.put(f"/seen/{item}")
    assert response.headers["set-cookie"].partition("; HttpOnly")[0] == f"last_seen={written}"
    assert client.get("/seen").json() == {"seen": item}


def test_a_value_beyond_latin_1_is_an_error(client: TestClient) -> None:
    with pytest.raises(UnicodeEncodeError, match=r"^'latin-1' codec can't encode characters"):
        client.put("/seen/世界")


def test_a_value_beyond_latin_1_can_be_quoted_first(client: TestClient) -> None:
    response = Response()
    response.set_cookie("last_seen", quote("世界"))
    written = response.headers["set-cookie"].partition(";")[0]
    assert written == "last_seen=%E4%B8%96%E7%95%8C"
    assert unquote(client.get("/seen", headers={"Cookie": written}).json()["seen"]) == "世界"


def test_deletion_expires_it_at_once_with_the_same_attributes(client: TestClient) -> None:
    client.put("/seen/pen")
    response = client.delete("/seen")
    assert response.status_code == 204
    found = re.fullmatch(
        r'last_seen=""; expires=(.+ GMT); HttpOnly; Max-Age=0; Path=/seen; SameSite=strict; Secure',
        response.headers["set-cookie"],
    )
    assert found
    expires = datetime.strptime(found[1], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    assert expires <= datetime.now(UTC)


def test_after_the_deletion_it_is_not_sent_any_more(client: TestClient) -> None:
    client.put("/seen/pen")
    client.delete("/seen")
    response = client.get("/seen")
    assert response.json() == {"seen": None}
    assert "cookie" not in response.request.headers


def test_a_secure_cookie_is_not_sent_over_plain_http() -> None:
    plain = TestClient(app)
    assert "set-cookie" in plain.put("/seen/pen").headers
    assert plain.get("/seen").json() == {"seen": None}


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        ({}, "a=b; Path=/; SameSite=lax"),
        ({"samesite": None}, "a=b; Path=/"),
        ({"path": None, "samesite": None}, "a=b"),
        ({"domain": "example.com"}, "a=b; Domain=example.com; Path=/; SameSite=lax"),
        (
            {"expires": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)},
            "a=b; expires=Fri, 02 Jan 2026 03:04:05 GMT; Path=/; SameSite=lax",
        ),
    ],
)
def test_the_defaults_protect_little(arguments: dict[str, object], written: str) -> None:
    response = Response()
    response.set_cookie("a", "b", **arguments)  # type: ignore[arg-type]
    assert response.headers["set-cookie"] == written


def test_an_unknown_samesite_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"^samesite must be either 'strict', 'lax' or 'none'$"):
        Response().set_cookie("a", "b", samesite="any")  # type: ignore[arg-type]


def test_a_returned_response_carries_its_own_cookies_only() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read(response: Response) -> JSONResponse:
        response.set_cookie("lost", "1")
        returned = JSONResponse({})
        returned.set_cookie("first", "1")
        returned.set_cookie("second", "2")
        return returned

    assert TestClient(other_app).get("/").headers.get_list("set-cookie") == [
        "first=1; Path=/; SameSite=lax",
        "second=2; Path=/; SameSite=lax",
    ]


def test_the_cookie_that_is_read_is_in_the_docs_and_the_one_that_is_set_is_not() -> None:
    paths = app.openapi()["paths"]
    assert paths["/seen"]["get"]["parameters"] == [
        {
            "name": "last_seen",
            "in": "cookie",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Last Seen"},
        }
    ]
    assert list(paths["/seen/{item}"]["put"]["responses"]["200"]) == ["description", "content"]
