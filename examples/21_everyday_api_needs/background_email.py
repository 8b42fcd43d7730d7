# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosmtplib"]
# ///
"""Sending e-mail in the background: respond to the client without waiting for the mail server.

`EmailStr` and the pattern refuse line breaks, so a client cannot add headers to the
message. The semaphore limits how many connections are open at once. Nobody waits for
the result, so a failure is only logged: put mail that must not be lost in a task queue.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

import aiosmtplib
from fastapi import BackgroundTasks, FastAPI, Request
from pydantic import BaseModel, EmailStr, Field

logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, asyncio.Semaphore]]:
    yield {"connections": asyncio.Semaphore(5)}


app = FastAPI(lifespan=lifespan)


class Signup(BaseModel):
    name: str = Field(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$", max_length=50)
    email: EmailStr


async def send_welcome(signup: Signup, connections: asyncio.Semaphore) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "shop@example.com", signup.email
    message["Subject"] = f"Welcome, {signup.name}"
    message.set_content(f"Hello {signup.name},\nyour account is ready.\n")
    host, port = os.environ.get("SMTP_HOST", "localhost"), int(os.environ.get("SMTP_PORT", "25"))
    try:
        async with connections:
            await aiosmtplib.send(message, hostname=host, port=port, timeout=10)
    except Exception:
        logger.exception("no welcome was sent to %s", signup.email)


@app.post("/signups", status_code=202)
async def sign_up(signup: Signup, tasks: BackgroundTasks, request: Request) -> Signup:
    tasks.add_task(send_welcome, signup, request.state.connections)
    return signup
