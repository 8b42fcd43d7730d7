# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.135"]
# ///
"""Server-sent events: stream events over plain HTTP to a browser's `EventSource`.

Yield `ServerSentEvent` objects; `data` is sent as JSON. By hand, a `StreamingResponse`
needs the media type and a blank line after each event. When the stream ends, a browser
reconnects with the last id in `Last-Event-ID`, until it gets a 204.
"""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

app = FastAPI()
NEWS = ["Doors open", "Rain expected,\nbring a coat\n", "Doors close"]


def news_after(last_event_id: Annotated[int, Header(ge=0)] = 0) -> list[tuple[int, str]]:
    news = list(enumerate(NEWS, start=1))[last_event_id:]
    if not news:
        raise HTTPException(status_code=204)
    return news


NewsDep = Annotated[list[tuple[int, str]], Depends(news_after)]


@app.get("/news", response_class=EventSourceResponse)
async def stream_news(news: NewsDep) -> AsyncIterator[ServerSentEvent]:
    for number, text in news:
        yield ServerSentEvent(event="news", id=str(number), data=text)


@app.get("/news-by-hand")
async def stream_news_by_hand(news: NewsDep) -> StreamingResponse:
    events = (f"event: news\nid: {n}\ndata: {json.dumps(text)}\n\n" for n, text in news)
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
