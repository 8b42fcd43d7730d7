# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy>=2"]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""ORM model: `DeclarativeBase` with `Mapped` annotations, and the older `Column` form.

The annotation gives the column its type and, without `| None`, NOT NULL. `mapped_column`
adds what a type cannot say. A `Column` may be null unless told otherwise. A Pydantic model
with `from_attributes=True` reads either of them.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from fastapi import FastAPI, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, ForeignKey, Integer, Numeric, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Product(Base):
    __tablename__ = "products"

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(20), unique=True)
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    note: Mapped[str | None]
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)


class OlderBase(DeclarativeBase): ...


class OlderProduct(OlderBase):
    __tablename__ = "products"

    id = Column(Integer, primary_key=True)
    sku = Column(String(20), unique=True, nullable=False)
    price = Column(Numeric(10, 2), nullable=False)
    note = Column(String)
    replaced_by = Column(Integer, ForeignKey("products.id"), index=True)


class ProductOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku: str
    price: Decimal
    note: str | None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    Base.metadata.create_all(engine)
    yield {"engine": engine}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/products")
def list_products(request: Request) -> list[ProductOut]:
    with Session(request.state.engine) as session:
        products = session.scalars(select(Product).order_by(Product.id).limit(100))
        return [ProductOut.model_validate(product) for product in products]
