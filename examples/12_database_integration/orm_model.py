# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy"]
# ///
"""ORM model: `DeclarativeBase` with `Mapped` annotations, and the older `Column` form beside it.

Since SQLAlchemy 2.0 the annotation says the Python type, and from it follow the column type and, with `| None`, whether
it may be null; `mapped_column` adds what a type cannot say. The `Column` form still works and maps the same table, but
there a column may be null unless it says otherwise, and a type checker learns nothing of the attributes.

A model needs `__tablename__`. `declarative_base()` is the older way to make the base. A Pydantic model reads the object
with `from_attributes=True`; for what an endpoint returns under a `response_model` FastAPI does so without being asked.
"""

from datetime import datetime
from decimal import Decimal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Integer, Numeric, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (CheckConstraint("price >= 0", name="price_is_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(20), unique=True)
    note: Mapped[str | None]
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    added_at: Mapped[datetime] = mapped_column(server_default=func.current_timestamp())
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("products.id", ondelete="SET NULL"), index=True)


class OlderBase(DeclarativeBase): ...


class OlderProduct(OlderBase):
    __tablename__ = "products"
    __table_args__ = (CheckConstraint("price >= 0", name="price_is_not_negative"),)

    id = Column(Integer, primary_key=True)
    sku = Column(String(20), unique=True, nullable=False)
    note = Column(String)
    price = Column(Numeric(10, 2), nullable=False)
    added_at = Column(DateTime, server_default=func.current_timestamp(), nullable=False)
    replaced_by = Column(Integer, ForeignKey("products.id", ondelete="SET NULL"), index=True)


class ProductData(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    sku: str
    note: str | None
    price: Decimal


app = FastAPI()


@app.get("/products/{sku}")
def read_product(sku: str) -> ProductData:
    product = Product(sku=sku, price=Decimal("9.90"))
    return ProductData.model_validate(product)
