# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from idempotency_keys import app

RENT = {"cents": 90000, "receiver": "DE02120300000000202051"}
KEY = "3f2c8a10-77f0-4c5e"


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def pay(client: TestClient, body: dict[str, Any] = RENT, key: str = KEY, customer: int = 1) -> Any:
    return client.post(f"/customers/{customer}/payments", json=body, headers={"Idempotency-Key": key})


def test_repeated_request_gets_the_first_answer_and_pays_once(client: TestClient) -> None:
    first, again = pay(client), pay(client)
    assert (first.status_code, first.json()) == (201, {"id": 1, **RENT})
    assert (again.status_code, again.json()) == (201, {"id": 1, **RENT})
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (False, "true")
    assert pay(client, key="another-key").json()["id"] > 1


def test_repeated_request_after_a_restart_pays_once(client: TestClient) -> None:
    pay(client)
    with TestClient(app) as restarted:
        assert pay(restarted).json() == {"id": 1, **RENT}


def test_many_at_once_pay_once(client: TestClient) -> None:
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda number: pay(client), range(120)))
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, {"id": 1, **RENT})] * 120
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1


@pytest.mark.parametrize("change", [{"cents": 90001}, {"receiver": "DE02500105170137075030"}])
def test_key_of_another_body_is_refused(client: TestClient, change: dict[str, Any]) -> None:
    pay(client)
    response = pay(client, RENT | change)
    assert (response.status_code, response.json()) == (422, {"detail": "Key was used for another payment"})
    assert pay(client, key="another-key").json()["id"] > 1


def test_key_of_another_customer_tells_nothing(client: TestClient) -> None:
    pay(client)
    response = pay(client, {**RENT, "cents": 1}, customer=2)
    assert (response.json(), "idempotent-replayed" in response.headers) == ({"id": 2, **RENT, "cents": 1}, False)


@pytest.mark.parametrize("key", ["", "a" * 7, "a" * 65, "a b c d e f", "a" * 8 + "\u00e9"])
def test_missing_or_malformed_key_is_a_422(client: TestClient, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode())] if key else []
    assert client.post("/customers/1/payments", json=RENT, headers=headers).status_code == 422


@pytest.mark.parametrize("wrong", [{"cents": 0}, {"cents": 1_000_001}, {"receiver": "a\0"}, {"receiver": "A" * 35}])
def test_payment_out_of_bounds_is_a_422_and_does_not_use_up_the_key(client: TestClient, wrong: dict[str, Any]) -> None:
    assert pay(client, RENT | wrong).status_code == 422
    assert client.post(f"/customers/{2**31}/payments", json=RENT, headers={"Idempotency-Key": KEY}).status_code == 422
    assert pay(client).json() == {"id": 1, **RENT}
