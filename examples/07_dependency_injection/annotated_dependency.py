# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Depends with Annotated: call a function before the endpoint and pass it the result.

The function's own parameters become parameters of the endpoint. FastAPI calls it once
per request, however many places need it. Pass the function itself: `Depends(get_db)`,
not `Depends(get_db())`.
"""

from typing import Annotated, Literal

from fastapi import Depends, FastAPI

app = FastAPI()

Region = Literal["eu", "us"]
STOCK: dict[Region, list[str]] = {"eu": ["hammer", "saw"], "us": ["wrench"]}


class DB:
    def __init__(self, region: Region) -> None:
        self.items = STOCK[region]


def get_db(region: Region = "eu") -> DB:
    return DB(region)


@app.get("/items")
def list_items(db: Annotated[DB, Depends(get_db)]) -> list[str]:
    return db.items
