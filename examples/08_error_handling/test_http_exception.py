import http_exception
import pytest
from fastapi.testclient import TestClient
from http_exception import app

client = TestClient(app)


@pytest.fixture(autouse=True)
def stock(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    stock = {"hammer": 3, "saw": 0}
    assert stock == http_exception.STOCK
    monkeypatch.setattr(http_exception, "STOCK", stock)
    return stock


def test_request_without_an_error_is_served(stock: dict[str, int]) -> None:
    response = client.post("/orders", json={"item": "hammer", "amount": 2})
    assert (response.status_code, response.json()) == (201, {"item": "hammer", "amount": 2})
    assert client.post("/orders", json={"item": "hammer"}).status_code == 201
    assert stock["hammer"] == 0


def test_status_and_detail_are_the_response() -> None:
    response = client.post("/orders", json={"item": "nail"})
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no such item"}
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("item", "amount", "left"), [("saw", 1, 0), ("hammer", 4, 3)])
def test_structured_detail_arrives_as_json(item: str, amount: int, left: int) -> None:
    response = client.post("/orders", json={"item": item, "amount": amount})
    assert response.status_code == 409
    assert response.json() == {"detail": {"reason": "out of stock", "left": left}}


def test_code_after_the_raise_does_not_run(stock: dict[str, int]) -> None:
    client.post("/orders", json={"item": "nail"})
    client.post("/orders", json={"item": "hammer", "amount": 4})
    assert stock == {"hammer": 3, "saw": 0}


@pytest.mark.parametrize("amount", [0, -1, 1.5, "many"])
def test_invalid_amount_is_rejected(stock: dict[str, int], amount: object) -> None:
    assert client.post("/orders", json={"item": "hammer", "amount": amount}).status_code == 422
    assert stock["hammer"] == 3
