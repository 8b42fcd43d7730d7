# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.121", "aiosqlite", "greenlet", "sqlmodel"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""SQLModel CRUD: create, read, update and delete rows of a class that is both table and model.

Clients send `ItemIn`: a class with `table=True` does not validate, and clients must not
choose the `id`. `sqlmodel_crud_database.py` commits before the response is sent.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path
from pydantic import StringConstraints
from sqlmodel import Field, SQLModel
from sqlmodel_crud_database import SessionDep, lifespan

app = FastAPI(lifespan=lifespan)


class ItemIn(SQLModel):
    name: Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=50)]
    cents: int = Field(ge=0, le=1_000_000)


class Item(ItemIn, table=True):
    id: int | None = Field(default=None, primary_key=True)


async def get_item(item_id: Annotated[int, Path(gt=0, lt=2**31)], session: SessionDep) -> Item:
    if item := await session.get(Item, item_id):
        return item
    raise HTTPException(status_code=404, detail="Item not found")


ItemDep = Annotated[Item, Depends(get_item)]


@app.post("/items", status_code=201)
async def create_item(new: ItemIn, session: SessionDep) -> Item:
    session.add(item := Item.model_validate(new))
    await session.flush()
    return item


@app.get("/items/{item_id}")
async def read_item(item: ItemDep) -> Item:
    return item


@app.put("/items/{item_id}")
async def replace_item(new: ItemIn, item: ItemDep) -> Item:
    return item.sqlmodel_update(new)


@app.delete("/items/{item_id}", status_code=204)
async def delete_item(item: ItemDep, session: SessionDep) -> None:
    await session.delete(item)
