# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""Dependency override in tests: a fixture puts a fake in the place of a dependency and takes it out again.

`app.dependency_overrides` belongs to the app and outlives the test that filled it. The code after `yield`
runs also where the test fails, so the fake goes with it. The key is the dependency itself: the same function
object that `Depends` was given.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def read_clock() -> datetime:
    return datetime.now(UTC)


@app.get("/greeting/")
def greet(now: Annotated[datetime, Depends(read_clock)]) -> dict[str, str]:
    return {"greeting": "Good morning" if now.hour < 12 else "Good day", "year": str(now.year)}


@pytest.fixture
def clock_at_nine() -> Iterator[datetime]:
    fake = datetime(1999, 12, 31, 9, tzinfo=UTC)
    app.dependency_overrides[read_clock] = lambda: fake
    yield fake
    app.dependency_overrides.clear()


def test_greeting_in_the_morning(clock_at_nine: datetime) -> None:
    assert TestClient(app).get("/greeting/").json() == {"greeting": "Good morning", "year": "1999"}
