# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""CSV export, streamed: download a table of any size, with only one page of it in memory.

Each page is a query of its own, so a slow download does not hold a database connection.
Spreadsheets run text that begins like a formula, so such text gets an apostrophe in
front.
"""

import csv
import io
from collections.abc import AsyncIterator, Iterable

from csv_export_streamed_database import Order, lifespan
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

app = FastAPI(lifespan=lifespan)

PAGE_SIZE = 1000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) else value


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(value) for value in row] for row in rows)
    return text.getvalue()


async def export(make_session: async_sessionmaker[AsyncSession]) -> AsyncIterator[str]:
    yield to_csv([["id", "customer", "cents"]])
    last_id = 0
    while True:
        query = select(Order.id, Order.customer, Order.cents).where(Order.id > last_id)
        async with make_session() as session:
            page = (await session.execute(query.order_by(Order.id).limit(PAGE_SIZE))).all()
        if not page:
            return
        yield to_csv(page)
        last_id = page[-1].id


@app.get("/orders.csv")
async def export_orders(request: Request) -> StreamingResponse:
    headers = {"Content-Disposition": 'attachment; filename="orders.csv"'}
    return StreamingResponse(export(request.state.make_session), media_type="text/csv", headers=headers)
