# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Several background tasks: they run one after the other, in the order in which they were added.

Nothing runs them at the same time, also when they are `async def`. When one raises, those behind it never start, so put
what matters most first and catch inside a task what it can survive. Tasks that must not depend on each other belong in
a queue.
"""

import logging

from fastapi import BackgroundTasks, FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()


async def store_original(name: str) -> None:
    logger.info("stored %s", name)


def make_thumbnail(name: str, width: int) -> None:
    logger.info("scaled %s to %d pixels", name, width)


@app.put("/images/{name}", status_code=202)
async def upload_image(name: str, background_tasks: BackgroundTasks) -> dict[str, int]:
    background_tasks.add_task(store_original, name)
    background_tasks.add_task(make_thumbnail, name, width=200)
    return {"pending": len(background_tasks.tasks)}
