# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.115"]
# ///
"""Parameter models: declare query, header and cookie parameters as Pydantic models.

Endpoints can share a model, and its validator can compare its fields. `extra="forbid"`
refuses a misspelled query parameter; leave it out for headers and cookies, because
clients send many of their own.
"""

from typing import Annotated, Literal, Self

from fastapi import Cookie, FastAPI, Header, Query
from pydantic import BaseModel, Field, model_validator

app = FastAPI()

PRICES = {"Sandals": 30, "Running shoes": 90, "Rain boots": 60, "Catalog": 0}


class Search(BaseModel, extra="forbid"):
    price_from: int = Field(default=0, ge=0)
    price_to: int = Field(default=1000, ge=0)

    @model_validator(mode="after")
    def check_range(self) -> Self:
        if self.price_from > self.price_to:
            raise ValueError("price_from is above price_to")
        return self


class Shop(BaseModel):
    shop_id: int = Field(ge=1)


class Preferences(BaseModel):
    order: Literal["asc", "desc"] = "asc"


@app.get("/items")
def list_items(
    search: Annotated[Search, Query()],
    shop: Annotated[Shop, Header()],
    preferences: Annotated[Preferences, Cookie()],
) -> dict[str, int | list[str]]:
    names = sorted(PRICES, key=PRICES.__getitem__, reverse=preferences.order == "desc")
    found = [n for n in names if search.price_from <= PRICES[n] <= search.price_to]
    return {"shop": shop.shop_id, "items": found}
