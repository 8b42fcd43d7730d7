# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.112.2", "pydantic>=2"]
# ///
"""Numeric range: `gt` and `lt` exclude their bound; `ge` and `le` include it.

A `float` also takes `inf` and `nan`, unless a bound or `allow_inf_nan=False` rejects
them. Use `multiple_of` only with an `int`: on a `float`, rounding makes it unreliable.
"""

from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def read_items(
    weight: Annotated[float, Query(gt=0, le=10.5)] = 1.5,
    quantity: Annotated[int, Query(multiple_of=5)] = 5,
    latitude: Annotated[float, Query(allow_inf_nan=False)] = 0.0,
) -> dict[str, float | int]:
    return {"weight": weight, "quantity": quantity, "latitude": latitude}
