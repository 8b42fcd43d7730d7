"""Around layers: classes as dependencies, what one request shares of them, and overrides of each layer."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from repository_service_layer import Order, OrderService, SoldOutError, StockRepository, app


class Shelf:
    async def take(self, sku: str, quantity: int) -> int | None:
        return 7


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_override_of_the_service() -> object:
    class Refusing:
        async def place(self, order: Order) -> int:
            raise SoldOutError

    overrides: dict[Any, Any] = app.dependency_overrides
    overrides[OrderService] = Refusing
    response = TestClient(app).post("/orders", json={"sku": "A", "quantity": 1})
    overrides.clear()
    return response.status_code, response.json()


def watch_layers_that_one_request_shares() -> object:
    own = FastAPI()

    class Repository: ...

    class First:
        def __init__(self, repository: Annotated[Repository, Depends()]) -> None:
            self.repository = repository

    class Second:
        def __init__(self, repository: Annotated[Repository, Depends()]) -> None:
            self.repository = repository

    @own.get("/")
    def read(
        first: Annotated[First, Depends()],
        second: Annotated[Second, Depends()],
        fresh: Annotated[Repository, Depends(use_cache=False)],
    ) -> list[bool]:
        return [first.repository is second.repository, first.repository is fresh]

    return TestClient(own).get("/").json()


def watch_protocol_without_an_implementation() -> object:
    from typing import Protocol

    class Store(Protocol):
        def read(self) -> str: ...

    own = FastAPI()
    try:

        @own.get("/")
        def read(store: Annotated[Store, Depends()]) -> str:
            return store.read()

        response = TestClient(own, raise_server_exceptions=False).get("/")
    except Exception as error:
        return type(error).__name__
    return response.status_code, response.text


def watch_service_whose_parameters_are_queries() -> object:
    own = FastAPI()

    class Service:
        def __init__(self, limit: int = 10, word: str | None = None) -> None:
            self.told = [limit, word]

    @own.get("/")
    def read(service: Annotated[Service, Depends()]) -> list[Any]:
        return service.told

    client = TestClient(own)
    return client.get("/?limit=3&word=a").json(), own.openapi()["paths"]["/"]["get"]["parameters"]


def watch_service_called_by_hand() -> object:
    import asyncio

    return asyncio.run(
        OrderService(Shelf()).place(Order(sku="A", quantity=1))
    ), StockRepository.__init__.__annotations__["return"]
