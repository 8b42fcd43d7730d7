# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""Plain pytest functions: a function that asserts is a test; parametrize adds cases.

Pytest rewrites `assert`, so a failure shows both values. Put the functions in a file
named `test_*.py`; here they are beside the app. Compare the whole body: a check of one
key misses a field that was added.
"""

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()
client = TestClient(app)
PRICES = {"tea": 2.5, "coffee": 3.0}


@app.get("/prices/{drink}")
def read_price(drink: str) -> dict[str, float]:
    if drink not in PRICES:
        raise HTTPException(status_code=404, detail="No such drink")
    return {"price": PRICES[drink]}


@pytest.mark.parametrize(("drink", "price"), [("tea", 2.5), ("coffee", 3.0)])
def test_price(drink: str, price: float) -> None:
    response = client.get(f"/prices/{drink}")
    assert response.status_code == 200
    assert response.json() == {"price": price}


def test_unknown_drink_is_404() -> None:
    response = client.get("/prices/water")
    assert response.status_code == 404
    assert response.json() == {"detail": "No such drink"}
