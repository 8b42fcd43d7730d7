# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Class as a dependency: the parameters of `__init__` become parameters of the endpoint.

`Depends()` without an argument calls the annotated class itself. Use a class if
parameters belong together and have behaviour of their own. For plain fields, a Pydantic
model annotated with `Query()` does the same since FastAPI 0.115.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Query

app = FastAPI()

ITEMS = [f"item {number}" for number in range(1, 51)]


class Pagination:
    def __init__(
        self,
        page: Annotated[int, Query(ge=1)] = 1,
        size: Annotated[int, Query(ge=1, le=100)] = 20,
    ) -> None:
        self.start = (page - 1) * size
        self.stop = self.start + size


@app.get("/items")
def list_items(pagination: Annotated[Pagination, Depends()]) -> list[str]:
    return ITEMS[pagination.start : pagination.stop]
