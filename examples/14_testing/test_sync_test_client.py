import socket
from collections.abc import Callable
from typing import Any

import pytest
import sync_test_client
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.testclient import TestClient
from sync_test_client import app

test_json_body = sync_test_client.test_json_body
test_form_then_cookie_and_header = sync_test_client.test_form_then_cookie_and_header
test_redirect = sync_test_client.test_redirect
test_error_of_the_app = sync_test_client.test_error_of_the_app

wire = FastAPI()


@wire.api_route("/wire/", methods=["DELETE", "GET", "POST"])
async def tell_what_arrived(request: Request) -> dict[str, Any]:
    return {
        "url": str(request.url),
        "client": request.client,
        "headers": request.headers.items(),
        "body": (await request.body()).decode(),
    }


def headers_sent(answer: dict[str, Any], *names: str) -> dict[str, str | None]:
    headers = dict(answer["headers"])
    return {name: headers.get(name) for name in names}


@pytest.mark.parametrize(
    ("shown_test", "path", "answer"),
    [
        (test_json_body, "/items/", JSONResponse({"tea": 2.5}, 200)),
        (test_json_body, "/items/", JSONResponse({}, 201)),
        (test_form_then_cookie_and_header, "/login/", JSONResponse({"welcome": "you"})),
        (test_form_then_cookie_and_header, "/login/", JSONResponse({"welcome": "ann"})),
        (test_form_then_cookie_and_header, "/me/", JSONResponse({"visitor": "ann", "language": None})),
        (test_redirect, "/profile/", RedirectResponse("/you/")),
        (test_error_of_the_app, "/broken/", JSONResponse(None)),
    ],
)
def test_the_shown_tests_notice_a_wrong_answer(
    monkeypatch: pytest.MonkeyPatch, shown_test: Callable[[], None], path: str, answer: Response
) -> None:
    broken = FastAPI()
    broken.add_api_route(path, lambda: answer, methods=["GET", "POST"], response_model=None)
    broken.mount("/", app)
    monkeypatch.setattr(sync_test_client, "app", broken)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        shown_test()


def test_the_shown_test_of_the_error_notices_another_error(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = FastAPI()

    @broken.get("/broken/")
    def break_down() -> None:
        raise RuntimeError("another error")

    monkeypatch.setattr(sync_test_client, "app", broken)
    with pytest.raises(AssertionError):
        test_error_of_the_app()


def test_no_server_and_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a socket is opened")

    for name in ("bind", "listen", "connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    with socket.socket() as probe, pytest.raises(AssertionError, match="a socket is opened"):
        probe.connect(("127.0.0.1", 1))
    with TestClient(app) as client:
        assert client.post("/items/", json={"tea": 2.5}).json() == {"tea": 2.5}


def test_the_app_sees_the_addresses_of_the_client() -> None:
    answer = TestClient(wire).get("/wire/", params={"q": ["a b", "ü"]}).json()
    assert answer["url"] == "http://testserver/wire/?q=a+b&q=%C3%BC"
    assert answer["client"] == ["testclient", 50000]
    assert dict(answer["headers"]) == {
        "host": "testserver",
        "accept": "*/*",
        "accept-encoding": dict(answer["headers"])["accept-encoding"],
        "connection": "keep-alive",
        "user-agent": "testclient",
    }


def test_json_is_sent_compactly_with_its_type() -> None:
    answer = TestClient(wire).post("/wire/", json={"tea": 2.5, "name": "ü"}).json()
    assert answer["body"] == '{"tea":2.5,"name":"ü"}'
    assert headers_sent(answer, "content-type", "content-length") == {
        "content-type": "application/json",
        "content-length": "23",
    }


def test_a_form_is_sent_urlencoded() -> None:
    answer = TestClient(wire).post("/wire/", data={"username": "ann & bob", "tag": ["a", "b"]}).json()
    assert answer["body"] == "username=ann+%26+bob&tag=a&tag=b"
    assert headers_sent(answer, "content-type") == {"content-type": "application/x-www-form-urlencoded"}


def test_raw_bytes_go_into_content() -> None:
    answer = TestClient(wire).post("/wire/", content=b"raw").json()
    assert answer["body"] == "raw"
    assert headers_sent(answer, "content-type") == {"content-type": None}


def test_raw_bytes_as_data_are_deprecated() -> None:
    raw: Any = b"raw"
    with pytest.warns(DeprecationWarning, match=r"Use 'content=<...>' to upload raw bytes/text content"):
        assert TestClient(wire).post("/wire/", data=raw).json()["body"] == "raw"


def test_headers_of_a_request_win_over_headers_of_the_client() -> None:
    client = TestClient(app, headers={"Accept-Language": "de"})
    assert client.get("/me/").json() == {"visitor": None, "language": "de"}
    assert client.get("/me/", headers={"accept-language": "fr"}).json() == {"visitor": None, "language": "fr"}
    assert client.get("/me/").json() == {"visitor": None, "language": "de"}


def test_cookies_are_kept_between_calls_of_one_client_only() -> None:
    client = TestClient(app)
    response = client.post("/login/", data={"username": "ann"})
    assert response.headers["set-cookie"] == "visitor=ann; Path=/; SameSite=lax"
    assert dict(client.cookies) == {"visitor": "ann"}
    assert client.get("/me/").json() == {"visitor": "ann", "language": None}
    assert TestClient(app).get("/me/").json() == {"visitor": None, "language": None}


def test_cookies_can_be_set_on_the_client_and_cleared() -> None:
    client = TestClient(app, cookies={"visitor": "bob"})
    assert client.get("/me/").json() == {"visitor": "bob", "language": None}
    client.cookies.clear()
    assert client.get("/me/").json() == {"visitor": None, "language": None}


def test_cookies_of_one_request_are_deprecated() -> None:
    with pytest.warns(DeprecationWarning, match="Setting per-request cookies=<...> is being deprecated"):
        response = TestClient(app).get("/me/", cookies={"visitor": "cat"})
    assert response.json() == {"visitor": "cat", "language": None}


def test_redirects_are_followed_by_default() -> None:
    response = TestClient(app).get("/profile/")
    assert response.status_code == 200
    assert response.url.path == "/me/"
    assert [(step.status_code, step.url.path) for step in response.history] == [(307, "/profile/")]


def test_redirects_are_not_followed_where_asked_on_request_or_client() -> None:
    response = TestClient(app).get("/profile/", follow_redirects=False)
    assert (response.status_code, response.text, response.history) == (307, "", [])
    assert dict(response.headers) == {"content-length": "0", "location": "/me/"}
    assert TestClient(app, follow_redirects=False).get("/profile/").status_code == 307


def test_the_old_allow_redirects_is_refused() -> None:
    old: Any = {"allow_redirects": False}
    with pytest.raises(TypeError, match=r"get\(\) got an unexpected keyword argument 'allow_redirects'"):
        TestClient(app).get("/profile/", **old)


def test_delete_takes_no_body_but_request_does() -> None:
    old: Any = {"json": {"a": 1}}
    with pytest.raises(TypeError, match=r"delete\(\) got an unexpected keyword argument 'json'"):
        TestClient(wire).delete("/wire/", **old)
    assert TestClient(wire).request("DELETE", "/wire/", json={"a": 1}).json()["body"] == '{"a":1}'


def test_an_exception_of_the_app_is_raised_in_the_test() -> None:
    with pytest.raises(RuntimeError, match=r"^the storage is gone$"):
        TestClient(app).get("/broken/")


def test_the_exception_becomes_a_plain_500_where_asked() -> None:
    response = TestClient(app, raise_server_exceptions=False).get("/broken/")
    assert response.status_code == 500
    assert response.text == "Internal Server Error"
    assert dict(response.headers) == {"content-length": "21", "content-type": "text/plain; charset=utf-8"}


def test_an_http_error_is_a_response_and_not_an_exception() -> None:
    response = TestClient(app).post("/login/")
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["body", "username"], "msg": "Field required", "input": None}]
    }
