# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "msgpack-asgi>=2"]
# ///
"""MessagePack: serve the same endpoints in a smaller binary format to clients that ask for it.

The middleware converts JSON responses if `Accept` is exactly `application/vnd.msgpack`,
and request bodies of that type into JSON; the endpoints don't notice. With the older
type `application/x-msgpack`, a client gets JSON unless you pass `content_type=`.
Integers have at most 64 bits in MessagePack.
"""

from typing import Annotated

from fastapi import FastAPI
from msgpack_asgi import MessagePackMiddleware
from pydantic import BaseModel, Field

app = FastAPI()
app.add_middleware(MessagePackMiddleware)


class Reading(BaseModel):
    sensor: str
    values: list[Annotated[int, Field(ge=-(2**31), lt=2**31)]]
    ok: bool = True


@app.post("/readings")
def create_reading(reading: Reading) -> Reading:
    return reading
