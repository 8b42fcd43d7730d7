import logging
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient
from route_dependencies import app, log_access

client = TestClient(app)


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="route_dependencies")


def access_log(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "route_dependencies"]


def test_dependency_runs_for_its_side_effect(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/patients/7", headers={"X-Reason": "check-up"})
    assert response.status_code == 200
    assert response.json() == {"patient": 7}
    assert access_log(caplog) == ["GET /patients/7: check-up"]


def test_header_that_the_dependency_sets_is_on_the_response() -> None:
    response = client.get("/patients/7", headers={"X-Reason": "check-up"})
    assert response.headers["x-access"] == "logged"


def test_exception_of_the_dependency_stops_the_request(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/patients/7")
    assert response.status_code == 403
    assert response.json() == {"detail": "Give the reason for the access in X-Reason"}
    assert "x-access" not in response.headers
    assert access_log(caplog) == []


def test_other_route_is_not_affected(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/patients")
    assert response.status_code == 200
    assert response.json() == {"count": 2}
    assert "x-access" not in response.headers
    assert access_log(caplog) == []


def test_dependency_has_run_when_the_parameters_of_the_route_are_refused(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/patients/first", headers={"X-Reason": "check-up"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "patient_id"]]
    assert access_log(caplog) == ["GET /patients/first: check-up"]


def test_exception_of_the_dependency_wins_over_refused_parameters() -> None:
    assert client.get("/patients/first").status_code == 403


def test_parameters_of_the_dependency_are_documented_on_its_route_only() -> None:
    paths = app.openapi()["paths"]
    assert paths["/patients/{patient_id}"]["get"]["parameters"] == [
        {"name": "patient_id", "in": "path", "required": True, "schema": {"type": "integer", "title": "Patient Id"}},
        {
            "name": "x-reason",
            "in": "header",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "X-Reason"},
        },
    ]
    assert "parameters" not in paths["/patients"]["get"]


def test_return_value_is_not_passed() -> None:
    other_app = FastAPI()

    @other_app.get("/decorator", dependencies=[Depends(log_access)])
    def read_nothing(reason: str = "nothing") -> str:
        return reason

    @other_app.get("/parameter")
    def read_reason(reason: Annotated[str, Depends(log_access)]) -> str:
        return reason

    other_client = TestClient(other_app)
    assert other_client.get("/decorator", headers={"X-Reason": "check-up"}).json() == "nothing"
    assert other_client.get("/parameter", headers={"X-Reason": "check-up"}).json() == "check-up"


def test_dependencies_run_in_the_order_of_the_list_before_those_of_the_parameters() -> None:
    order: list[str] = []
    ordered_app = FastAPI()

    def first() -> None:
        order.append("first")

    async def second() -> None:
        order.append("second")

    def parameter() -> None:
        order.append("parameter")

    @ordered_app.get("/", dependencies=[Depends(first), Depends(second)])
    def endpoint(value: Annotated[None, Depends(parameter)]) -> None:
        order.append("endpoint")

    TestClient(ordered_app).get("/")
    assert order == ["first", "second", "parameter", "endpoint"]


def test_first_exception_keeps_the_next_dependency_and_the_endpoint_from_running() -> None:
    order: list[str] = []
    stopping_app = FastAPI()

    def stop() -> None:
        order.append("stop")
        raise HTTPException(429)

    def never() -> None:
        order.append("never")

    @stopping_app.get("/", dependencies=[Depends(stop), Depends(never)])
    def endpoint() -> None:
        order.append("endpoint")

    response = TestClient(stopping_app).get("/")
    assert (response.status_code, response.json()) == (429, {"detail": "Too Many Requests"})
    assert order == ["stop"]


def test_dependency_in_decorator_and_parameter_runs_once() -> None:
    calls: list[str] = []
    twice_app = FastAPI()

    def count() -> int:
        calls.append("called")
        return len(calls)

    @twice_app.get("/", dependencies=[Depends(count)])
    def endpoint(number: Annotated[int, Depends(count)]) -> int:
        return number

    assert TestClient(twice_app).get("/").json() == 1
    assert calls == ["called"]


def test_dependency_with_yield_surrounds_the_endpoint() -> None:
    events: list[str] = []
    yielding_app = FastAPI()

    def surround() -> Iterator[str]:
        events.append("enter")
        yield "not passed"
        events.append("exit")

    @yielding_app.get("/", dependencies=[Depends(surround)])
    def endpoint() -> None:
        events.append("endpoint")

    TestClient(yielding_app).get("/")
    assert events == ["enter", "endpoint", "exit"]


def test_background_task_of_the_dependency_runs_with_those_of_the_endpoint() -> None:
    tasks_run: list[str] = []
    task_app = FastAPI()

    def add_task(tasks: BackgroundTasks) -> None:
        tasks.add_task(tasks_run.append, "of the dependency")

    @task_app.get("/", dependencies=[Depends(add_task)])
    def endpoint(tasks: BackgroundTasks) -> None:
        tasks.add_task(tasks_run.append, "of the endpoint")

    TestClient(task_app).get("/")
    assert tasks_run == ["of the dependency", "of the endpoint"]
