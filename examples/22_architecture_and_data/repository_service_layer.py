# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Repository and service layer with dependency injection: keep SQL, rules and HTTP apart.

Only the repository knows SQL, so a test overrides it and nothing else. The condition in
the UPDATE keeps two orders from selling the same item.
"""

from typing import Annotated, Protocol

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, Field
from repository_service_layer_database import Product, SessionDep, lifespan
from sqlalchemy import update

app = FastAPI(lifespan=lifespan)


class Order(BaseModel):
    sku: str = Field(pattern=r"^[A-Z0-9-]{1,20}$")
    quantity: int = Field(ge=1, le=100)


class SoldOutError(Exception): ...


class Stock(Protocol):
    async def take(self, sku: str, quantity: int) -> int | None: ...


class StockRepository:
    def __init__(self, session: SessionDep) -> None:
        self.session = session

    async def take(self, sku: str, quantity: int) -> int | None:
        found = update(Product).where(Product.sku == sku, Product.stock >= quantity)
        async with self.session.begin():
            return await self.session.scalar(found.values(stock=Product.stock - quantity).returning(Product.stock))


class OrderService:
    def __init__(self, stock: Annotated[Stock, Depends(StockRepository)]) -> None:
        self.stock = stock

    async def place(self, order: Order) -> int:
        if (left := await self.stock.take(order.sku, order.quantity)) is None:
            raise SoldOutError
        return left


@app.post("/orders", status_code=201)
async def place_order(order: Order, service: Annotated[OrderService, Depends()]) -> dict[str, int]:
    try:
        return {"left_in_stock": await service.place(order)}
    except SoldOutError as error:
        raise HTTPException(status_code=409, detail="Not enough in stock") from error
