from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import SimpleNamespace
from typing import Any

import client_fixture
import pytest
from client_fixture import app, colors
from fastapi.testclient import TestClient

pytest_plugins = ["pytester"]
client = client_fixture.client
test_theme_is_kept = client_fixture.test_theme_is_kept
test_next_client_starts_without_cookies = client_fixture.test_next_client_starts_without_cookies

SCOPES = """
import pytest
from client_fixture import app, client, colors
from fastapi.testclient import TestClient

@pytest.fixture(scope="module")
def shared():
    with TestClient(app) as client:
        yield client

@pytest.mark.parametrize("answer", ["white", "black"])
def test_module_scope_keeps_cookies(shared, answer):
    assert shared.get("/theme").json() == answer
    shared.put("/theme", json="dark")

@pytest.mark.parametrize("turn", [1, 2])
def test_no_scope_forgets_them(client, turn):
    assert client.get("/theme").json() == "white"
    client.put("/theme", json="dark")

def test_that_fails(client):
    assert not colors

def test_stopped_after_it():
    assert not colors
"""


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_gets_a_fresh_client_of_a_running_app(client: TestClient, turn: int) -> None:
    assert colors == {"light": "white", "dark": "black"}
    assert dict(client.cookies) == {}
    assert client.put("/theme", json="dark").status_code == 204
    assert dict(client.cookies) == {"theme": "dark"}


def test_app_is_stopped_afterwards() -> None:
    assert colors == {}
    assert isinstance(client_fixture.lifespan(app), AbstractAsyncContextManager)


def test_scopes_and_teardown_are_as_described(pytester: pytest.Pytester) -> None:
    TestClient(app).get("/theme")  # pytester forgets the modules that only the inner run imports
    pytester.makepyfile(test_scopes=SCOPES)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "test_scopes.py")
    result.assert_outcomes(passed=5, failed=1)


def test_unknown_theme_is_refused(client: TestClient) -> None:
    assert client.put("/theme", json="pink").status_code == 422


@pytest.mark.parametrize("shown", [test_theme_is_kept, test_next_client_starts_without_cookies])
def test_shown_tests_notice_another_answer(shown: Callable[[Any], None]) -> None:
    answer = SimpleNamespace(json=list)
    with pytest.raises(AssertionError):
        shown(SimpleNamespace(get=lambda path: answer, put=lambda path, json: answer))
