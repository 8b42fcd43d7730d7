import pytest
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.testclient import TestClient
from options_operation import app, describe_books, list_books

client = TestClient(app)

ORIGIN = {"origin": "https://shop.example"}
PREFLIGHT = {**ORIGIN, "access-control-request-method": "GET"}


@pytest.fixture
def open_to_browsers() -> TestClient:
    """The same OPTIONS operation in an application that allows other origins."""
    shared = FastAPI()
    shared.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"])
    shared.options("/books", status_code=204)(describe_books)
    return TestClient(shared)


def test_the_allow_header_lists_the_methods() -> None:
    response = client.options("/books")
    assert response.status_code == 204
    assert response.content == b""
    assert dict(response.headers) == {"allow": "GET, OPTIONS", "content-type": "application/json"}


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
def test_exactly_the_listed_methods_are_answered(method: str) -> None:
    allowed = client.options("/books").headers["allow"].split(", ")
    assert (client.request(method, "/books").status_code == 405) is (method not in allowed)


def test_the_get_next_to_it_is_answered_as_before() -> None:
    response = client.get("/books")
    assert response.status_code == 200
    assert response.json() == ["Emma", "Persuasion"]


def test_a_path_without_it_answers_405() -> None:
    without = FastAPI()
    without.get("/books")(list_books)
    response = TestClient(without).options("/books")
    assert response.status_code == 405
    assert dict(response.headers) == {"allow": "GET", "content-length": "31", "content-type": "application/json"}
    assert response.json() == {"detail": "Method Not Allowed"}


def test_an_unknown_path_answers_404() -> None:
    response = client.options("/publishers")
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def test_a_preflight_is_a_405_without_the_cors_middleware() -> None:
    without = FastAPI()
    without.get("/books")(list_books)
    response = TestClient(without).options("/books", headers=PREFLIGHT)
    assert response.status_code == 405
    assert [name for name in response.headers if name.startswith("access-control")] == []


def test_a_preflight_is_answered_by_the_cors_middleware_and_not_by_the_route(open_to_browsers: TestClient) -> None:
    response = open_to_browsers.options("/books", headers=PREFLIGHT)
    assert response.status_code == 200
    assert response.text == "OK"
    assert dict(response.headers) == {
        "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type",
        "access-control-allow-methods": "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY",
        "access-control-allow-origin": "*",
        "access-control-max-age": "600",
        "content-length": "2",
        "content-type": "text/plain; charset=utf-8",
        "vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, "
        "Access-Control-Request-Private-Network",
    }


def test_an_options_request_that_is_no_preflight_passes_the_cors_middleware(open_to_browsers: TestClient) -> None:
    response = open_to_browsers.options("/books", headers=ORIGIN)
    assert response.status_code == 204
    assert dict(response.headers) == {
        "allow": "GET, OPTIONS",
        "content-type": "application/json",
        "access-control-allow-origin": "*",
        "vary": "Origin",
    }


def test_the_operation_is_in_the_openapi_document() -> None:
    assert app.openapi()["paths"]["/books"]["options"] == {
        "summary": "Describe Books",
        "operationId": "describe_books_books_options",
        "responses": {"204": {"description": "Successful Response"}},
    }
    assert list(app.openapi()["paths"]["/books"]) == ["get", "options"]
    assert app.openapi()["paths"]["/books"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "type": "array",
        "items": {"type": "string"},
        "title": "Response List Books Books Get",
    }
