"""Around a scheduler: triggers, missed runs, job settings, and what an app's end does to a job."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi.testclient import TestClient
from scheduler import SETTINGS, app

START = datetime(2026, 1, 1, tzinfo=UTC)


def times(trigger: Any, count: int = 3) -> list[str]:
    told, previous, now = [], None, START
    for _ in range(count):
        previous = trigger.get_next_fire_time(previous, now)
        told.append(str(previous))
        now = previous or now
    return told


def watch_times_of_triggers() -> object:
    from apscheduler.triggers.cron import CronTrigger
    from apscheduler.triggers.date import DateTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    return {
        "interval": times(IntervalTrigger(minutes=5, start_date=START, timezone=UTC)),
        "nightly": times(CronTrigger(hour=3, timezone=UTC)),
        "crontab": times(CronTrigger.from_crontab("*/20 * * * mon", timezone=UTC)),
        "once": times(DateTrigger(START + timedelta(days=1), timezone=UTC), 1),
        "summer time": times(CronTrigger(hour=2, minute=30, day=29, month=3, timezone="Europe/Copenhagen"), 1),
    }


def watch_jobs_of_the_app() -> object:
    with TestClient(app) as client:
        jobs = client.app_state["scheduler"].get_jobs()
        return [
            [job.id, job.name, str(job.trigger), job.coalesce, job.max_instances, job.misfire_grace_time]
            for job in jobs
        ]


def watch_default_settings() -> object:
    scheduler = AsyncIOScheduler(timezone=UTC)
    job = scheduler.add_job(print, "interval", minutes=1)
    return [job.name, str(job.trigger), job.pending, len(SETTINGS), scheduler.running, scheduler.state]


def watch_two_jobs_of_one_name_and_unknown_ones() -> object:
    async def run() -> list[str]:
        told = []
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start(paused=True)
        scheduler.add_job(print, "interval", minutes=1, id="a")
        for call in (
            lambda: scheduler.add_job(print, "interval", minutes=1, id="a"),
            lambda: scheduler.remove_job("b"),
            lambda: scheduler.add_job(print, "hourly"),
            lambda: scheduler.add_job(print, "interval", ["x"], {"unknown": 1}, minutes=1),
            lambda: scheduler.add_job(print, "interval", centuries=1),
            scheduler.start,
        ):
            try:
                call()
                told.append("fine")
            except Exception as error:
                told.append(type(error).__name__)
        scheduler.shutdown()
        return told

    return asyncio.run(run())


def watch_events_of_a_job() -> object:
    async def run() -> list[Any]:
        told: list[Any] = []
        done = asyncio.Event()
        scheduler = AsyncIOScheduler(timezone=UTC)

        def note(event: Any) -> None:
            told.append([type(event).__name__, repr(getattr(event, "exception", None))])
            if len(told) == 2:
                done.set()

        from apscheduler import events

        scheduler.add_listener(note, events.EVENT_JOB_EXECUTED | events.EVENT_JOB_ERROR | events.EVENT_JOB_MISSED)
        scheduler.start()
        scheduler.add_job(lambda: 1 / 0, "date", id="fails")
        await asyncio.wait_for(asyncio.sleep(0), 10)
        scheduler.add_job(lambda: None, "date", run_date=START, misfire_grace_time=1, id="missed")
        await asyncio.wait_for(done.wait(), 30)
        scheduler.shutdown()
        return sorted(told)

    return asyncio.run(run())
