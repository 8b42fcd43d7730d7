# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Several background tasks: they run one after the other, in the order they were added.

They never run at the same time, even if they are `async def`. If one raises, those
after it do not run. Add the most important one first, and let a minor one catch its own
errors.
"""

import logging
from typing import Annotated

from fastapi import BackgroundTasks, Body, FastAPI

app = FastAPI()
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here
Title = Annotated[str, Body(embed=True, max_length=100)]


async def archive(title: str) -> None:
    logger.info("Archive %r", title)


def notify_readers(title: str) -> None:
    logger.info("Notify the readers of %r", title)


@app.post("/reports", status_code=202)
async def publish_report(title: Title, background_tasks: BackgroundTasks) -> None:
    background_tasks.add_task(archive, title)
    background_tasks.add_task(notify_readers, title)
