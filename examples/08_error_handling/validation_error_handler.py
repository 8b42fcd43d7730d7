# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Custom validation errors: replace the default 422 body by a shape of your own.

`exc.errors()` lists what was wrong and where, `exc.body` is the body that was
sent. Errors may hold objects that JSON has no word for, so pass them through
`jsonable_encoder`. It does not help with NaN or with bytes that are no text:
echoing those is a 500, as it is in the default handler. The handler does not
change the documentation, which still shows the default body. The mistake is to
echo bodies that contain secrets.
"""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


@app.exception_handler(RequestValidationError)
async def explain_validation_error(request: Request, exc: RequestValidationError) -> JSONResponse:
    problems = [{"where": ".".join(map(str, error["loc"])), "type": error["type"]} for error in exc.errors()]
    return JSONResponse(jsonable_encoder({"problems": problems, "body": exc.body}), status_code=400)


class Item(BaseModel):
    name: str
    prices: list[int]


@app.put("/items/{item_id}")
def replace_item(item_id: int, item: Item, copies: Annotated[int, Query(ge=1)] = 1) -> dict[str, int]:
    return {"item": item_id, "copies": copies, "total": sum(item.prices)}
