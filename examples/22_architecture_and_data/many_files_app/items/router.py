"""The routes of items."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends

from many_files_app.items.models import Item
from many_files_app.items.schemas import ItemOut, NewItem
from many_files_app.items.service import ItemService
from many_files_app.users.schemas import UserID

router = APIRouter(prefix="/users/{user_id}/items", tags=["items"])
ItemServiceDep = Annotated[ItemService, Depends()]


@router.post("", status_code=201, response_model=ItemOut)
async def add_item(user_id: UserID, new: NewItem, items: ItemServiceDep) -> Item:
    return await items.add(user_id, new)


@router.get("", response_model=list[ItemOut])
async def list_items(user_id: UserID, items: ItemServiceDep) -> Sequence[Item]:
    return await items.of_owner(user_id)
