# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Async path operation: `async def` for code that awaits its I/O, `def` for code that blocks.

While an `async def` awaits, the event loop serves other requests. A blocking call there
would stop them all. Put blocking code in a plain `def`: FastAPI runs it in a thread.
"""

import asyncio
import socket

from fastapi import FastAPI, HTTPException

app = FastAPI()

MAIL_SERVER = ("localhost", 25)
TIMEOUT = 5.0


@app.get("/mail-server")
async def read_greeting() -> str:
    try:
        async with asyncio.timeout(TIMEOUT):
            reader, writer = await asyncio.open_connection(*MAIL_SERVER)
            try:
                return (await reader.readline()).decode(errors="replace").strip()
            finally:
                writer.close()
    except OSError:
        raise HTTPException(503, detail="The mail server does not answer") from None


@app.get("/mail-server/blocking")
def read_greeting_blocking() -> str:
    try:
        with (
            socket.create_connection(MAIL_SERVER, TIMEOUT) as connection,
            connection.makefile("rb") as reader,
        ):
            return reader.readline().decode(errors="replace").strip()
    except OSError:
        raise HTTPException(503, detail="The mail server does not answer") from None
