# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.115"]
# ///
"""Filtering and sorting: read filters, sort order and page from one parameter model.

`sort=-price&sort=name` sorts by price, highest first, and then by name. The literals
list what is allowed: with SQL, map each to a column, and never put a client's text in
`ORDER BY`. `extra="forbid"` refuses a misspelled filter, which would otherwise be
ignored.
"""

from operator import attrgetter
from typing import Annotated, Literal

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Item(BaseModel):
    name: str
    color: Literal["black", "brown", "white"]
    price: int


ITEMS = [
    Item(name="Boots", color="brown", price=60),
    Item(name="Sandals", color="brown", price=30),
    Item(name="Runners", color="white", price=90),
    Item(name="Loafers", color="black", price=60),
]


class Search(BaseModel, extra="forbid"):
    text: str = ""
    color: set[Literal["black", "brown", "white"]] = set()
    price_from: int = 0
    price_to: int | None = None
    sort: list[Literal["name", "-name", "price", "-price"]] = Field(["name"], max_length=2)
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0)

    def matches(self, item: Item) -> bool:
        return (
            self.text.lower() in item.name.lower()
            and (not self.color or item.color in self.color)
            and self.price_from <= item.price
            and (self.price_to is None or item.price <= self.price_to)
        )


@app.get("/items")
def list_items(search: Annotated[Search, Query()]) -> list[Item]:
    found = [item for item in ITEMS if search.matches(item)]
    for key in reversed(search.sort):  # sorting is stable: the first key counts most
        found.sort(key=attrgetter(key.lstrip("-")), reverse=key.startswith("-"))
    return found[search.offset : search.offset + search.limit]
