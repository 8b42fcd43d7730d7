# /// script
# dependencies = ["fakeredis[lua]"]
# ///
import importlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import celery_task_queue as script
import pytest
from celery.result import AsyncResult
from fastapi.testclient import TestClient


@pytest.fixture
def use_redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], TestClient]]:
    """Load the script for a Redis and a queue of its own; give a client of its app."""

    def load(url: str) -> TestClient:
        monkeypatch.setenv("REDIS_URL", url)
        importlib.reload(script).celery_app.conf.task_default_queue = f"celery_task_queue_{uuid4().hex}"
        return TestClient(script.app)

    yield load
    script.celery_app.close()


def answer(job: dict[str, Any], client: TestClient, wait: bool = True) -> tuple[str, int | None]:
    if wait:
        AsyncResult(job["id"], app=script.celery_app).get(timeout=45, propagate=False)
    read = client.get(f"/counts/{job['id']}")
    assert (read.status_code, read.json().get("id")) == (200, job["id"]), read.text
    return read.json()["state"], read.json()["words"]


def test_worker_takes_jobs_to_success_failure_and_retry(
    redis_url: str, use_redis: Callable[[str], TestClient], start_server: Callable[..., Any], tmp_path: Path
) -> None:
    client = use_redis(redis_url)
    responses = [client.post("/counts", json={"name": name}) for name in ("poem", "image", "late")]
    assert [response.status_code for response in responses] == [202] * 3
    poem, image, late = (response.json() for response in responses)
    assert poem == {"id": poem["id"], "state": "PENDING", "words": None}
    assert answer(poem, client, wait=False) == ("PENDING", None)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "poem.txt").write_bytes("só much depénds".encode())
    (tmp_path / "documents" / "image.txt").write_bytes(b"\xff\xfe")
    queue = ["-Q", script.celery_app.conf.task_default_queue, "-P", "solo", "-l", "INFO"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    environment = {"PYTHONPATH": str(Path(script.__file__).parent)}
    command = ["celery", "-A", "celery_task_queue:celery_app", "worker", *queue, *quiet]
    worker = start_server(*command, env=environment, cwd=tmp_path)
    worker.wait_for("FileNotFoundError")
    assert answer(late, client, wait=False) == ("RETRY", None)
    (tmp_path / "documents" / "late.txt").write_text("upon")
    assert answer(poem, client) == ("SUCCESS", 3)
    assert answer(image, client) == ("FAILURE", None)
    assert answer(late, client) == ("SUCCESS", 1)


def test_task_gives_up_after_five_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[object] = []

    def fail(*arguments: object) -> None:
        attempts.append(arguments)
        raise OSError("not there yet")

    monkeypatch.setattr(script, "Path", fail)
    assert script.count_words.apply(args=["missing"]).state == "FAILURE"
    assert len(attempts) == 6


@pytest.mark.parametrize("name", ["../secrets", "", "a" * 51, "a\n"])
def test_invalid_document_name_is_refused(name: str, use_redis: Callable[[str], TestClient]) -> None:
    client = use_redis("redis://127.0.0.1:1")
    assert client.post("/counts", json={"name": name}).status_code == 422


@pytest.mark.parametrize("listening", [False, True])
def test_redis_that_does_not_answer_is_503(listening: bool, use_redis: Callable[[str], TestClient]) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if listening:
            silent.listen()
        client = use_redis(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        started = time.monotonic()
        assert client.post("/counts", json={"name": "a" * 50}).status_code == 503
        assert client.get(f"/counts/{uuid4()}").status_code == 503
        assert time.monotonic() - started < 15
