# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pytest"]
# ///
"""Plain pytest functions: a function with asserts is a test, and parametrize runs it over cases.

No class and no `self.assertEqual`: pytest rewrites a bare `assert` so that a failure shows both values.
Keep these functions in a file named `test_*.py`; they stand beside the app here to be read together. Compare
whole bodies, because a field that an upgrade adds or renames goes unnoticed where only one key is read.
"""

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

app = FastAPI()
PRICES = {"tea": 2.5, "coffee": 3.0}


@app.get("/prices/{drink}")
def read_price(drink: str, cups: int = 1) -> dict[str, float]:
    if drink not in PRICES:
        raise HTTPException(404, f"No {drink} today")
    return {"price": PRICES[drink] * cups}


client = TestClient(app)


def test_price_of_one_cup() -> None:
    response = client.get("/prices/tea")
    assert response.status_code == 200
    assert response.json() == {"price": 2.5}


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        pytest.param("/prices/coffee?cups=2", 200, {"price": 6.0}, id="two cups"),
        pytest.param("/prices/water", 404, {"detail": "No water today"}, id="unknown"),
    ],
)
def test_prices(path: str, status: int, body: dict[str, object]) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.json() == body
