# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Background function: run a plain function once the response has been sent.

Declare a parameter of type `BackgroundTasks` and hand it the function, not the result of calling it. The caller does
not wait and does not learn whether the function worked: an exception in it only reaches the server's log. The task
lives in this process and is lost with it, so work that must happen belongs in a queue.

An endpoint that returns a `Response` with a `background` of its own replaces the tasks of the parameter.
"""

import logging

from fastapi import BackgroundTasks, FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()


def send_welcome_mail(address: str) -> None:
    logger.info("welcome mail to %s", address)


@app.post("/accounts/{address}", status_code=202)
def create_account(address: str, background_tasks: BackgroundTasks) -> dict[str, str]:
    background_tasks.add_task(send_welcome_mail, address)
    return {"account": address}
