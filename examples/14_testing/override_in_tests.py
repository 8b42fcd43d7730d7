# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""Dependency override in tests: replace a dependency in a fixture, then restore it.

`app.dependency_overrides` belongs to the app and outlives the test.
`monkeypatch.setitem` removes this one override, whatever happens in the test; `clear()`
would remove those of other fixtures too. The key is the function passed to `Depends`.
"""

from datetime import UTC, datetime
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()


def read_clock() -> datetime:
    return datetime.now(UTC)


@app.get("/greeting")
def greet(now: Annotated[datetime, Depends(read_clock)]) -> str:
    return f"Good {'morning' if now.hour < 12 else 'day'}, it is {now.year}"


@pytest.fixture
def clock_at_nine(monkeypatch: pytest.MonkeyPatch) -> datetime:
    moment = datetime(2000, 1, 1, 9, tzinfo=UTC)
    monkeypatch.setitem(app.dependency_overrides, read_clock, lambda: moment)
    return moment


def test_greeting_in_the_morning(clock_at_nine: datetime) -> None:
    assert TestClient(app).get("/greeting").json() == "Good morning, it is 2000"
