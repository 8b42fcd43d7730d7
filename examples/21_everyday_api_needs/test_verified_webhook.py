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
from fastapi.testclient import TestClient
from standardwebhooks.webhooks import Webhook
from verified_webhook import app, webhook

PATH, PAID = "/webhooks/payments", json.dumps({"order_id": 7, "status": "paid", "note": "grüße"})


@pytest.fixture
def client(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REDIS_URL", redis_url)
    with TestClient(app) as client:
        yield client


def kept(client: TestClient, headers: dict[str, str], command: str = "get", *arguments: object) -> Any:
    portal: Any = client.portal
    return portal.call(getattr(client.app_state["redis"], command), f"payment:{headers['webhook-id']}", *arguments)


def signed(body: str = PAID, age: float = 0, signer: Webhook = webhook) -> dict[str, str]:
    sent, message = datetime.now(UTC) - timedelta(seconds=age), uuid4().hex
    stamp, signature = str(int(sent.timestamp())), signer.sign(message, sent, body)
    return {"webhook-id": message, "webhook-timestamp": stamp, "webhook-signature": signature}


def test_signed_payment_is_kept_for_a_day(client: TestClient) -> None:
    headers = signed()
    headers["webhook-signature"] = f"v2,AAAA v1,AAAA {headers['webhook-signature']}"
    assert client.post(PATH, content=PAID, headers=headers).status_code == 204
    assert json.loads(kept(client, headers)) == {"order_id": 7, "status": "paid"}
    assert 86000 < kept(client, headers, "ttl") <= 86400


def test_replay_changes_nothing_also_many_at_once(client: TestClient) -> None:
    headers = signed()
    with ThreadPoolExecutor(30) as callers:
        codes = list(callers.map(lambda _: client.post(PATH, content=PAID, headers=headers).status_code, range(30)))
    assert codes == [204] * 30
    kept(client, headers, "set", "done")
    assert (client.post(PATH, content=PAID, headers=headers).status_code, kept(client, headers)) == (204, b"done")


FORGED: list[dict[str, Any]] = [
    *({name: None} for name in ("webhook-id", "webhook-timestamp", "webhook-signature")),
    *({"webhook-signature": text} for text in ("", "v1", "v1,", "v1,A", "v1,a,b", "v1,***", "v1,é", " ", "v2,AAAA")),
    *({"webhook-timestamp": text} for text in ("", "nan", "inf", "1e99", "x", "²", "-1")),
    {"webhook-id": "another"},
    *(signed(age=age) for age in (400, -400)),
    signed(signer=Webhook(b"another secret")),
]


@pytest.mark.parametrize("changes", FORGED)
def test_forged_message_is_refused(client: TestClient, changes: dict[str, Any]) -> None:
    headers = {**signed(), **changes}
    sent = [(name.encode(), value.encode()) for name, value in headers.items() if value is not None]
    assert client.post(PATH, content=PAID, headers=sent).json() == {"detail": "Not a signed payment"}
    assert kept(client, headers) is None


@pytest.mark.parametrize(("body", "status"), [(b"\xff", 400), (b"[" * 65537, 413), (b"x" * 65536, 400), (b"", 400)])
def test_body_that_nobody_signed_is_refused(client: TestClient, body: bytes, status: int) -> None:
    response = client.post(PATH, content=iter([body]), headers=signed())
    assert (response.status_code, response.json() == {"detail": "Too large"}) == (status, status == 413)


@pytest.mark.parametrize("body", ["[]", "{}", "x", '{"order_id": "x", "status": "paid"}'])
def test_signed_message_that_is_not_a_payment_is_a_400(client: TestClient, body: str) -> None:
    assert client.post(PATH, content=body, headers=signed(body)).status_code == 400
