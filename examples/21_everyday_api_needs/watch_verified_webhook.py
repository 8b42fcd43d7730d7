"""Around a webhook's signature: what the library signs, which secrets it takes, and how it fails."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook
from verified_webhook import app, webhook

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_signatures_of_bodies() -> object:
    return [webhook.sign("id", MOMENT, body) for body in ("", "{}", "é", "\n")], webhook.sign("a.b", MOMENT, "c")


def watch_secrets() -> object:
    told = []
    secrets: list[Any] = ["whsec_AAAA", "AAAA", "AAA", b"AAAA", b"", "", "whsec_", "***", None]
    for secret in secrets:

        def sign(secret: Any = secret) -> str:
            return Webhook(secret).sign("id", MOMENT, "{}")

        told.append(outcome(sign))
    return told


def watch_how_verification_fails() -> object:
    now = str(int(datetime.now(UTC).timestamp()))
    good = {"webhook-id": "id", "webhook-timestamp": now, "webhook-signature": "v1,AAAA"}
    changes: list[dict[str, str]] = [
        {},
        {"webhook-id": ""},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "9999999999"},
        {"webhook-timestamp": "x"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,a,b"},
        {"webhook-signature": "v1,A"},
        {"webhook-signature": "v1,é"},
    ]
    told = []
    for change in changes:

        def verify(change: dict[str, str] = change) -> Any:
            return webhook.verify(b"{}", {**good, **change})

        told.append(outcome(verify))
    return [*told, outcome(lambda: webhook.verify(b"\xff", good))]


def watch_header_names_in_capitals() -> object:
    now = datetime.now(UTC)
    headers = {"Webhook-ID": "a", "WEBHOOK-TIMESTAMP": str(int(now.timestamp()))}
    return webhook.verify("{}", {**headers, "Webhook-Signature": webhook.sign("a", now, "{}")})


def watch_openapi() -> object:
    return app.openapi()["paths"]
