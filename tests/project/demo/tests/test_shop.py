"""Ten tests: all but the first exercise one class of change each, though most pass on both sides."""

import uuid
from pathlib import Path

import pytest
from fastapi import ask, connect, log, old_helper
from shop import app


def test_items_are_the_same():
    assert ask(app, "GET", "/items") == (200, {"items": ["pen"]})


def test_status_differs():
    assert ask(app, "GET", "/gone")[0] >= 400


def test_access_differs():
    assert ask(app, "GET", "/admin")[1]


def test_body_differs():
    assert float(ask(app, "GET", "/price")[1]["price"]) == 10


def test_header_differs():
    assert ask(app, "GET", "/cached")[0] == 200


def test_breaks():
    assert ask(app, "GET", "/broken")[0] == 200


@pytest.mark.parametrize("name", [uuid.uuid4().hex])
def test_login(name):
    credentials = {"name": name, "password": "a-secret-of-the-user"}
    assert ask(app, "POST", "/login", credentials, {"Authorization": "Bearer a-secret-of-a-header"})[0] == 200


def test_warns():
    assert old_helper() == 1


def test_message_differs():
    assert connect(app, "/ws")[-1] == "websocket.close"


def test_writes_into_the_checkout():
    log()
    path = Path("written.txt")
    assert not path.exists()
    path.write_text("here")
