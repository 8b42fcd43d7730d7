# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""StreamingResponse: send a body piece by piece while it is being produced.

The whole body is never in memory, and its length is not sent. Set the media type: there
is no default. Once the first piece is sent, an error can't change the status.
"""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


async def generate_csv() -> AsyncIterator[str]:
    yield "item,amount\n"
    for number in range(1000):
        yield f"Café crème {number},25\n"


@app.get("/report")
async def read_report() -> StreamingResponse:
    headers = {"Content-Disposition": 'attachment; filename="report.csv"'}
    return StreamingResponse(generate_csv(), media_type="text/csv", headers=headers)
