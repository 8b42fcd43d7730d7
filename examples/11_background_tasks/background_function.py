# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Background function: run a function once the response has been sent.

Give `add_task` the function itself, not the result of calling it. If the task fails,
the client has already seen success, and only the server's log shows the error. A task
dies with its process, so work that must not get lost belongs in a queue.
"""

import logging
from typing import Annotated

from fastapi import BackgroundTasks, Body, FastAPI
from pydantic import EmailStr

app = FastAPI()
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here


def send_welcome_mail(address: str) -> None:
    logger.info("Welcome mail to %s", address)


@app.post("/accounts", status_code=202)
def create_account(email: Annotated[EmailStr, Body(embed=True)], background_tasks: BackgroundTasks) -> None:
    background_tasks.add_task(send_welcome_mail, email)
