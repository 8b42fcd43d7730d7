# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Numeric range: `gt` and `lt` exclude their bound, `ge` and `le` include it, `multiple_of` asks for steps.

A float parameter also takes `inf` and `nan`, and no upper bound means that `inf` passes; `allow_inf_nan=False` rejects
both. `multiple_of` is exact for `int` only: for a `float` it suffers from rounding.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items/")
def read_items(
    weight: Annotated[float, Query(gt=0, le=10.5)] = 1.5,
    quantity: Annotated[int, Query(multiple_of=5)] = 5,
    discount: Annotated[float, Query(allow_inf_nan=False)] = 0.0,
) -> dict[str, float | int]:
    return {"weight": weight, "quantity": quantity, "discount": discount}
