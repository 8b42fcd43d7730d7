import pytest
from fastapi.testclient import TestClient
from router_dependencies import app

client = TestClient(app)
OPT_IN = {"X-Beta": "true"}


def test_routes_of_the_router_are_served_if_the_check_passes() -> None:
    found = client.get("/beta/search", params={"q": "nail"}, headers=OPT_IN)
    assert (found.status_code, found.json()) == (200, {"found": "nail"})


@pytest.mark.parametrize("headers", [{}, {"X-Beta": "false"}])
def test_routes_of_the_router_are_guarded(headers: dict[str, str]) -> None:
    response = client.get("/beta/search?q=nail", headers=headers)
    assert response.status_code == 403
    assert response.json() == {"detail": "Send X-Beta: true to use the beta"}


def test_other_routes_are_not_guarded() -> None:
    response = client.get("/status")
    assert (response.status_code, response.json()) == (200, {"status": "up"})


def test_check_comes_before_the_validation_of_the_route() -> None:
    assert client.get("/beta/search").status_code == 403
    assert client.get("/beta/search", headers=OPT_IN).status_code == 422


def test_header_of_the_check_is_validated() -> None:
    response = client.get("/beta/search?q=nail", headers={"X-Beta": "perhaps"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["header", "x-beta"]]


def test_openapi_has_the_header_on_routes_of_the_router_only() -> None:
    paths = app.openapi()["paths"]
    assert [parameter["name"] for parameter in paths["/beta/search"]["get"]["parameters"]] == ["q", "x-beta"]
    assert "parameters" not in paths["/status"]["get"]
