# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Class as a dependency: let the parameters of `__init__` become parameters of the endpoint.

`Depends()` without an argument calls the annotated class itself. Use a class
when the parameters belong together and have behaviour of their own. For plain
fields, a Pydantic model annotated with `Query()` does the same since FastAPI
0.115. The mistake is to forget `Depends()`: the class is then taken for the
type of a single parameter.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Query

app = FastAPI()


class Pagination:
    def __init__(
        self,
        page: Annotated[int, Query(ge=1)] = 1,
        size: Annotated[int, Query(ge=1, le=100, description="Items on a page")] = 20,
    ) -> None:
        self.start = (page - 1) * size
        self.end = self.start + size


@app.get("/numbers")
def list_numbers(pagination: Annotated[Pagination, Depends()]) -> list[int]:
    return list(range(50)[pagination.start : pagination.end])
