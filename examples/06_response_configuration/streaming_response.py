# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""StreamingResponse: send a body piece by piece while it is still being made.

Nothing is kept in memory and no content-length is sent. Set the media type: there is no default. Once the first
piece is out, an error cannot change the status any more. For a stream of JSON values, an endpoint can yield them
since FastAPI 0.134: they are sent as JSON Lines.
"""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


async def fetch_rows() -> AsyncIterator[tuple[str, int]]:
    for row in (("pen", 3), ("ink", 1), ("Füller", 25)):
        yield row


async def as_csv() -> AsyncIterator[str]:
    yield "item,amount\n"
    async for item, amount in fetch_rows():
        yield f"{item},{amount}\n"


@app.get("/report")
async def read_report() -> StreamingResponse:
    return StreamingResponse(
        as_csv(), media_type="text/csv", headers={"Content-Disposition": 'attachment; filename="report.csv"'}
    )
