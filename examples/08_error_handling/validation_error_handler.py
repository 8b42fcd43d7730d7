# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Custom validation errors: replace the default 422 body with a shape of your own.

`exc.errors()` says what is wrong and where; `exc.body` is the body that was sent. Echo
only a shortened `repr` of it: a body can be huge, or hold what JSON cannot, such as NaN
or bytes. Never echo bodies that contain secrets. OpenAPI still shows the default shape.
"""

import reprlib

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    prices: list[int]


@app.exception_handler(RequestValidationError)
async def explain(request: Request, exc: RequestValidationError) -> JSONResponse:
    problems = [{"where": ".".join(map(str, error["loc"])), "type": error["type"]} for error in exc.errors()]
    body = {"problems": problems, "sent": reprlib.repr(exc.body)}
    return JSONResponse(body, status_code=422)


@app.put("/items/{item_id}")
def replace_item(item_id: int, item: Item, amount: int = 1) -> dict[str, int | str]:
    return {"id": item_id, "name": item.name, "amount": amount}
