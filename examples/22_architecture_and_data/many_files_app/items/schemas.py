"""What clients send and see of items."""

from pydantic import BaseModel, Field


class NewItem(BaseModel):
    name: str = Field(pattern=r"^[^\x00]+$", max_length=50)


class ItemOut(NewItem):
    id: int
    owner_id: int
