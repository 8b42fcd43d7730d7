# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTTPException: end the request with a status code and a JSON body that says why.

Raise it, in the endpoint or in anything the endpoint calls; nothing after it
runs. `detail` may be whatever JSON can express, and is the phrase of the status
code where it is left out. The mistake is to return it: that answers 200 with
the fields of the exception, or a 500 where the return type is declared.
"""

from fastapi import FastAPI, HTTPException

STOCK = {"hammer": 3, "saw": 0}

app = FastAPI()


@app.post("/orders/{item}", status_code=201)
def order_item(item: str, amount: int = 1) -> dict[str, int]:
    if item not in STOCK:
        raise HTTPException(404, detail=f"There is no {item}")
    if amount > STOCK[item]:
        raise HTTPException(409, detail={"reason": "out of stock", "left": STOCK[item]})
    return {item: amount}
