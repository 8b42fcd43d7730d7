# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.130", "orjson"]
# ///
"""A faster default response class: use orjson for untyped data, and no class for typed data.

A route with a return type needs none: Pydantic writes its JSON bytes directly, and a
default class would slow it down. For untyped data, returning the response itself is
fastest. `ORJSONResponse` is deprecated; a class of your own takes two lines.
"""

from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class FastJSONResponse(JSONResponse):
    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


app = FastAPI()
reports = FastAPI(default_response_class=FastJSONResponse)
app.mount("/reports", reports)


class Item(BaseModel):
    name: str
    price: float


@app.get("/items")
def list_items() -> list[Item]:
    return [Item(name="Gouda", price=12.5), Item(name="Käse", price=3)]


@reports.get("/sales")
def read_sales() -> FastJSONResponse:
    return FastJSONResponse({"total": 15.5})


@reports.get("/summary")
def read_summary() -> Any:
    return {"total": 15.5}
