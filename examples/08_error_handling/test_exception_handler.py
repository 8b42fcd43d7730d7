import pytest
from exception_handler import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_request_without_an_exception_is_served() -> None:
    response = client.get("/items/hammer")
    assert (response.status_code, response.json()) == (200, 3)


@pytest.mark.parametrize("item", ["nail", "n%C3%A4gel"])
def test_handler_of_the_base_catches_a_subclass_and_gets_the_request(item: str) -> None:
    response = client.get(f"/items/{item}")
    assert response.status_code == 400
    assert response.json() == {"error": "UnknownItemError", "path": f"/items/{item}".replace("%C3%A4", "ä")}


def test_more_specific_handler_wins() -> None:
    response = client.get("/items/saw")
    assert response.status_code == 409
    assert response.json() == {"error": "saw is sold out"}


def test_handled_exception_does_not_reach_the_server() -> None:
    strict = TestClient(app, raise_server_exceptions=True)
    assert [strict.get(f"/items/{item}").status_code for item in ("nail", "saw")] == [400, 409]


def test_other_errors_keep_their_responses() -> None:
    assert client.get("/nowhere").status_code == 404
    assert client.delete("/items/hammer").status_code == 405
