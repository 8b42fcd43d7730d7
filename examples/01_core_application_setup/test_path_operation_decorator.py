import inspect
import warnings

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from path_operation_decorator import app, list_open_tickets

client = TestClient(app)


def test_the_decorated_path_answers_get() -> None:
    response = client.get("/tickets/open")
    assert response.status_code == 200
    assert response.json() == ["T-1", "T-4"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD"])
def test_another_method_gets_405_with_an_allow_header(method: str) -> None:
    response = client.request(method, "/tickets/open")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"
    assert response.headers["content-type"] == "application/json"
    assert response.text == ("" if method == "HEAD" else '{"detail":"Method Not Allowed"}')


@pytest.mark.parametrize("path", ["/", "/tickets", "/tickets/open/now", "/Tickets/Open", "//tickets/open"])
def test_an_unknown_path_gets_404_with_a_json_body(path: str) -> None:
    response = client.get(f"http://testserver{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"detail": "Not Found"}


def test_a_trailing_slash_is_redirected_to_the_declared_path() -> None:
    response = client.get("/tickets/open/?page=2", follow_redirects=False)
    assert response.status_code == 307
    assert response.headers["location"] == "http://testserver/tickets/open?page=2"
    assert response.content == b""


def test_the_function_is_still_a_plain_function_that_can_be_called() -> None:
    assert list_open_tickets() == ["T-1", "T-4"]
    assert inspect.isfunction(list_open_tickets)


def test_the_decorator_returns_the_very_same_function() -> None:
    def read_nothing() -> None:
        return None

    assert FastAPI().get("/nothing")(read_nothing) is read_nothing


def test_the_operation_is_documented_by_the_name_and_docstring_of_the_function() -> None:
    assert app.openapi()["paths"] == {
        "/tickets/open": {
            "get": {
                "summary": "List Open Tickets",
                "description": "Name the tickets that nobody has closed.",
                "operationId": "list_open_tickets_tickets_open_get",
                "responses": {
                    "200": {
                        "description": "Successful Response",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "items": {"type": "string"},
                                    "type": "array",
                                    "title": "Response List Open Tickets Tickets Open Get",
                                }
                            }
                        },
                    }
                },
            }
        }
    }


def test_the_first_of_two_routes_for_the_same_path_and_method_wins() -> None:
    twice = FastAPI()
    twice.get("/")(lambda: "first")
    twice.get("/")(lambda: "second")
    assert TestClient(twice).get("/").json() == "first"


def test_allow_names_only_the_first_route_of_a_path_with_several() -> None:
    several = FastAPI()
    several.get("/")(lambda: "got")
    several.post("/")(lambda: "posted")
    client_of_several = TestClient(several)
    assert client_of_several.post("/").json() == "posted"
    response = client_of_several.put("/")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"


def test_two_operations_with_the_same_id_warn_when_the_document_is_made() -> None:
    alike = FastAPI()
    alike.get("/one", operation_id="read")(list_open_tickets)
    alike.get("/two", operation_id="read")(list_open_tickets)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        alike.openapi()
    [warning] = caught
    assert warning.category is UserWarning
    assert str(warning.message).startswith("Duplicate Operation ID read for function list_open_tickets at ")
