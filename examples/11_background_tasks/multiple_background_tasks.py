# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Several background tasks: they run one after the other, in the order they were added.

They never run at the same time, even if they are `async def`. If one raises, those after
it do not run, so add the most important one first and catch in a task what must not stop
the others.
"""

import logging

from fastapi import BackgroundTasks, FastAPI
from pydantic import BaseModel, Field

app = FastAPI()
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here


class Report(BaseModel):
    title: str = Field(max_length=100)


async def archive(report: Report) -> None:
    logger.info("Archive %r", report.title)


def notify_readers(report: Report) -> None:
    logger.info("Notify the readers of %r", report.title)


@app.post("/reports", status_code=202)
async def publish_report(report: Report, background_tasks: BackgroundTasks) -> Report:
    background_tasks.add_task(archive, report)
    background_tasks.add_task(notify_readers, report)
    return report
