import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from head_operation import app
from starlette.responses import PlainTextResponse
from starlette.routing import Route

client = TestClient(app)


def test_the_headers_arrive_and_the_body_is_empty() -> None:
    response = client.head("/files/report.txt")
    assert response.status_code == 200
    assert response.content == b""
    assert dict(response.headers) == {
        "content-length": "5000000000",
        "content-type": "text/plain; charset=utf-8",
        "accept-ranges": "bytes",
    }


def test_a_missing_resource_is_404_without_a_body() -> None:
    response = client.head("/files/other.txt")
    assert response.status_code == 404
    assert response.content == b""
    assert dict(response.headers) == {
        "content-length": str(len('{"detail":"No file other.txt"}')),
        "content-type": "application/json",
    }


def test_a_path_with_only_head_answers_get_with_405() -> None:
    response = client.get("/files/report.txt")
    assert response.status_code == 405
    assert response.headers["allow"] == "HEAD"
    assert response.json() == {"detail": "Method Not Allowed"}


def test_a_path_with_only_get_answers_head_with_405() -> None:
    readable = FastAPI()
    readable.get("/")(lambda: "text")
    response = TestClient(readable).head("/")
    assert response.status_code == 405
    assert response.content == b""
    assert dict(response.headers) == {
        "allow": "GET",
        "content-length": str(len('{"detail":"Method Not Allowed"}')),
        "content-type": "application/json",
    }


def test_a_route_of_starlette_with_only_get_answers_head() -> None:
    plain = FastAPI(routes=[Route("/", lambda request: PlainTextResponse("text"))])
    response = TestClient(plain).head("/")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-length"] == "4"


def test_what_a_head_function_returns_is_measured_but_not_sent() -> None:
    counted = FastAPI()
    counted.head("/")(lambda: {"count": 1})
    response = TestClient(counted).head("/")
    assert (response.status_code, response.content) == (200, b"")
    assert dict(response.headers) == {"content-length": "11", "content-type": "application/json"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_one_function_can_answer_both_methods(method: str) -> None:
    both = FastAPI()
    both.api_route("/", methods=["GET", "HEAD"])(lambda: "text")
    response = TestClient(both).request(method, "/")
    assert response.status_code == 200
    assert response.text == ('"text"' if method == "GET" else "")
    assert response.headers["content-length"] == "6"


def test_the_operation_is_in_the_document() -> None:
    assert app.openapi()["paths"]["/files/{name}"] == {
        "head": {
            "summary": "Describe File",
            "operationId": "describe_file_files__name__head",
            "parameters": [
                {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "title": "Name"}}
            ],
            "responses": {
                "200": {"description": "Successful Response", "content": {"application/json": {"schema": {}}}},
                "422": {
                    "description": "Validation Error",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
                },
            },
        }
    }
