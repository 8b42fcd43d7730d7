# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Field constraints: bounds on numbers, strings and lists that are checked and documented together.

Put them in `Annotated[..., Field(...)]`: the default then stays a plain default, and the
items of a list can be constrained like the list. `max_items` and `regex` of Pydantic 1
are `max_length` and `pattern` now.
"""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

Tag = Annotated[str, Field(min_length=2)]


class Product(BaseModel):
    name: Annotated[str, Field(max_length=10)]
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d+$")]
    price: Annotated[Decimal, Field(gt=0, max_digits=5, decimal_places=2)]
    stock: Annotated[int, Field(ge=0, le=100)] = 0
    pack: Annotated[int, Field(multiple_of=6)] = 6
    tags: Annotated[list[Tag], Field(min_length=1, max_length=3)]


app = FastAPI()


@app.post("/products")
def create_product(product: Product) -> Product:
    return product
