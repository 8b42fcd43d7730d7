# /// script
# requires-python = ">=3.11"
# dependencies = ["apscheduler<4", "fastapi[standard]"]
# ///
"""Scheduler: run jobs on the event loop with APScheduler, from the app's start to its end.

A job never overlaps with itself (`max_instances`), and several missed runs become one
(`coalesce`). A job that fails is logged and runs again next time. Each worker has a
scheduler of its own: with several workers, run the jobs in one separate process.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import FastAPI, HTTPException, Request

SETTINGS = {"max_instances": 1, "coalesce": True, "misfire_grace_time": 60}


async def refresh(report: dict[str, str]) -> None:
    report["made_at"] = datetime.now(UTC).isoformat()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    report: dict[str, str] = {}
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=SETTINGS)
    scheduler.add_job(refresh, "interval", [report], minutes=5, id="refresh", next_run_time=datetime.now(UTC))
    scheduler.start()
    yield {"report": report, "scheduler": scheduler}
    scheduler.shutdown()


app = FastAPI(lifespan=lifespan)


@app.get("/report")
async def read_report(request: Request) -> dict[str, str]:
    report: dict[str, str] = request.state.report
    if not report:
        raise HTTPException(status_code=503, detail="Not made yet", headers={"Retry-After": "5"})
    return report
