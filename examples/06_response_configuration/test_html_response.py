from fastapi.testclient import TestClient
from html_response import app

client = TestClient(app)


def test_returned_string_is_sent_as_html() -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.content == "<h1>Hello, 世界</h1>".encode()


def test_returned_html_response_is_sent_as_it_is() -> None:
    response = client.get("/hello/Zoë")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.text == "<h1>Hello Zoë</h1>"


def test_user_input_is_escaped() -> None:
    response = client.get("/hello/<script>alert('x')")
    assert response.text == "<h1>Hello &lt;script&gt;alert(&#x27;x&#x27;)</h1>"


def test_only_the_response_class_is_documented_as_html() -> None:
    paths = app.openapi()["paths"]
    assert list(paths["/"]["get"]["responses"]["200"]["content"]) == ["text/html"]
    assert list(paths["/hello/{name}"]["get"]["responses"]["200"]["content"]) == ["application/json"]
