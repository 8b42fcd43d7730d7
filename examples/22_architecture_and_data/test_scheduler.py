import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
import scheduler
from fastapi.testclient import TestClient
from scheduler import app

PATIENCE = 60


class Refreshes:
    """Stands for the job: says that it began, and fails, or waits until it may end."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self.count, self.fails, self.may_end = 0, False, True

    async def run(self, report: dict[str, str]) -> None:
        self.count += 1
        self.began.release()
        assert not self.fails
        while not self.may_end:
            await asyncio.sleep(0)
        report["made_at"] = f"run {self.count}"


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Refreshes:
    job = Refreshes()
    monkeypatch.setattr(scheduler, "refresh", job.run)
    return job


def run_now(client: TestClient) -> None:
    assert client.portal is not None
    timer = client.app_state["scheduler"]
    client.portal.call(lambda: timer.modify_job("refresh", next_run_time=datetime.now(UTC)))


def test_job_runs_at_the_start_and_then_every_five_minutes(job: Refreshes) -> None:
    with TestClient(app) as client:
        assert job.began.acquire(timeout=PATIENCE)
        assert client.get("/report").json() == {"made_at": "run 1"}
        run_now(client)
        assert job.began.acquire(timeout=PATIENCE)
        assert client.get("/report").json() == {"made_at": "run 2"}
        due = client.app_state["scheduler"].get_job("refresh").next_run_time
        assert timedelta(minutes=4) < due - datetime.now(UTC) <= timedelta(minutes=5)
    assert (job.count, client.app_state["scheduler"].running) == (2, False)


def test_report_tells_when_it_was_made() -> None:
    report: dict[str, str] = {}
    asyncio.run(scheduler.refresh(report))
    assert datetime.now(UTC) - datetime.fromisoformat(report["made_at"]) < timedelta(minutes=1)


def test_job_that_fails_runs_again_and_until_then_there_is_no_report(job: Refreshes) -> None:
    job.fails = True
    with TestClient(app) as client:
        assert job.began.acquire(timeout=PATIENCE)
        response = client.get("/report")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        job.fails = False
        run_now(client)
        assert job.began.acquire(timeout=PATIENCE)
        assert client.get("/report").json() == {"made_at": "run 2"}


def test_job_that_is_not_done_is_not_started_twice(job: Refreshes) -> None:
    job.may_end = False
    with TestClient(app) as client:
        assert job.began.acquire(timeout=PATIENCE)
        for _ in range(3):
            run_now(client)
            client.get("/report")
        assert job.count == 1
        job.may_end = True
