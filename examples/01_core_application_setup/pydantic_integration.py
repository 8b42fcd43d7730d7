# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Pydantic models in the application: one class validates requests and shapes responses.

A parameter whose type is a model is read from the JSON body. A body that does not match
gets a 422 before the function runs. The docs show the model once.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Parcel(BaseModel):
    recipient: str
    grams: int
    labels: list[str] = []


@app.post("/parcels", status_code=201)
def create_parcel(parcel: Parcel) -> Parcel:
    return parcel
