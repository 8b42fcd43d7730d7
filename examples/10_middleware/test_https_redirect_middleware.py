import pytest
from fastapi.testclient import TestClient
from https_redirect_middleware import app

client = TestClient(app, base_url="http://example.com")
secure_client = TestClient(app, base_url="https://example.com")
client.follow_redirects = False
secure_client.follow_redirects = False


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_http_request_is_redirected_to_https_whatever_its_method(method: str) -> None:
    response = client.request(method, "/items/lamp")
    assert response.status_code == 307
    assert response.headers["location"] == "https://example.com/items/lamp"


def test_https_request_passes() -> None:
    response = secure_client.get("/items/lamp")
    assert response.status_code == 200
    assert response.json() == {"item_id": "lamp"}


@pytest.mark.parametrize("target", ["/items/lamp?color=red&size=2", "/items/lamp?q=a%20b%26c", "/items/a%20b", "/?x="])
def test_path_and_query_are_kept(target: str) -> None:
    assert client.get(target).headers["location"] == f"https://example.com{target}"


def test_client_that_follows_the_redirect_gets_the_item() -> None:
    response = TestClient(app, base_url="http://example.com").get("/items/lamp")
    assert response.status_code == 200
    assert str(response.url) == "https://example.com/items/lamp"


def test_standard_port_is_left_out() -> None:
    location = client.get("/items/lamp", headers={"Host": "example.com:80"}).headers["location"]
    assert location == "https://example.com/items/lamp"


@pytest.mark.parametrize("host", ["evil.org", "evil.org/example.com", "example.com@evil.org", ""])
def test_forged_host_is_400_without_a_redirect(host: str) -> None:
    response = client.get("/items/lamp", headers={"Host": host})
    assert response.status_code == 400
    assert "location" not in response.headers


def test_forwarded_proto_header_is_ignored_by_default() -> None:
    assert client.get("/items/lamp", headers={"X-Forwarded-Proto": "https"}).status_code == 307
