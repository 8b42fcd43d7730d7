# /// script
# dependencies = ["fakeredis[lua]"]
# ///
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import verified_webhook
from fastapi.testclient import TestClient
from standardwebhooks.webhooks import Webhook
from verified_webhook import Payment, app, webhook

PATH, PAID = "/webhooks/payments", json.dumps({"order_id": 7, "status": "paid", "note": "grüße"})


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[Payment]:
    """The payments that were worked on; the list may be told to fail by a `None` in front."""
    payments: list[Any] = []

    async def settle(payment: Payment) -> None:
        payments.append(payment)
        if payments[0] is None:
            payments.clear()
            raise RuntimeError("database is away")

    monkeypatch.setattr(verified_webhook, "settle", settle)
    return payments


@pytest.fixture
def client(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REDIS_URL", redis_url)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def signed(body: str = PAID, age: float = 0, signer: Webhook = webhook) -> dict[str, str]:
    sent, message = datetime.now(UTC) - timedelta(seconds=age), uuid4().hex
    signature = signer.sign(message, sent, body)
    return {"webhook-id": message, "webhook-timestamp": str(int(sent.timestamp())), "webhook-signature": signature}


def test_signed_message_is_worked_on(client: TestClient, settled: list[Payment]) -> None:
    assert client.post(PATH, content=PAID, headers=signed()).status_code == 204
    rotated = signed()
    rotated["webhook-signature"] = f"v2,AAAA v1,AAAA {rotated['webhook-signature']}"
    assert client.post(PATH, content=PAID, headers=rotated).status_code == 204
    assert settled == [Payment(order_id=7, status="paid")] * 2


def test_replay_is_accepted_and_changes_nothing_also_many_at_once(client: TestClient, settled: list[Payment]) -> None:
    headers = signed()
    with ThreadPoolExecutor(30) as callers:
        codes = list(callers.map(lambda _: client.post(PATH, content=PAID, headers=headers).status_code, range(30)))
    assert codes == [204] * 30
    assert len(settled) == 1


FORGED: list[dict[str, Any]] = [
    *({name: None} for name in ("webhook-id", "webhook-timestamp", "webhook-signature")),
    *({"webhook-signature": text} for text in ("", "v1", "v1,", "v1,A", "v1,a,b", "v1,***", "v1,é", " ", "v2,AAAA")),
    *({"webhook-timestamp": text} for text in ("", "nan", "inf", "1e99", "x", "²", "-1")),
    {"webhook-id": "another"},
    signed(age=400),
    signed(age=-400),
    signed(signer=Webhook(b"another secret")),
    signed(PAID + " "),
]


@pytest.mark.parametrize("changes", FORGED)
def test_forged_message_is_refused(client: TestClient, settled: list[Payment], changes: dict[str, Any]) -> None:
    headers = {name: value.encode() for name, value in {**signed(), **changes}.items() if value is not None}
    assert client.post(PATH, content=PAID, headers=headers).status_code == 400
    assert settled == []


@pytest.mark.parametrize(("body", "status"), [(b"\xff", 400), (b"[" * 70000, 413), (b"x" * 65536, 400), (b"", 400)])
def test_body_that_nobody_signed_is_refused(
    client: TestClient, settled: list[Payment], body: bytes, status: int
) -> None:
    assert client.post(PATH, content=iter([body]), headers=signed()).status_code == status
    assert settled == []


@pytest.mark.parametrize("body", ["[]", "{}", "x", '{"order_id": "x", "status": "paid"}'])
def test_signed_message_that_is_no_payment_is_a_400(client: TestClient, settled: list[Payment], body: str) -> None:
    assert client.post(PATH, content=body, headers=signed(body)).status_code == 400


def test_message_counts_again_if_the_work_failed(client: TestClient, settled: list[Any]) -> None:
    headers = signed()
    settled.append(None)
    assert client.post(PATH, content=PAID, headers=headers).status_code == 500
    assert client.post(PATH, content=PAID, headers=headers).status_code == 204
    assert settled == [Payment(order_id=7, status="paid")]
