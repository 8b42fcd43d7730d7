"""Around Celery, in one process and without Redis: states, results, arguments, eager tasks and missing parts."""

from typing import Any

from celery import Celery, Task
from celery.app.utils import find_app
from celery.result import AsyncResult
from celery_task_queue import app, celery_app
from fastapi.testclient import TestClient


def in_memory(**settings: Any) -> Celery:
    made = Celery("watch", broker="memory://", backend="cache+memory://", set_as_current=False)
    made.conf.update(settings)
    return made


def watch_states_of_a_job() -> object:
    queue = in_memory()
    backend = queue.backend
    backend.mark_as_started("started", pid=7)
    backend.mark_as_retry("retry", ConnectionError("unreachable"))
    backend.mark_as_revoked("revoked", reason="terminated")
    backend.mark_as_failure("failure", ValueError("no words"))
    backend.mark_as_done("done", 3)
    jobs = [AsyncResult(name, app=queue) for name in ("unknown", "started", "retry", "revoked", "failure", "done")]
    return [[job.id, job.state, repr(job.result), job.ready(), job.successful(), job.failed()] for job in jobs]


def watch_state_without_a_result_backend() -> object:
    bare = Celery("bare", broker="memory://", set_as_current=False)
    try:
        return AsyncResult("any", app=bare).state
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_result_that_is_no_json() -> object:
    queue = in_memory()
    results: list[object] = [{"a": (1, 2)}, {1: "one"}, float("inf"), b"bytes", {1, 2}, object]
    seen: list[str] = []
    for number, result in enumerate(results):
        try:
            queue.backend.mark_as_done(str(number), result)
            seen.append(repr(AsyncResult(str(number), app=queue).result))
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


def watch_eager_task() -> object:
    queue = in_memory(task_always_eager=True)

    def divide(one: float, other: float) -> float:
        return one / other

    task = queue.task(divide)
    jobs = [task.delay(1, 2), task.delay(1, 0)]
    return [[job.state, repr(job.result), type(job).__name__] for job in jobs]


def watch_retries_of_an_eager_task() -> object:
    queue = in_memory()
    attempts: list[int] = []

    def ping(self: Task, outages: int) -> int:
        attempts.append(self.request.retries)
        if self.request.retries < outages:
            raise ConnectionError("unreachable")
        return int(self.request.retries)

    task = queue.task(bind=True, autoretry_for=(ConnectionError,), max_retries=2, retry_backoff=True)(ping)
    jobs = [task.apply(args=[outages]) for outages in (0, 2, 3)]
    return [[job.state, repr(job.result)] for job in jobs], attempts


def watch_argument_that_is_no_json() -> object:
    queue = in_memory()

    def take(value: Any) -> None: ...

    task = queue.task(take)
    seen: list[str] = []
    for value in ({1, 2}, object(), b"bytes", float("nan"), lambda: None):
        try:
            seen.append(task.delay(value).state)
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


def watch_wrong_number_of_arguments() -> object:
    queue = in_memory()

    def take_number(value: int) -> None: ...

    task = queue.task(take_number)
    try:
        return task.delay().state
    except Exception as error:
        return type(error).__name__


def watch_what_celery_takes_for_its_app() -> object:
    return [type(find_app(name)).__name__ for name in ("celery_task_queue", "celery_task_queue:celery_app")]


def watch_settings_of_the_app() -> object:
    names = ["accept_content", "task_serializer", "result_serializer", "result_expires", "task_publish_retry_policy"]
    names += ["task_ignore_result", "task_track_started", "worker_prefetch_multiplier", "task_acks_late", "timezone"]
    return {name: repr(celery_app.conf[name]) for name in names}


def watch_names_of_the_tasks() -> object:
    return [name for name in celery_app.tasks if name.startswith("celery_task_queue.")]


def watch_job_in_the_document() -> object:
    document = app.openapi()
    return document["paths"]["/counts/{job_id}"]["get"], document["components"]["schemas"]["Job"]


def watch_id_that_is_no_uuid() -> object:
    response = TestClient(app).get("/counts/..%2fsecrets"), TestClient(app).get("/counts/job")
    return [answer.status_code for answer in response]
