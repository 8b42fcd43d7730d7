# /// script
# dependencies = ["fakeredis[lua]"]
# ///
import importlib
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import arq.worker
import arq_task_queue as script
import pytest
from arq import ArqRedis
from fastapi.testclient import TestClient
from redis.exceptions import ConnectionError as RedisConnectionError


@pytest.fixture
def client(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("REDIS_URL", redis_url)
    importlib.reload(script)
    with TestClient(script.app) as client:
        yield client


def new_path() -> str:
    return f"/documents/{uuid4().hex}/count"


def run_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    async def log_nothing(*arguments: Any) -> None: ...  # the server in this process knows no INFO

    monkeypatch.setattr(arq.worker, "log_redis_info", log_nothing)
    settings: Any = script.WorkerSettings
    arq.worker.run_worker(settings, burst=True, handle_signals=False, poll_delay=0.01)


def test_worker_runs_the_job_and_the_result_is_read_back(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_path()
    started = client.put(path, json={"text": "so much depends"})
    assert (started.status_code, started.json()) == (202, True)
    assert client.get(path).json() == {"words": None}
    run_worker(monkeypatch)
    assert client.get(path).json() == {"words": 3}


def test_same_job_is_not_queued_twice(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = new_path(), new_path()
    client.put(path, json={"text": "upon"})
    again = client.put(path, json={"text": "a red wheel barrow"})
    assert (again.status_code, again.json()) == (202, False)
    assert client.put(other, json={"text": "glazed with rain"}).json() is True
    run_worker(monkeypatch)
    assert client.put(path, json={"text": "a red wheel barrow"}).json() is False
    assert [client.get(each).json()["words"] for each in (path, other)] == [1, 3]


def test_failing_job_does_not_reveal_its_error(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_path()
    client.put(path, json={"text": "upon"})

    async def fail(ctx: Any, text: str) -> int:
        raise ValueError(f"password: {text}")

    fail.__qualname__ = "count_words"
    monkeypatch.setattr(script.WorkerSettings, "functions", [fail])
    run_worker(monkeypatch)
    assert client.get(path).json() == {"words": None}


def test_nothing_is_pickled(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("arq.jobs", "arq.connections", "arq.worker"):
        monkeypatch.setattr(f"{module}.pickle", None, raising=False)
    path = new_path()
    assert client.put(path, json={"text": "upon"}).status_code == 202
    run_worker(monkeypatch)
    assert client.get(path).json() == {"words": 1}


def test_redis_that_went_away_is_503(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*arguments: Any, **options: Any) -> None:
        raise RedisConnectionError("gone")

    monkeypatch.setattr(ArqRedis, "execute_command", fail)
    monkeypatch.setattr(ArqRedis, "enqueue_job", fail)
    assert client.put(new_path(), json={"text": "upon"}).status_code == 503


def test_unknown_document_has_no_count_and_a_long_one_is_refused(client: TestClient) -> None:
    assert client.get(new_path()).json() == {"words": None}
    assert client.put(new_path(), json={"text": "a" * 100_001}).status_code == 422
    assert client.put(new_path(), json={"text": "a" * 100_000}).status_code == 202
