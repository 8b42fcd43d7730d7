# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2", "sqlalchemy>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""ORM model: `DeclarativeBase` with `Mapped` annotations, and the older `Column` form.

An annotation without `| None` makes the column NOT NULL; a `Column` needs
`nullable=False`. A Pydantic model with `from_attributes=True` reads both forms.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from pydantic import BaseModel
from sqlalchemy import Column, Engine, Integer, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Product(Base):
    __tablename__ = "products"
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(20), unique=True)
    note: Mapped[str | None]


class OlderProduct(Base):
    __tablename__ = "older_products"
    id = Column(Integer, primary_key=True)
    sku = Column(String(20), unique=True, nullable=False)
    note = Column(String)


class ProductOut(BaseModel, from_attributes=True):
    sku: str
    note: str | None


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Engine]]:
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
