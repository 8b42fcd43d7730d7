import logging
from unittest.mock import MagicMock

import catch_all_handler
import pytest
from catch_all_handler import app
from fastapi.testclient import TestClient

client = TestClient(app)
ORIGIN = {"Origin": "https://shop.example.com"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    prices = MagicMock()
    prices.__contains__.side_effect = ZeroDivisionError("password=hunter2")
    monkeypatch.setattr(catch_all_handler, "PRICES", prices)


def test_success_and_expected_errors_stay_as_they_are() -> None:
    assert client.get("/prices/pen").json() == 3
    missing = client.get("/prices/car")
    assert (missing.status_code, missing.json()) == (404, {"detail": "No such item"})
    assert client.post("/prices/pen").status_code == 405


@pytest.mark.usefixtures("broken")
def test_unexpected_error_is_a_500_that_tells_an_id_only() -> None:
    first, second = client.get("/prices/pen"), client.get("/prices/pen")
    assert first.status_code == 500
    assert set(first.json()) == {"detail", "error_id"}
    assert first.json()["detail"] == "Internal Server Error"
    assert first.json()["error_id"] != second.json()["error_id"]
    assert "hunter2" not in first.text


@pytest.mark.usefixtures("broken")
def test_log_has_the_id_and_the_traceback(caplog: pytest.LogCaptureFixture) -> None:
    error_id = client.get("/prices/pen").json()["error_id"]
    (record,) = [one for one in caplog.records if one.name == "catch_all_handler"]
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"error {error_id}: GET '/prices/pen'"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


@pytest.mark.usefixtures("broken")
def test_page_of_an_allowed_origin_can_read_the_answer() -> None:
    headers = client.get("/prices/pen", headers=ORIGIN).headers
    assert headers["access-control-allow-origin"] == "https://shop.example.com"
    foreign = client.get("/prices/pen", headers={"Origin": "https://evil.example"}).headers
    assert "access-control-allow-origin" not in foreign


@pytest.mark.usefixtures("broken")
def test_client_cannot_forge_a_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    client.get("/prices/pen%0aERROR:root:forged%0d")
    assert {one.getMessage().splitlines()[-1][:6] for one in caplog.records} == {"error "}
