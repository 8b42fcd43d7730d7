import pytest
from fastapi import FastAPI, WebSocket
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi.testclient import TestClient
from https_redirect_middleware import app

client = TestClient(app, base_url="http://example.com", follow_redirects=False)
secure_client = TestClient(app, base_url="https://example.com", follow_redirects=False)


def test_http_gets_307_to_the_https_url() -> None:
    response = client.get("/items/lamp")
    assert response.status_code == 307
    assert response.text == ""
    assert dict(response.headers) == {"content-length": "0", "location": "https://example.com/items/lamp"}


def test_https_passes() -> None:
    response = secure_client.get("/items/lamp")
    assert response.status_code == 200
    assert response.json() == {"item_id": "lamp"}
    assert "location" not in response.headers


@pytest.mark.parametrize(
    "target",
    ["/items/lamp?color=red&size=2", "/items/lamp?q=a%20b%26c", "/items/a%20b", "/items/", "/", "/unknown?x="],
)
def test_path_and_query_are_kept(target: str) -> None:
    assert client.get(target).headers["location"] == f"https://example.com{target}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_gets_the_same_307(method: str) -> None:
    response = client.request(method, "/items/lamp")
    assert response.status_code == 307
    assert response.headers["location"] == "https://example.com/items/lamp"


def test_whoever_follows_arrives() -> None:
    response = TestClient(app, base_url="http://example.com").get("/items/lamp")
    assert response.status_code == 200
    assert str(response.url) == "https://example.com/items/lamp"
    assert [each.status_code for each in response.history] == [307]


@pytest.mark.parametrize(
    ("host", "location"),
    [
        ("example.com:80", "https://example.com/items/lamp"),
        ("example.com:443", "https://example.com/items/lamp"),
        ("example.com:8000", "https://example.com:8000/items/lamp"),
        ("api.example.com", "https://api.example.com/items/lamp"),
        ("a_b.example.com", "https://a_b.example.com/items/lamp"),
    ],
)
def test_the_host_is_kept_and_its_port_unless_standard(host: str, location: str) -> None:
    assert client.get("/items/lamp", headers={"Host": host}).headers["location"] == location


@pytest.mark.parametrize("host", ["evil.org/path", "evil.org?x", "evil.org#x", ""])
def test_a_malformed_host_gives_way_to_the_name_of_the_server(host: str) -> None:
    response = client.get("/items/lamp", headers={"Host": host})
    assert response.status_code == 307
    assert response.headers["location"] == "https://example.com/items/lamp"


def test_x_forwarded_proto_does_not_count_by_itself() -> None:
    assert client.get("/items/lamp", headers={"X-Forwarded-Proto": "https"}).status_code == 307


def test_a_websocket_is_sent_to_wss() -> None:
    from starlette.testclient import WebSocketDenialResponse

    socket_app = FastAPI()
    socket_app.add_middleware(HTTPSRedirectMiddleware)

    @socket_app.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    socket_client = TestClient(socket_app)
    with pytest.raises(WebSocketDenialResponse) as refused, socket_client.websocket_connect("/ws?a=1"):
        pass
    assert refused.value.status_code == 307
    assert refused.value.headers["location"] == "wss://testserver/ws?a=1"
    with socket_client.websocket_connect("wss://testserver/ws") as session:
        assert session.receive_text() == "hello"
