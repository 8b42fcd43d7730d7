"""Around health checks: time-outs, locks, and the status that a response parameter sets."""

import asyncio
from typing import Any

from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from health_readiness import app
from health_readiness_checks import Readiness


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_checks_that_fail_and_hang() -> object:
    async def fine() -> None: ...

    async def fails() -> None:
        raise ValueError("broken")

    async def cancelled() -> None:
        raise asyncio.CancelledError

    async def run() -> list[Any]:
        told: list[Any] = [await Readiness({"fine": fine, "fails": fails}).now()]
        try:
            told.append(await Readiness({"cancelled": cancelled}).now())
        except asyncio.CancelledError:
            told.append("cancelled")
        return told

    return asyncio.run(run())


def watch_time_out_of_zero_and_none() -> object:
    async def run(seconds: float | None) -> str:
        try:
            async with asyncio.timeout(seconds) as limit:
                await asyncio.sleep(0)
                await asyncio.sleep(0)
        except TimeoutError:
            return f"late {limit.expired()}"
        return f"in time {limit.expired()}"

    return [asyncio.run(run(seconds)) for seconds in (0, None, 60)]


def watch_status_set_on_the_parameter() -> object:
    own = FastAPI()

    @own.get("/{status}", status_code=202)
    def read(status: int, response: Response) -> str:
        response.status_code = status or response.status_code
        return f"{response.status_code}"

    client = TestClient(own)
    return [[client.get(f"/{status}").status_code, client.get(f"/{status}").text] for status in (0, 200, 503)]
