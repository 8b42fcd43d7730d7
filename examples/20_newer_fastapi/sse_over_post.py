# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.135"]
# ///
"""fastapi.sse: answer a POST with server-sent events, word by word, as chat assistants do.

`data` is sent as JSON, so line breaks in it cannot forge an event. FastAPI keeps an
idle connection open and turns caching off. In browsers, `EventSource` can only GET, so
read the response to a POST with `fetch`. If the client disconnects, the generator is
cancelled.
"""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

app = FastAPI()


class Question(BaseModel):
    text: str = Field(min_length=1, max_length=2000)


async def generate_answer(question: str) -> AsyncIterator[str]:
    """Stand in for a model that answers a piece at a time."""
    for word in f"You asked: {question}".split(" "):
        yield word + " "


@app.post("/answers", response_class=EventSourceResponse)
async def answer(question: Question) -> AsyncIterator[ServerSentEvent]:
    words = 0
    async for word in generate_answer(question.text):
        words += 1
        yield ServerSentEvent(event="word", data=word)
    yield ServerSentEvent(event="done", data={"words": words})
