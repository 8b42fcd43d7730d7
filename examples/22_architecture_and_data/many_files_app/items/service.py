"""The rules for items. They call the users' service and never use its table."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select

from many_files_app.database import SessionDep, SettingsDep
from many_files_app.items.models import Item
from many_files_app.items.schemas import NewItem
from many_files_app.users.service import UserService


class ItemService:
    def __init__(self, session: SessionDep, settings: SettingsDep, users: Annotated[UserService, Depends()]) -> None:
        self.session, self.settings, self.users = session, settings, users

    async def add(self, owner_id: int, new: NewItem) -> Item:
        owner = await self.users.get(owner_id)
        item = Item(owner_id=owner.id, name=new.name)
        async with self.session.begin():
            self.session.add(item)
        return item

    async def of_owner(self, owner_id: int) -> Sequence[Item]:
        owner = await self.users.get(owner_id)
        found = select(Item).where(Item.owner_id == owner.id).order_by(Item.id)
        async with self.session.begin():
            return (await self.session.scalars(found.limit(self.settings.page_size))).all()
