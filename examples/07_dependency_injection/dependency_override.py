# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependency overrides: replace a dependency by a fake for as long as a test needs it.

`app.dependency_overrides` maps the original function to the one called in its
place, wherever it is needed, also as a sub-dependency. The fake's own
parameters are read from the request; OpenAPI still shows the original's. The
mistakes are to call the fake, `overrides[get_db] = get_fake_db()`, and to leave
it behind: remove it again, as the context manager here does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


class DB:
    def __init__(self, url: str) -> None:
        self.url = url


def get_url(replica: bool = False) -> str:
    return "db://replica" if replica else "db://primary"


def get_db(url: Annotated[str, Depends(get_url)]) -> DB:
    return DB(url)


@app.get("/database")
def read_database(db: Annotated[DB, Depends(get_db)]) -> dict[str, str]:
    return {"url": db.url}


def get_fake_db(name: str = "fake") -> DB:
    return DB(f"memory://{name}")


@contextmanager
def fake_db() -> Iterator[None]:
    app.dependency_overrides[get_db] = get_fake_db
    try:
        yield
    finally:
        del app.dependency_overrides[get_db]
