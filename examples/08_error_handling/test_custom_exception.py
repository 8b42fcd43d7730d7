import custom_exception
import pytest
from custom_exception import SeatTakenError, app, book
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    taken: set[str] = set(custom_exception.TAKEN)
    monkeypatch.setattr(custom_exception, "TAKEN", taken)
    return taken


def test_data_of_the_exception_is_in_the_response() -> None:
    response = client.post("/bookings", json={"seat": "1A"})
    assert response.status_code == 409
    assert response.json() == {"error": "Seat 1A is taken", "seat": "1A"}
    assert response.headers["content-type"] == "application/json"


def test_request_without_the_exception_is_served(taken: set[str]) -> None:
    assert client.post("/bookings", json={"seat": "2A"}).status_code == 201
    assert taken == {"1A", "2A"}


def test_second_booking_of_a_seat_is_refused() -> None:
    assert client.post("/bookings", json={"seat": "1B"}).status_code == 201
    assert client.post("/bookings", json={"seat": "1B"}).json()["seat"] == "1B"


def test_unknown_seat_never_reaches_the_code_that_raises(taken: set[str]) -> None:
    assert client.post("/bookings", json={"seat": "9Z"}).status_code == 422
    assert taken == {"1A"}


def test_code_that_raises_works_without_http() -> None:
    book("2A")
    with pytest.raises(SeatTakenError, match="Seat 1A is taken") as raised:
        book("1A")
    assert raised.value.seat == "1A"
