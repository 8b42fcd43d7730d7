"""The table of items."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from many_files_app.database import Base


class Item(Base):
    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
