# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "msgpack",  # for the test
#     "msgpack-asgi",
# ]
# ///
"""MessagePack: the same endpoints in a smaller binary form, for the clients that ask for it.

The middleware turns JSON answers into MessagePack where `Accept` is exactly `application/vnd.msgpack`, and bodies of
that type into JSON; the endpoints do not notice. That type is the default since msgpack-asgi 3.0. With the older
`application/x-msgpack` a client gets JSON without a word, and a 500 for its body, unless `content_type=` says so. A
list of types in `Accept` is not understood either. It sets no `Vary: Accept`: add it where answers are cached. The
whole answer is built in memory: streams are refused. Whole numbers and names get smaller; a float takes nine bytes,
which can be more than its text.
"""

from fastapi import FastAPI
from msgpack_asgi import MessagePackMiddleware
from pydantic import BaseModel

app = FastAPI()
app.add_middleware(MessagePackMiddleware)


class Reading(BaseModel):
    sensor: str
    values: list[int]
    ok: bool = True


@app.post("/readings")
def create_reading(reading: Reading) -> Reading:
    return reading
