# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Pydantic models in the application: one class validates the request, writes the response and documents both.

FastAPI sees a model parameter and reads it from the JSON body; a body that does not fit is answered with 422 before
the function runs. JSON under another content type is a 422 too, and since 0.132 so is JSON without any, unless the
application is made with `strict_content_type=False`.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Parcel(BaseModel):
    recipient: str
    weight: float
    labels: list[str] = []


@app.post("/parcels")
def weigh_parcel(parcel: Parcel) -> Parcel:
    return parcel
