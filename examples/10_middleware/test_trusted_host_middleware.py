import pytest
from fastapi.testclient import TestClient
from trusted_host_middleware import app

client = TestClient(app)
client.follow_redirects = False
ORIGIN = {"Origin": "https://app.example.com"}


@pytest.mark.parametrize("host", ["example.com", "api.example.com", "a.b.example.com"])
def test_listed_host_and_its_subdomains_pass(host: str) -> None:
    response = client.get("/items", headers={"Host": host})
    assert response.status_code == 200
    assert response.json() == ["Lamp"]


@pytest.mark.parametrize("host", ["example.com:8000", "api.example.com:443"])
def test_port_does_not_matter(host: str) -> None:
    assert client.get("/items", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.org", "notexample.com", "example.com.evil.org", "user@example.com", "[::1]", "", "evil.org:example.com"],
)
def test_another_host_is_400(host: str) -> None:
    for path in ("/items", "/unknown", "/openapi.json"):
        assert client.get(path, headers={"Host": host}).status_code == 400


def test_forwarded_host_header_is_ignored() -> None:
    headers = {"Host": "evil.org", "X-Forwarded-Host": "example.com"}
    assert client.get("/items", headers=headers).status_code == 400


def test_page_of_an_allowed_origin_can_read_the_400() -> None:
    response = client.get("/items", headers={"Host": "evil.org", **ORIGIN})
    assert response.status_code == 400
    assert response.headers["access-control-allow-origin"] == "https://app.example.com"
