# /// script
# dependencies = ["aiosmtpd"]
# ///
import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from background_email import app
from fastapi.testclient import TestClient

ADA = {"name": "Ada", "email": "ada@example.com"}


class Inbox:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], Any]] = []
        self.open = self.most = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.open, self.most = self.open + 1, max(self.most, self.open + 1)
        for _ in range(500):
            await asyncio.sleep(0)
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        self.open -= 1
        return "250 OK"


@pytest.fixture(autouse=True)
def inbox(free_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SMTP_PORT", str(free_port))
    controller = Controller(Inbox(), "127.0.0.1", free_port)
    controller.start()
    yield controller.handler
    controller.stop()


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_mail_goes_to_the_person_who_signed_up(client: TestClient, inbox: Inbox) -> None:
    response = client.post("/signups", json={**ADA, "name": "Zoë"})
    assert (response.status_code, response.json()) == (202, {**ADA, "name": "Zoë"})
    ((recipients, message),) = inbox.mails
    told = [recipients, *(message[name] for name in ("From", "To", "Subject"))]
    assert told == [["ada@example.com"], "shop@example.com", "ada@example.com", "Welcome, Zoë"]
    assert message.get_content().splitlines() == ["Hello Zoë,", "your account is ready."]


@pytest.mark.parametrize("address", ["a@example.com, b@example.com", "a@example.com\nBcc: b@example.com", "<a@b", "a"])
def test_client_cannot_add_recipients(client: TestClient, inbox: Inbox, address: str) -> None:
    assert client.post("/signups", json={**ADA, "email": address}).status_code == 422
    assert inbox.mails == []


@pytest.mark.parametrize("name", ["Ada\r\nBcc: b@example.com", "Ada\n", "Ada\x0bx", "a\u2028", "a\x85", "", "A" * 51])
def test_client_cannot_add_headers(client: TestClient, name: str) -> None:
    assert client.post("/signups", json={**ADA, "name": name}).status_code == 422


@pytest.mark.parametrize("variable", ["SMTP_PORT", "SMTP_HOST"])
def test_failure_is_logged(client: TestClient, variable: str, caplog: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1" if variable == "SMTP_PORT" else "host.invalid")
    assert client.post("/signups", json=ADA).status_code == 202
    assert [one.getMessage() for one in caplog.records if one.exc_info] == ["no welcome was sent to ada@example.com"]


def test_many_at_once_are_all_sent_over_few_connections(client: TestClient, inbox: Inbox) -> None:
    addresses = [f"user{number}@example.com" for number in range(60)]
    with ThreadPoolExecutor(60) as callers:
        list(callers.map(lambda address: client.post("/signups", json={**ADA, "email": address}), addresses))
    assert sorted(recipients[0] for recipients, message in inbox.mails) == sorted(addresses)
    assert inbox.most <= 5
