import pytest
from fastapi import FastAPI, WebSocket
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from trusted_host_middleware import app

client = TestClient(app, follow_redirects=False)


def client_of_an_app_with(allowed_hosts: list[str] | None, www_redirect: bool = True) -> TestClient:
    other = FastAPI()
    other.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts, www_redirect=www_redirect)
    other.get("/")(lambda: "in")
    return TestClient(other, follow_redirects=False)


@pytest.mark.parametrize("host", ["example.com", "EXAMPLE.com"])
def test_the_exact_host_passes_in_any_case(host: str) -> None:
    response = client.get("/reset-link", headers={"Host": host})
    assert response.status_code == 200
    assert response.json() == {"link": f"http://{host}/reset-link"}


@pytest.mark.parametrize("host", ["api.example.com", "a.b.example.com"])
def test_a_subdomain_passes(host: str) -> None:
    response = client.get("/reset-link", headers={"Host": host})
    assert response.status_code == 200
    assert response.json() == {"link": f"http://{host}/reset-link"}


@pytest.mark.parametrize("host", ["example.com:8000", "api.example.com:443"])
def test_a_port_does_not_matter(host: str) -> None:
    response = client.get("/reset-link", headers={"Host": host})
    assert response.status_code == 200
    assert response.json() == {"link": f"http://{host}/reset-link"}


@pytest.mark.parametrize(
    "host",
    [
        "evil.org",
        "notexample.com",
        "example.com.evil.org",
        "example.com.",
        "user@example.com",
        "evil.org/.example.com",
        "[::1]",
        "",
        "a.example.com:80:90",
        "example.com:x",
    ],
)
def test_another_or_malformed_host_is_400(host: str) -> None:
    response = client.get("/reset-link", headers={"Host": host})
    assert response.status_code == 400
    assert response.text == "Invalid host header"
    assert dict(response.headers) == {"content-length": "19", "content-type": "text/plain; charset=utf-8"}


def test_the_name_that_a_test_client_sends_by_itself_is_400() -> None:
    assert client.get("/reset-link").status_code == 400
    assert TestClient(app, base_url="http://example.com").get("/reset-link").status_code == 200


def test_unknown_paths_and_the_documentation_are_guarded_too() -> None:
    for path in ("/unknown", "/docs", "/openapi.json"):
        assert client.get(path, headers={"Host": "evil.org"}).status_code == 400


def test_a_host_in_x_forwarded_host_does_not_count() -> None:
    headers = {"Host": "evil.org", "X-Forwarded-Host": "example.com"}
    assert client.get("/reset-link", headers=headers).status_code == 400


def test_a_wildcard_is_not_for_the_domain_itself() -> None:
    wildcard = client_of_an_app_with(["*.example.com"])
    assert wildcard.get("/", headers={"Host": "example.com"}).status_code == 400
    assert wildcard.get("/", headers={"Host": "www.example.com"}).status_code == 200


@pytest.mark.parametrize("allowed_hosts", [None, ["*"]])
def test_by_default_any_host_passes(allowed_hosts: list[str] | None) -> None:
    assert client_of_an_app_with(allowed_hosts).get("/", headers={"Host": "evil.org"}).json() == "in"


def test_without_www_it_redirects_to_the_listed_www_name() -> None:
    redirecting = client_of_an_app_with(["www.example.com"])
    response = redirecting.get("/?a=1", headers={"Host": "example.com"})
    assert response.status_code == 307
    assert response.headers["location"] == "http://www.example.com/?a=1"
    strict = client_of_an_app_with(["www.example.com"], www_redirect=False)
    assert strict.get("/", headers={"Host": "example.com"}).status_code == 400


@pytest.mark.parametrize("pattern", ["exa*mple.com", "*example.com", "example.*"])
def test_a_wildcard_elsewhere_is_an_error_at_start(pattern: str) -> None:
    broken = client_of_an_app_with([pattern])
    with pytest.raises(AssertionError, match=r"Domain wildcard patterns must be like '\*\.example\.com'\."):
        broken.get("/")


def test_websockets_are_guarded_too() -> None:
    socket_app = FastAPI()
    socket_app.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com"])

    @socket_app.websocket("/")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    socket_client = TestClient(socket_app)
    with socket_client.websocket_connect("/", headers={"Host": "example.com"}) as session:
        assert session.receive_text() == "hello"
    with pytest.raises(WebSocketDisconnect), socket_client.websocket_connect("/", headers={"Host": "evil.org"}):
        pass
