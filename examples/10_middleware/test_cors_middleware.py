from collections.abc import Mapping
from typing import Any

import pytest
from cors_middleware import app
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.testclient import TestClient

ALLOWED = "https://app.example.com"
REFUSED = "https://evil.example.org"
PREFLIGHT_VARY = (
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"
)
client = TestClient(app)


def client_of_an_app_with(options: dict[str, Any]) -> TestClient:
    other = FastAPI()
    other.add_middleware(CORSMiddleware, **options)

    @other.get("/items")
    async def list_items() -> list[str]:
        return ["Lamp"]

    @other.get("/varied")
    async def vary_already(response: Response) -> None:
        response.headers["Vary"] = "Accept-Language"

    return TestClient(other)


def preflight(origin: str, method: str = "GET", **more: str) -> dict[str, str]:
    return {"Origin": origin, "Access-Control-Request-Method": method, **more}


def cors_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [ALLOWED, "http://localhost:5173"])
def test_a_simple_request_from_an_allowed_origin_may_be_read(origin: str) -> None:
    response = client.get("/items", headers={"Origin": origin})
    assert response.status_code == 200
    assert response.json() == ["Lamp"]
    assert cors_headers(response.headers) == {
        "access-control-allow-origin": origin,
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "X-Total-Count",
    }


@pytest.mark.parametrize(
    "origin",
    [REFUSED, "http://app.example.com", "https://app.example.com:8443", "https://APP.example.com", "null"],
    ids=["other host", "other scheme", "other port", "other case", "null"],
)
def test_a_simple_request_from_another_origin_is_answered_but_not_for_its_page(origin: str) -> None:
    response = client.get("/items", headers={"Origin": origin})
    assert response.status_code == 200
    assert response.json() == ["Lamp"]
    assert cors_headers(response.headers) == {
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "X-Total-Count",
    }


def test_a_request_without_an_origin_gets_no_cors_headers() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert cors_headers(response.headers) == {}


@pytest.mark.parametrize("origin", [ALLOWED, REFUSED, None], ids=["allowed", "refused", "no origin"])
def test_every_response_varies_by_origin(origin: str | None) -> None:
    response = client.get("/items", headers={"Origin": origin} if origin else {})
    assert response.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", [REFUSED, None], ids=["an origin", "no origin"])
def test_every_response_varies_by_origin_with_a_wildcard_too(origin: str | None) -> None:
    wild = client_of_an_app_with({"allow_origins": ["*"]})
    assert wild.get("/items", headers={"Origin": origin} if origin else {}).headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", [ALLOWED, REFUSED], ids=["allowed", "refused"])
def test_a_preflight_varies_by_all_that_it_depends_on(origin: str) -> None:
    response = client.options("/items", headers=preflight(origin))
    assert response.headers["vary"] == PREFLIGHT_VARY


def test_a_preflight_varies_by_the_same_with_a_wildcard() -> None:
    response = client_of_an_app_with({"allow_origins": ["*"]}).options("/items", headers=preflight(ALLOWED))
    assert response.headers["vary"] == PREFLIGHT_VARY


def test_the_errors_of_the_application_carry_the_headers_too() -> None:
    response = client.get("/unknown", headers={"Origin": ALLOWED})
    assert response.status_code == 404
    assert response.headers["access-control-allow-origin"] == ALLOWED


def test_an_unexpected_error_is_answered_outside_of_the_middleware() -> None:
    other = FastAPI()
    other.add_middleware(CORSMiddleware, allow_origins=[ALLOWED])

    @other.get("/")
    async def fail() -> None:
        raise RuntimeError

    response = TestClient(other, raise_server_exceptions=False).get("/", headers={"Origin": ALLOWED})
    assert response.status_code == 500
    assert cors_headers(response.headers) == {}


def test_a_preflight_from_an_allowed_origin_is_200_with_all_the_permissions() -> None:
    more = {"Access-Control-Request-Headers": "authorization, content-type"}
    response = client.options("/items", headers=preflight(ALLOWED, "POST", **more))
    assert response.status_code == 200
    assert response.text == "OK"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert cors_headers(response.headers) == {
        "access-control-allow-origin": ALLOWED,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "Accept, Accept-Language, Authorization, Content-Language, Content-Type",
        "access-control-max-age": "3600",
    }


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (preflight(REFUSED), "Disallowed CORS origin"),
        (preflight(ALLOWED, "DELETE"), "Disallowed CORS method"),
        (preflight(ALLOWED, **{"Access-Control-Request-Headers": "X-Other"}), "Disallowed CORS headers"),
        (
            preflight(REFUSED, "DELETE", **{"Access-Control-Request-Headers": "X-Other"}),
            "Disallowed CORS origin, method, headers",
        ),
    ],
    ids=["origin", "method", "header", "all of them"],
)
def test_a_refused_preflight_is_400_and_says_what_is_refused(asked: dict[str, str], refusal: str) -> None:
    response = client.options("/items", headers=asked)
    assert response.status_code == 400
    assert response.text == refusal
    assert ("access-control-allow-origin" in response.headers) is (asked["Origin"] == ALLOWED)


def test_a_preflight_is_answered_for_unknown_paths_too() -> None:
    assert client.options("/unknown", headers=preflight(ALLOWED)).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": ALLOWED}, {"Access-Control-Request-Method": "GET"}], ids=["neither", "origin", "method"]
)
def test_options_without_both_headers_is_no_preflight(headers: dict[str, str]) -> None:
    response = client.options("/items", headers=headers)
    assert response.status_code == 405
    assert response.json() == {"detail": "Method Not Allowed"}
    assert response.headers["allow"] == "GET"


def test_the_defaults_allow_no_origin_and_get_only() -> None:
    bare = client_of_an_app_with({})
    assert cors_headers(bare.get("/items", headers={"Origin": ALLOWED}).headers) == {}
    response = bare.options("/items", headers=preflight(ALLOWED, "POST"))
    assert response.status_code == 400
    assert response.text == "Disallowed CORS origin, method"
    assert cors_headers(response.headers) == {
        "access-control-allow-methods": "GET",
        "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type",
        "access-control-max-age": "600",
    }


def test_a_wildcard_without_credentials_answers_with_a_wildcard() -> None:
    wild = client_of_an_app_with({"allow_origins": ["*"]})
    response = wild.get("/items", headers={"Origin": REFUSED})
    assert cors_headers(response.headers) == {"access-control-allow-origin": "*"}
    response = wild.options("/items", headers=preflight(REFUSED))
    assert response.status_code == 200
    assert cors_headers(response.headers) == {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET",
        "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type",
        "access-control-max-age": "600",
    }


def test_a_wildcard_with_credentials_trusts_whoever_asks() -> None:
    careless = client_of_an_app_with({"allow_origins": ["*"], "allow_credentials": True})
    response = careless.get("/items", headers={"Origin": REFUSED})
    assert cors_headers(response.headers) == {
        "access-control-allow-origin": REFUSED,
        "access-control-allow-credentials": "true",
    }
    response = careless.options("/items", headers=preflight(REFUSED))
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == REFUSED
    assert response.headers["access-control-allow-credentials"] == "true"


def test_all_methods_are_these() -> None:
    wild = client_of_an_app_with({"allow_origins": [ALLOWED], "allow_methods": ["*"]})
    response = wild.options("/items", headers=preflight(ALLOWED, "DELETE"))
    assert response.status_code == 200
    assert response.headers["access-control-allow-methods"] == ("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY")


def test_all_headers_are_those_asked_for() -> None:
    wild = client_of_an_app_with({"allow_origins": [ALLOWED], "allow_headers": ["*"]})
    more = {"Access-Control-Request-Headers": "X-Anything"}
    response = wild.options("/items", headers=preflight(ALLOWED, **more))
    assert response.status_code == 200
    assert cors_headers(response.headers) == {
        "access-control-allow-origin": ALLOWED,
        "access-control-allow-methods": "GET",
        "access-control-allow-headers": "X-Anything",
        "access-control-max-age": "600",
    }


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://pr-7.example.com", True),
        ("https://pr-7.example.com.evil.org", False),
        ("http://pr-7.example.com", False),
    ],
)
def test_a_pattern_has_to_match_the_whole_origin(origin: str, allowed: bool) -> None:
    patterned = client_of_an_app_with({"allow_origin_regex": r"https://pr-\d+\.example\.com"})
    response = patterned.get("/items", headers={"Origin": origin})
    assert response.headers.get("access-control-allow-origin") == (origin if allowed else None)


def test_a_vary_header_of_the_endpoint_is_kept() -> None:
    response = client_of_an_app_with({"allow_origins": [ALLOWED]}).get("/varied", headers={"Origin": ALLOWED})
    assert response.headers["vary"] == "Accept-Language, Origin"


def test_a_private_network_is_refused_unless_allowed() -> None:
    asked = preflight(ALLOWED, **{"Access-Control-Request-Private-Network": "true"})
    response = client.options("/items", headers=asked)
    assert response.status_code == 400
    assert response.text == "Disallowed CORS private-network"
    open_client = client_of_an_app_with({"allow_origins": [ALLOWED], "allow_private_network": True})
    response = open_client.options("/items", headers=asked)
    assert response.status_code == 200
    assert response.headers["access-control-allow-private-network"] == "true"
