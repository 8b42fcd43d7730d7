# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependency overrides: replace a dependency everywhere it is used, here for a demo.

The key is the original function and the value is the one to call instead, even for a
sub-dependency. The replacement has its own parameters, but OpenAPI still shows the
original's. In a test, pytest's `monkeypatch.setitem` undoes the override afterwards.
"""

import os
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class DB:
    def __init__(self, items: list[str]) -> None:
        self.items = items


def get_db(archive: bool = False) -> DB:
    return DB(["hammer (1987)"] if archive else ["hammer", "saw"])


def get_demo_db(empty: bool = False) -> DB:
    return DB([] if empty else ["demo item"])


if os.environ.get("DEMO"):
    app.dependency_overrides[get_db] = get_demo_db


def count_items(db: Annotated[DB, Depends(get_db)]) -> int:
    return len(db.items)


@app.get("/items")
def list_items(db: Annotated[DB, Depends(get_db)]) -> list[str]:
    return db.items


@app.get("/items/count")
def read_count(count: Annotated[int, Depends(count_items)]) -> int:
    return count
