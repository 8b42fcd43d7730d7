# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Custom exception class: raise an error that carries data, and translate it in one place.

The code that raises it knows nothing about HTTP; the handler turns its data into a
response. Keep the data in attributes, so that the handler need not parse the message.
"""

from typing import Annotated, Literal

from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()

Seat = Literal["1A", "1B", "2A"]
TAKEN: set[Seat] = {"1A"}


class SeatTakenError(Exception):
    def __init__(self, seat: Seat) -> None:
        super().__init__(f"Seat {seat} is taken")
        self.seat = seat


def book(seat: Seat) -> None:
    if seat in TAKEN:
        raise SeatTakenError(seat)
    TAKEN.add(seat)


@app.exception_handler(SeatTakenError)
async def explain_taken_seat(request: Request, exc: SeatTakenError) -> JSONResponse:
    return JSONResponse({"error": str(exc), "seat": exc.seat}, status_code=409)


@app.post("/bookings", status_code=201)
async def create_booking(seat: Annotated[Seat, Body(embed=True)]) -> None:
    book(seat)
