from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from response_headers import app, count_requests

client = TestClient(app)


def test_a_header_of_the_injected_response_arrives_next_to_the_json_body() -> None:
    response = client.get("/injected")
    assert response.status_code == 200
    assert response.json() == {"page": 1}
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-length"] == "10"
    assert response.headers["x-total-count"] == "2"


def test_an_appended_header_is_sent_once_for_each_value() -> None:
    assert client.get("/injected").headers.get_list("Link") == [
        '</injected?page=2>; rel="next"',
        '</injected?page=5>; rel="last"',
    ]


def test_no_other_headers_are_sent() -> None:
    assert sorted(client.get("/injected").headers.keys()) == ["content-length", "content-type", "link", "x-total-count"]


def test_a_header_of_a_returned_response_arrives() -> None:
    response = client.get("/returned")
    assert response.status_code == 200
    assert response.json() == {"page": 1}
    assert dict(response.headers) == {
        "x-total-count": "2",
        "content-length": "10",
        "content-type": "application/json",
    }


def test_a_dependency_can_set_a_header() -> None:
    response = client.get("/dependency")
    assert response.status_code == 200
    assert response.json() == {"remaining": 9}
    assert dict(response.headers) == {
        "content-length": "15",
        "content-type": "application/json",
        "x-ratelimit-remaining": "9",
    }


def test_dependency_and_endpoint_share_the_injected_response() -> None:
    other_app = FastAPI()

    @other_app.get("/")
    def read(remaining: Annotated[int, Depends(count_requests)], response: Response) -> str:
        before = response.headers["X-RateLimit-Remaining"]
        response.headers["X-RateLimit-Remaining"] = "8"
        return before

    response = TestClient(other_app).get("/")
    assert response.json() == "9"
    assert response.headers.get_list("X-RateLimit-Remaining") == ["8"]


def test_a_returned_response_loses_the_headers_of_the_injected_one() -> None:
    other_app = FastAPI(dependencies=[Depends(count_requests)])

    @other_app.get("/")
    def read(response: Response) -> JSONResponse:
        response.headers["X-Total-Count"] = "2"
        return JSONResponse({})

    assert dict(TestClient(other_app).get("/").headers) == {"content-length": "2", "content-type": "application/json"}


def test_a_header_that_is_no_latin_1_text_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        JSONResponse({}, headers={"X-Name": "世界"})
    assert JSONResponse({}, headers={"X-Name": "Zoë"}).raw_headers[0] == (b"x-name", b"Zo\xeb")


def test_headers_are_not_in_the_docs() -> None:
    assert app.openapi()["paths"]["/injected"]["get"]["responses"]["200"] == {
        "description": "Successful Response",
        "content": {
            "application/json": {
                "schema": {
                    "additionalProperties": {"type": "integer"},
                    "type": "object",
                    "title": "Response Read Injected Injected Get",
                }
            }
        },
    }
