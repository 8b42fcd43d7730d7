# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Background tasks and dependencies: add tasks in a dependency and in the endpoint.

A request has one `BackgroundTasks`, shared by dependencies and endpoint. `Depends` does
nothing in a task's own signature. Pass values, and let a task open its own resources:
those of the request may be closed by then.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TextIO

from fastapi import BackgroundTasks, Body, Depends, FastAPI

app = FastAPI()
LOG = Path("articles.log")
Title = Annotated[str, Body(embed=True, max_length=100)]


def open_log() -> Iterator[TextIO]:
    with LOG.open("a", buffering=1) as log:
        yield log


def write_log(line: str) -> None:
    with LOG.open("a") as log:
        log.write(line)


def count_request(background_tasks: BackgroundTasks) -> None:
    background_tasks.add_task(write_log, "counted\n")


@app.post("/articles", status_code=201, dependencies=[Depends(count_request)])
def create_article(title: Title, log: Annotated[TextIO, Depends(open_log)], background_tasks: BackgroundTasks) -> None:
    log.write(f"created {title!a}\n")
    background_tasks.add_task(write_log, f"indexed {title!a}\n")
