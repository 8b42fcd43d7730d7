from contextlib import AbstractAsyncContextManager, nullcontext

import lifespan_in_tests
import pytest
from fastapi.testclient import TestClient
from lifespan_in_tests import app, prices

test_prices_are_loaded = lifespan_in_tests.test_prices_are_loaded


def test_start_up_runs_on_entering_the_block_and_shut_down_on_leaving() -> None:
    assert prices == {}
    with TestClient(app) as client:
        assert client.get("/prices").json() == prices == {"tea": 2.5}
    assert prices == {}


def test_neither_runs_without_the_block() -> None:
    assert TestClient(app).get("/prices").json() == {}
    assert prices == {}


def test_each_block_starts_the_app_anew() -> None:
    client = TestClient(app)
    for _ in range(2):
        with client:
            prices["tea"] += 1
            assert client.get("/prices").json() == {"tea": 3.5}


def test_shut_down_runs_after_a_refused_request() -> None:
    with TestClient(app) as client:
        assert client.get("/prices/water").status_code == 404
    assert prices == {}


def test_lifespan_is_a_context_manager() -> None:
    assert isinstance(lifespan_in_tests.lifespan(app), AbstractAsyncContextManager)


def test_shown_test_fails_without_the_lifespan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifespan_in_tests, "TestClient", lambda app: nullcontext(TestClient(app)))
    with pytest.raises(AssertionError):
        test_prices_are_loaded()
