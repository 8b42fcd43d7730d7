import importlib
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import arq_task_queue
import pytest
import redis
from arq import ArqRedis, create_pool
from arq.connections import RedisSettings
from fakeredis import TcpFakeServer
from fastapi.testclient import TestClient

PATIENCE = 45
WORKER = [sys.executable, "-m", "arq", "arq_task_queue.WorkerSettings", "--burst"]
# The embedded server does not know INFO, which a worker asks for its log only; a real Redis does.
WORKER_WITHOUT_INFO = """
import arq.worker
from arq.cli import cli

async def say_nothing(*arguments):
    pass

arq.worker.log_redis_info = say_nothing
cli(["arq_task_queue.WorkerSettings", "--burst"])
"""


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[str, list[str]]]:
    """The Redis that REDIS_URL names, or a server in this process that speaks its protocol; and the worker for it."""
    if "REDIS_URL" in os.environ:
        yield os.environ["REDIS_URL"], WORKER
        return
    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"redis://127.0.0.1:{server.server_address[1]}/0", [sys.executable, "-c", WORKER_WITHOUT_INFO]
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def keys(service: tuple[str, list[str]]) -> Iterator[redis.Redis]:
    """A queue of our own, since Redis may be shared; its keys are gone afterwards."""
    with pytest.MonkeyPatch.context() as patch, redis.Redis.from_url(service[0]) as keys:
        patch.setenv("REDIS_URL", service[0])
        patch.setenv("ARQ_QUEUE", f"arq_task_queue_{uuid4().hex}")
        importlib.reload(arq_task_queue)
        yield keys
        for key in keys.scan_iter(f"*{arq_task_queue.QUEUE}*"):
            keys.delete(key)


@pytest.fixture(scope="module")
def client(keys: redis.Redis) -> Iterator[TestClient]:
    with TestClient(arq_task_queue.app) as client:
        yield client


@pytest.fixture(scope="module")
def history(client: TestClient, keys: redis.Redis, service: tuple[str, list[str]]) -> dict[str, tuple[Any, Any]]:
    """What was answered at each step, with one run of the worker between them."""
    answers = {
        "first": client.put("/documents/poem/count", params={"text": "so much depends"}),
        "waiting": client.get("/documents/poem/count"),
        "again": client.put("/documents/poem/count", params={"text": "upon"}),
        "other": client.put("/documents/empty/count", params={"text": ""}),
    }
    queued = keys.zcard(arq_task_queue.QUEUE)
    worker = subprocess.run(
        service[1],
        cwd=Path(arq_task_queue.__file__).parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    assert worker.returncode == 0, worker.stdout
    answers["done"] = client.get("/documents/poem/count")
    answers["failed"] = client.get("/documents/empty/count")
    answers["after"] = client.put("/documents/poem/count", params={"text": "upon"})
    left = keys.zcard(arq_task_queue.QUEUE)
    return {
        **{name: (response.status_code, response.json()) for name, response in answers.items()},
        "queued": (queued, left),
    }


def test_job_waits_until_a_worker_runs(history: dict[str, tuple[Any, Any]]) -> None:
    queued = {"status": "queued", "words": None, "error": None}
    assert history["first"] == (202, queued)
    assert history["waiting"] == (200, queued)


def test_worker_in_burst_mode_runs_the_job_and_the_result_is_read_back(history: dict[str, tuple[Any, Any]]) -> None:
    assert history["done"] == (200, {"status": "complete", "words": 3, "error": None})


def test_failing_job_is_complete_with_its_error(history: dict[str, tuple[Any, Any]]) -> None:
    assert history["failed"] == (
        200,
        {"status": "complete", "words": None, "error": "ValueError('nothing to count')"},
    )


def test_same_job_id_is_not_enqueued_twice_while_it_waits(history: dict[str, tuple[Any, Any]]) -> None:
    assert history["again"] == (409, {"detail": "This document has a count already"})
    assert history["other"] == (202, {"status": "queued", "words": None, "error": None})
    assert history["queued"][0] == 2


def test_same_job_id_is_not_enqueued_again_while_its_result_is_kept(history: dict[str, tuple[Any, Any]]) -> None:
    assert history["after"] == (409, {"detail": "This document has a count already"})
    assert history["queued"][1] == 0


def test_unknown_job_is_not_found(client: TestClient) -> None:
    response = client.get("/documents/unknown/count")
    assert (response.status_code, response.json()) == (200, {"status": "not_found", "words": None, "error": None})


def test_lifespan_makes_one_pool_and_closes_it(keys: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ArqRedis] = []
    closed: list[ArqRedis] = []
    close = ArqRedis.aclose

    async def create_and_remember(settings: RedisSettings, default_queue_name: str) -> ArqRedis:
        pool = await create_pool(settings, default_queue_name=default_queue_name)
        made.append(pool)
        return pool

    async def remember_and_close(pool: ArqRedis) -> None:
        closed.append(pool)
        await close(pool)

    monkeypatch.setattr(arq_task_queue, "create_pool", create_and_remember)
    monkeypatch.setattr(ArqRedis, "aclose", remember_and_close)
    with TestClient(arq_task_queue.app) as client:
        client.get("/documents/unknown/count")
        client.get("/documents/unknown/count")
        assert closed == []
    assert len(made) == 1
    assert closed == made


def test_local_redis_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.delenv("ARQ_QUEUE", raising=False)
    script = runpy.run_path(arq_task_queue.__file__)
    settings = script["WorkerSettings"]
    assert (settings.redis_settings.host, settings.redis_settings.port, settings.redis_settings.database) == (
        "localhost",
        6379,
        0,
    )
    assert settings.queue_name == "arq:documents"


def test_status_of_a_job_is_documented_as_an_enumeration() -> None:
    schema = arq_task_queue.app.openapi()
    for method, status_code in [("put", "202"), ("get", "200")]:
        assert schema["paths"]["/documents/{name}/count"][method]["responses"][status_code] == {
            "description": "Successful Response",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Count"}}},
        }
    assert schema["components"]["schemas"]["Count"] == {
        "properties": {
            "status": {"$ref": "#/components/schemas/JobStatus"},
            "words": {"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Words"},
            "error": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Error"},
        },
        "type": "object",
        "required": ["status"],
        "title": "Count",
    }
    assert schema["components"]["schemas"]["JobStatus"]["enum"] == [
        "deferred",
        "queued",
        "in_progress",
        "complete",
        "not_found",
    ]
