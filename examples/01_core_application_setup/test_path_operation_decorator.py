import pytest
from fastapi.testclient import TestClient
from path_operation_decorator import app, list_open_tickets

client = TestClient(app)


def test_decorated_path_answers_get() -> None:
    response = client.get("/tickets")
    assert response.status_code == 200
    assert response.json() == ["T-1", "T-4"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_method_is_405_and_names_the_allowed_one(method: str) -> None:
    response = client.request(method, "/tickets")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET"


@pytest.mark.parametrize("path", ["/", "/ticket", "/tickets/T-1", "/Tickets"])
def test_unknown_path_is_404_as_json(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert response.json()["detail"]


def test_function_can_still_be_called() -> None:
    assert list_open_tickets() == ["T-1", "T-4"]


def test_openapi_takes_summary_and_description_from_the_function() -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert list(paths) == ["/tickets"]
    assert list(paths["/tickets"]) == ["get"]
    operation = paths["/tickets"]["get"]
    assert operation["summary"] == "List Open Tickets"
    assert operation["description"] == "List the tickets that nobody has closed."
