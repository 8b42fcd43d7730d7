# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Field constraints: limit numbers, strings and lists, and document the limits.

With `Annotated`, the default stays a plain default, and a constrained type can be
reused. The items of a list can have constraints too. `max_length` replaces Pydantic 1's
`max_items`, and `pattern` replaces its `regex`.
"""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()

Tag = Annotated[str, Field(min_length=2, max_length=20)]


class Product(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=50)]
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]+$")]
    price: Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)]
    stock: Annotated[int, Field(ge=0, le=100)] = 0
    tags: Annotated[list[Tag], Field(max_length=3)] = []


@app.post("/products", status_code=201)
def create_product(product: Product) -> Product:
    return product
