# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "httpx",  # for the test
# ]
# ///
"""Server-sent events: stream events over plain HTTP to a browser's `EventSource`.

Since FastAPI 0.135 an endpoint with `response_class=EventSourceResponse` yields `ServerSentEvent` objects. FastAPI
writes the format and the caching headers, and a comment when nothing has come for a while, which keeps the connection
alive. `data` is sent as JSON, so a string gets quotes; `raw_data` is sent as it is.

Before that, or for full control, a `StreamingResponse` does it by hand: it needs its media type, which has no default,
the headers, and `data:` in front of every line. A client that was cut off comes back with `Last-Event-ID`, the last id
that it has seen.
"""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

NEWS = ["Doors open", "Rain expected,\nbring a coat", "Doors close"]

app = FastAPI()


async def read_news(after: int) -> AsyncIterator[tuple[int, str]]:
    for number, text in enumerate(NEWS[after:], start=after + 1):
        yield number, text


@app.get("/news", response_class=EventSourceResponse)
async def stream_news(last_event_id: Annotated[int, Header(ge=0)] = 0) -> AsyncIterable[ServerSentEvent]:
    async for number, text in read_news(last_event_id):
        yield ServerSentEvent(event="news", raw_data=text, id=str(number))


async def write_events(after: int) -> AsyncIterator[str]:
    async for number, text in read_news(after):
        data = "".join(f"data: {line}\n" for line in text.splitlines())
        yield f"event: news\n{data}id: {number}\n\n"


@app.get("/news-by-hand")
async def stream_news_by_hand(last_event_id: Annotated[int, Header(ge=0)] = 0) -> StreamingResponse:
    return StreamingResponse(
        write_events(last_event_id),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )
