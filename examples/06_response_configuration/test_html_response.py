from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from html_response import app

client = TestClient(app)


def test_a_returned_string_is_sent_as_html_non_ascii_included() -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert dict(response.headers) == {"content-length": "24", "content-type": "text/html; charset=utf-8"}
    assert response.content == "<h1>Grüße, 世界</h1>".encode()
    assert response.text == "<h1>Grüße, 世界</h1>"


def test_a_returned_html_response_arrives_as_it_is() -> None:
    response = client.get("/hello/Zoë")
    assert response.status_code == 200
    assert dict(response.headers) == {
        "cache-control": "no-store",
        "content-length": "19",
        "content-type": "text/html; charset=utf-8",
    }
    assert response.text == "<h1>Hello Zoë</h1>"


def test_what_comes_from_outside_is_escaped() -> None:
    assert client.get("/hello/<b>'x'").text == "<h1>Hello &lt;b&gt;&#x27;x&#x27;</h1>"


def test_the_docs_say_html_only_where_response_class_declares_it() -> None:
    paths = app.openapi()["paths"]
    assert paths["/"]["get"]["responses"] == {
        "200": {"description": "Successful Response", "content": {"text/html": {"schema": {"type": "string"}}}}
    }
    assert paths["/hello/{name}"]["get"]["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {}}},
    }


def test_a_string_without_the_response_class_is_json() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read() -> str:
        return "<p>"

    response = TestClient(other_app).get("/")
    assert response.headers["content-type"] == "application/json"
    assert response.content == b'"<p>"'


def test_a_response_class_and_a_returned_response_go_together() -> None:
    other_app = FastAPI()

    @other_app.get("/", response_class=HTMLResponse, status_code=201)
    def read() -> HTMLResponse:
        return HTMLResponse("<p>", status_code=418)

    response = TestClient(other_app).get("/")
    assert response.status_code == 418
    assert response.text == "<p>"
    assert other_app.openapi()["paths"]["/"]["get"]["responses"] == {
        "201": {"description": "Successful Response", "content": {"text/html": {"schema": {"type": "string"}}}}
    }
