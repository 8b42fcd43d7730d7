import importlib
import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any
from uuid import uuid4

import celery_task_queue
import pytest
import redis
from celery import Celery
from celery.app.utils import find_app
from celery.exceptions import TaskRevokedError
from celery.result import AsyncResult
from fakeredis import TcpFakeServer
from fastapi import FastAPI
from fastapi.testclient import TestClient

PATIENCE = 45


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """The Redis that REDIS_URL names, or a server in this process that speaks its protocol."""
    if "REDIS_URL" in os.environ:
        yield os.environ["REDIS_URL"]
        return
    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    """A queue and keys that nobody else uses, since the broker may be shared."""
    name = f"celery_task_queue_{uuid4().hex}"
    prefix = {"global_keyprefix": f"{name}:"}
    over_redis = "CELERY_BROKER_URL" not in os.environ
    return {
        "task_default_queue": name,
        "worker_enable_remote_control": False,
        "broker_transport_options": prefix if over_redis else {},
        "result_backend_transport_options": prefix,
    }


@pytest.fixture(scope="module")
def client(redis_url: str, settings: dict[str, Any]) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDIS_URL", redis_url)
        script = importlib.reload(celery_task_queue)
        script.celery_app.conf.update(settings)
        yield TestClient(script.app)
        queue = settings["task_default_queue"]
        with script.celery_app.connection_for_write() as connection:
            connection.default_channel.queue_delete(queue)
            connection.default_channel.exchange_delete(queue)
        script.celery_app.close()
        with redis.Redis.from_url(redis_url) as keys:
            for key in keys.scan_iter(f"{queue}:*"):
                keys.delete(key)


@pytest.fixture(scope="module")
def history(
    client: TestClient, settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[tuple[int, Any]]]:
    """For each job what was answered: when it was enqueued, before a worker ran, and after one had run it."""
    accepted = {
        "good": client.post("/averages", json=[1, 2, 6]),
        "failing": client.post("/averages", json=[]),
        "retried": client.post("/pings/2"),
        "given up": client.post("/pings/3"),
    }
    ids = {name: response.json()["id"] for name, response in accepted.items()}
    waiting = {name: client.get(f"/jobs/{job_id}") for name, job_id in ids.items()}
    folder = tmp_path_factory.mktemp("worker")
    (folder / "isolated.py").write_text(
        f"from celery_task_queue import celery_app\n\ncelery_app.conf.update({settings!r})\n"
    )
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with (folder / "output").open("w") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "isolated:celery_app", "worker", "--concurrency", "1", *quiet],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(celery_task_queue.__file__).parent)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            for job_id in ids.values():
                job = AsyncResult(job_id, app=celery_task_queue.celery_app)
                job.get(timeout=PATIENCE, propagate=False)
            worker.terminate()
            assert worker.wait(timeout=PATIENCE) == 0, (folder / "output").read_text()
        finally:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait(timeout=PATIENCE)
    done = {name: client.get(f"/jobs/{job_id}") for name, job_id in ids.items()}
    return {
        name: [(r.status_code, {**r.json(), "id": r.json()["id"] == ids[name]}) for r in responses]
        for name, responses in ((name, (accepted[name], waiting[name], done[name])) for name in ids)
    }


def answer(status_code: int, state: str, result: float | None = None, error: str | None = None) -> tuple[int, Any]:
    return status_code, {"id": True, "state": state, "result": result, "error": error}


def test_worker_in_its_own_process_takes_a_job_from_pending_to_success(
    history: dict[str, list[tuple[int, Any]]],
) -> None:
    assert history["good"] == [answer(202, "PENDING"), answer(200, "PENDING"), answer(200, "SUCCESS", result=3.0)]


def test_failing_task_reports_failure(history: dict[str, list[tuple[int, Any]]]) -> None:
    assert history["failing"] == [
        answer(202, "PENDING"),
        answer(200, "PENDING"),
        answer(200, "FAILURE", error="ZeroDivisionError('division by zero')"),
    ]


def test_task_is_retried_until_it_works(history: dict[str, list[tuple[int, Any]]]) -> None:
    assert history["retried"] == [answer(202, "PENDING"), answer(200, "PENDING"), answer(200, "SUCCESS", result=2.0)]


def test_task_fails_with_its_own_error_after_the_last_retry(history: dict[str, list[tuple[int, Any]]]) -> None:
    assert history["given up"][-1] == answer(200, "FAILURE", error="ConnectionError('unreachable')")


@pytest.mark.parametrize(
    ("mark", "arguments", "state"),
    [
        ("mark_as_started", {"pid": 7}, "STARTED"),
        ("mark_as_retry", {"exc": ConnectionError("unreachable")}, "RETRY"),
        ("mark_as_revoked", {"reason": "terminated"}, "REVOKED"),
    ],
)
def test_job_without_success_has_no_result(
    client: TestClient, mark: str, arguments: dict[str, Any], state: str
) -> None:
    getattr(celery_task_queue.celery_app.backend, mark)(f"job-{state}", **arguments)
    response = client.get(f"/jobs/job-{state}")
    assert response.status_code == 200
    assert response.json() == {"id": f"job-{state}", "state": state, "result": None, "error": None}


@pytest.mark.parametrize(
    ("mark", "arguments", "kind"),
    [
        ("mark_as_retry", {"exc": ConnectionError("unreachable")}, ConnectionError),
        ("mark_as_revoked", {"reason": "terminated"}, TaskRevokedError),
    ],
)
def test_result_is_an_exception_also_without_failure(
    client: TestClient, mark: str, arguments: dict[str, Any], kind: type[Exception]
) -> None:
    getattr(celery_task_queue.celery_app.backend, mark)(f"exception-{mark}", **arguments)
    assert isinstance(AsyncResult(f"exception-{mark}", app=celery_task_queue.celery_app).result, kind)


def test_job_that_fails_while_it_is_read_is_reported_as_one_state(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = {"status": "STARTED", "result": {"pid": 7}}
    failed = {"status": "FAILURE", "result": ZeroDivisionError("division by zero")}
    states = chain([started], repeat(failed))
    backend = type(celery_task_queue.celery_app.backend)
    monkeypatch.setattr(backend, "get_task_meta", lambda backend, job_id: next(states))
    answers = [client.get("/jobs/running").json() for _ in range(2)]
    assert answers == [
        {"id": "running", "state": "STARTED", "result": None, "error": None},
        {"id": "running", "state": "FAILURE", "result": None, "error": "ZeroDivisionError('division by zero')"},
    ]


def test_unknown_job_looks_like_a_waiting_one(client: TestClient) -> None:
    response = client.get("/jobs/never-enqueued")
    assert response.status_code == 200
    assert response.json() == {"id": "never-enqueued", "state": "PENDING", "result": None, "error": None}


def test_invalid_request_is_refused(client: TestClient) -> None:
    response = client.post("/averages", json=["many"])
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    del error["msg"]
    assert error == {"type": "float_parsing", "loc": ["body", 0], "input": "many"}


def test_broker_and_result_backend_are_a_local_redis_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REDIS_URL", "CELERY_BROKER_URL", "CELERY_RESULT_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    conf = runpy.run_path(celery_task_queue.__file__)["celery_app"].conf
    assert (conf.broker_url, conf.result_backend) == ("redis://localhost:6379/0", "redis://localhost:6379/0")


def test_state_cannot_be_read_without_a_result_backend() -> None:
    bare = Celery("bare", broker="memory://", set_as_current=False)
    with pytest.raises(AttributeError, match="DisabledBackend"):
        _ = AsyncResult("any", app=bare).state


def test_module_name_alone_would_give_celery_the_fastapi_app() -> None:
    assert isinstance(find_app("celery_task_queue"), FastAPI)
    assert isinstance(find_app("celery_task_queue:celery_app"), Celery)


def test_accepted_job_is_documented() -> None:
    schema = celery_task_queue.app.openapi()
    for path, method, status_code in [
        ("/averages", "post", "202"),
        ("/pings/{outages}", "post", "202"),
        ("/jobs/{job_id}", "get", "200"),
    ]:
        assert schema["paths"][path][method]["responses"][status_code] == {
            "description": "Successful Response",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}},
        }
    assert schema["components"]["schemas"]["Job"] == {
        "properties": {
            "id": {"type": "string", "title": "Id"},
            "state": {"type": "string", "title": "State"},
            "result": {"anyOf": [{"type": "number"}, {"type": "null"}], "title": "Result"},
            "error": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Error"},
        },
        "type": "object",
        "required": ["id", "state"],
        "title": "Job",
    }
