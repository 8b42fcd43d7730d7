import pytest
from cors_middleware import app
from fastapi.testclient import TestClient

ALLOWED = "https://app.example.com"
REFUSED = "https://evil.example.org"
client = TestClient(app)


def preflight(origin: str, method: str = "GET", **more: str) -> tuple[int, dict[str, str]]:
    headers = {"Origin": origin, "Access-Control-Request-Method": method, **more}
    response = client.options("/items", headers=headers)
    found = response.headers.items()
    return response.status_code, {name: value for name, value in found if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [ALLOWED, "http://localhost:5173"])
def test_page_of_an_allowed_origin_may_read_the_response(origin: str) -> None:
    response = client.get("/items", headers={"Origin": origin})
    assert response.json() == ["Lamp"]
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers["access-control-expose-headers"] == "X-Total-Count"
    assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize(
    "origin",
    [
        REFUSED,
        "http://app.example.com",
        f"{ALLOWED}:8443",
        f"{ALLOWED}.evil.org",
        "https://evilapp.example.com",
        "null",
    ],
)
def test_page_of_another_origin_may_not_read_it(origin: str) -> None:
    response = client.get("/items", headers={"Origin": origin})
    assert "access-control-allow-origin" not in response.headers
    code, permissions = preflight(origin)
    assert code == 400
    assert "access-control-allow-origin" not in permissions


def test_errors_may_be_read_too() -> None:
    response = client.get("/unknown", headers={"Origin": ALLOWED})
    assert response.status_code == 404
    assert response.headers["access-control-allow-origin"] == ALLOWED


def test_preflight_of_an_allowed_origin_gets_the_permissions() -> None:
    code, permissions = preflight(ALLOWED, "POST", **{"Access-Control-Request-Headers": "authorization, content-type"})
    assert code == 200
    assert permissions["access-control-allow-origin"] == ALLOWED
    assert permissions["access-control-allow-credentials"] == "true"
    assert permissions["access-control-allow-methods"] == "GET, POST"
    assert "Authorization" in permissions["access-control-allow-headers"].split(", ")
    assert permissions["access-control-max-age"] == "3600"


def test_preflight_for_another_method_or_header_is_refused() -> None:
    assert preflight(ALLOWED, "DELETE")[0] == 400
    assert preflight(ALLOWED, **{"Access-Control-Request-Headers": "X-Other"})[0] == 400


def test_request_without_an_origin_gets_no_cors_headers() -> None:
    response = client.get("/items")
    assert response.json() == ["Lamp"]
    assert not [name for name in response.headers if name.startswith("access-control-")]
