# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "orjson"]
# ///
"""A faster default response class: choose how all routes turn their result into bytes.

With a return type or response model FastAPI serializes with Pydantic straight to JSON bytes (since 0.130), which is as
fast and needs no response class: that is what it recommends, and what `app` does for `/items`. `ORJSONResponse` is
deprecated since 0.131. Where results have no type that Pydantic could serialize, a class of your own with orjson in
`render` is still the way, as a default for the app or a router; a route overrides it with `response_class`.
"""

from typing import Any

import orjson
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel


class FastJSONResponse(JSONResponse):
    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


class Item(BaseModel):
    name: str
    price: float


router = APIRouter()


@router.get("/items")
def list_items() -> list[Item]:
    return [Item(name="Gouda", price=12.5), Item(name="Käse", price=3)]


@router.get("/untyped", response_model=None)
def read_untyped() -> Any:
    return {"total": 15.5}


@router.get("/health", response_class=PlainTextResponse)
def read_health() -> str:
    return "ok"


app = FastAPI()
app.include_router(router)

orjson_app = FastAPI(default_response_class=FastJSONResponse)
orjson_app.include_router(router)
