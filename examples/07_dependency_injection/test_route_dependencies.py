import logging

import pytest
from fastapi.testclient import TestClient
from route_dependencies import app

client = TestClient(app)
REASON = {"X-Reason": "check-up"}


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="uvicorn.error")


def test_dependency_runs_for_its_effect(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/patients/7", headers=REASON)
    assert response.status_code == 200
    assert response.json() == {"patient": 7}
    assert "GET /patients/7: 'check-up'" in caplog.messages


@pytest.mark.parametrize("headers", [{}, {"X-Reason": ""}])
def test_exception_of_the_dependency_stops_the_request(
    caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    response = client.get("/patients/7", headers=headers)
    assert response.status_code == 403
    assert response.json() == {"detail": "State the reason for access in X-Reason"}
    assert not [message for message in caplog.messages if "/patients/7:" in message]


def test_exception_of_the_dependency_wins_over_invalid_parameters() -> None:
    assert client.get("/patients/first").status_code == 403
    assert client.get("/patients/first", headers=REASON).status_code == 422


def test_openapi_has_the_header_on_the_route() -> None:
    paths = app.openapi()["paths"]
    names = [parameter["name"] for parameter in paths["/patients/{patient_id}"]["get"]["parameters"]]
    assert names == ["patient_id", "x-reason"]
