# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Optional parameters: `str | None = None` can be left out and is then `None`.

The default is what makes a parameter optional: `str | None` alone is still required.
`?q=` is the empty string, not `None`.
"""

from fastapi import FastAPI

app = FastAPI()

PRICES = {"Running shoes": 89.0, "Rain boots": 45.5, "Sandals": 30.0}


@app.get("/items")
def read_items(q: str | None = None, max_price: float | None = None) -> dict[str, float]:
    return {
        item: price
        for item, price in PRICES.items()
        if (q is None or q.lower() in item.lower()) and (max_price is None or price <= max_price)
    }
