"""Checks with a time-out, whose results are reused for a second."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here


class Readiness:
    def __init__(self, checks: dict[str, Callable[[], Awaitable[object]]]) -> None:
        self.checks, self.lock = checks, asyncio.Lock()
        self.known: dict[str, bool] = {}
        self.until = 0.0

    async def works(self, name: str) -> bool:
        try:
            async with asyncio.timeout(1):
                await self.checks[name]()
        except Exception as error:
            logger.warning("%s is not ready: %r", name, error)
            return False
        return True

    async def now(self) -> dict[str, bool]:
        async with self.lock:
            if monotonic() >= self.until:
                self.known = {name: await self.works(name) for name in self.checks}
                self.until = monotonic() + 1
        return self.known
