from typing import Any

import pytest
from fastapi.testclient import TestClient
from security_headers import HEADERS, SecurityHeadersMiddleware, app

client = TestClient(app, raise_server_exceptions=False)
client.follow_redirects = False


def has_all_once(response: Any) -> bool:
    return all(response.headers.get_list(name) == [value] for name, value in HEADERS.items())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/profile", 200),
        ("GET", "/nothing", 404),
        ("POST", "/profile", 405),
        ("GET", "/profile/", 307),
        ("GET", "/openapi.json", 200),
    ],
)
def test_every_kind_of_response_has_each_header_once(method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert {name: response.headers.get_list(name) for name in HEADERS} == {
        name: [value] for name, value in HEADERS.items()
    }


def test_headers_say_what_they_should() -> None:
    headers = client.get("/profile").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(headers["content-security-policy"].split("; "))
    seconds, subdomains = headers["strict-transport-security"].split("; ")
    assert int(seconds.removeprefix("max-age=")) >= 31536000
    assert subdomains == "includeSubDomains"


def test_crash_has_the_headers_too_and_does_not_reveal_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    async def crash(*arguments: object) -> None:
        raise ValueError("the cause")

    monkeypatch.setattr(SecurityHeadersMiddleware, "__call__", crash)
    response = client.get("/profile")
    assert (response.status_code, response.json()) == (500, {"detail": "Internal Server Error"})
    assert has_all_once(response)


def test_route_may_have_a_policy_of_its_own() -> None:
    response = client.get("/welcome")
    assert response.text == "<h1>Welcome</h1>"
    assert response.headers.get_list("content-security-policy") == [
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    ]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_bodies_stay_as_they_were() -> None:
    assert client.get("/profile").json() == {"name": "Ada"}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_that_the_policy_would_break_are_off(path: str) -> None:
    assert client.get(path).status_code == 404
