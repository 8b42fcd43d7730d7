import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sync_test_client
from fastapi.testclient import TestClient
from sync_test_client import app

client = TestClient(app)
test_json = sync_test_client.test_json
test_form_redirect_cookie_and_header = sync_test_client.test_form_redirect_cookie_and_header
test_redirect_itself = sync_test_client.test_redirect_itself


@pytest.mark.parametrize(
    ("shown", "change"),
    [
        (test_json, {"status_code": 200}),
        (test_json, {"json": list}),
        (test_form_redirect_cookie_and_header, {"url": SimpleNamespace(path="/other")}),
        (test_form_redirect_cookie_and_header, {"json": list}),
        (test_redirect_itself, {"headers": {"location": "/other"}}),
    ],
)
def test_shown_tests_notice_another_answer(
    monkeypatch: pytest.MonkeyPatch, shown: Callable[[], None], change: dict[str, Any]
) -> None:
    def request(client: TestClient, *arguments: Any, **options: Any) -> SimpleNamespace:
        response = real(client, *arguments, **options)
        seen = {name: getattr(response, name) for name in ("status_code", "json", "url", "headers")}
        return SimpleNamespace(**seen | change)

    real = TestClient.request
    monkeypatch.setattr(TestClient, "request", request)
    with pytest.raises(AssertionError):
        shown()


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("a socket is opened")

    for name in ("bind", "listen", "connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    assert client.post("/orders", json=["tea"]).json() == 2.5


def test_cookies_are_kept_by_one_client_only() -> None:
    visitor = TestClient(app)
    assert visitor.post("/theme", data={"theme": "dark"}, follow_redirects=False).status_code == 303
    assert visitor.get("/theme").json()[0] == "dark"
    assert TestClient(app).get("/theme").json()[0] == "light"


def test_header_of_a_request_wins_over_the_clients() -> None:
    agent = TestClient(app, headers={"User-Agent": "shop-test"})
    assert agent.get("/theme", headers={"User-Agent": "other"}).json()[1] == "other"


def test_exception_of_the_app_is_raised_in_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sync_test_client.PRICES, "tea")
    with pytest.raises(KeyError, match="tea"):
        client.post("/orders", json=["tea"])
    quiet = TestClient(app, raise_server_exceptions=False)
    assert quiet.post("/orders", json=["tea"]).status_code == 500


def test_invalid_request_gets_a_response_and_no_exception() -> None:
    assert client.post("/orders", json=["wine"]).status_code == 422
    assert client.post("/theme", data={"theme": "pink"}).status_code == 422
