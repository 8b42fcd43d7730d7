# /// script
# dependencies = ["fakeredis[lua]"]
# ///
"""Around ARQ, without a worker: what a job is stored as, its states, ids, serializers and settings."""

import asyncio
import pickle
import threading
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import arq.worker
from arq import ArqRedis, create_pool
from arq.connections import RedisSettings
from arq.constants import default_queue_name
from arq.jobs import Job, JobStatus, serialize_result
from arq_task_queue import WorkerSettings, app
from fakeredis import TcpFakeServer


def with_redis(use: Callable[[ArqRedis], Awaitable[object]], **options: Any) -> object:
    with TcpFakeServer(("127.0.0.1", 0)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()

        async def run() -> object:
            settings = RedisSettings.from_dsn(f"redis://127.0.0.1:{server.server_address[1]}/0")
            async with await create_pool(settings, **options) as redis:
                return await use(redis)

        try:
            return asyncio.run(run())
        finally:
            server.shutdown()


def watch_keys_of_a_waiting_job() -> object:
    async def use(redis: ArqRedis) -> object:
        job = await redis.enqueue_job("count", "text", word="a", _job_id="one")
        again = await redis.enqueue_job("count", _job_id="one")
        info: Any = await Job("one", redis).info()
        keys = sorted(key.decode() for key in await redis.keys("*"))
        return keys, repr(job), repr(again), info.function, info.args, info.kwargs

    return with_redis(use)


def watch_job_that_comes_later() -> object:
    async def use(redis: ArqRedis) -> object:
        jobs = [
            await redis.enqueue_job("count", _job_id="deferred", _defer_by=timedelta(hours=1)),
            await redis.enqueue_job("count", _job_id="expiring", _expires=60),
            await redis.enqueue_job("count", _job_id="elsewhere", _queue_name="other"),
        ]
        return [(await job.status()).value if job else None for job in jobs], await redis.zcard(default_queue_name)

    return with_redis(use)


def watch_job_read_from_another_queue() -> object:
    async def use(redis: ArqRedis) -> object:
        await redis.enqueue_job("count", _job_id="one", _queue_name="other")
        queues = (default_queue_name, "other", "third")
        return [(await Job("one", redis, _queue_name=queue).status()).value for queue in queues]

    return with_redis(use), with_redis(use, default_queue_name="other")


def watch_how_a_job_is_stored() -> object:
    async def use(redis: ArqRedis) -> object:
        await redis.enqueue_job("count", "text", _job_id="one")
        stored = await redis.get("arq:job:one")
        try:
            job: Any = pickle.loads(stored or b"")  # noqa: S301
        except Exception as error:
            return type(error).__name__
        return sorted(job), job["f"], job["a"]

    return with_redis(use), with_redis(use, job_serializer=lambda job: repr(job["f"]).encode())


def watch_result_that_cannot_be_serialized() -> object:
    def refuse(data: Any) -> bytes:
        raise TypeError("no")

    kept = serialize_result("f", (), {}, 1, 0, True, lambda: None, 0, 0, "ref", "queue", "id")
    lost = serialize_result("f", (), {}, 1, 0, True, 1, 0, 0, "ref", "queue", "id", serializer=refuse)
    result: Any = pickle.loads(kept or b"")  # noqa: S301
    return result["s"], repr(result["r"]), lost


def watch_statuses() -> object:
    return {status.name: status.value for status in JobStatus}


def watch_job_that_nobody_knows() -> object:
    async def use(redis: ArqRedis) -> object:
        job = Job("unknown", redis)
        try:
            await job.result(timeout=0)
        except Exception as error:
            return (await job.status()).value, await job.info(), await job.result_info(), type(error).__name__
        return "a result"

    return with_redis(use)


def watch_settings_from_an_address() -> object:
    found: list[list[object]] = []
    for address in ("redis://", "rediss://me:secret@example.com:7000/3", "redis://example.com", "unix:///run/redis"):
        try:
            given = RedisSettings.from_dsn(address)
        except Exception as error:
            found.append([type(error).__name__])
            continue
        found.append([given.host, given.port, given.database, given.username, given.ssl, given.unix_socket_path])
    return repr(found)


def watch_settings_that_a_worker_takes() -> object:
    given: dict[str, Any] = dict(arq.worker.get_kwargs(WorkerSettings))  # type: ignore[arg-type]
    return sorted(given), [function.__name__ for function in given["functions"]]


def watch_redis_that_is_not_there() -> object:
    async def connect() -> None:
        await create_pool(RedisSettings(port=1, conn_retries=1, conn_retry_delay=0, conn_timeout=1))

    try:
        asyncio.run(connect())
    except Exception as error:
        return type(error).__name__, type(error).__module__
    return "connected"


def watch_count_in_the_document() -> object:
    return app.openapi()["paths"]["/documents/{name}/count"]
