from collections.abc import Iterator
from typing import Annotated

import pytest
from custom_exception import InsufficientFundsError, app, create_payment, explain_insufficient_funds, pay
from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

client = TestClient(app)
TOO_MUCH = {"balance": 5, "price": 7}


def bare_app() -> FastAPI:
    """The same endpoint in an application without the handler."""
    application = FastAPI()
    application.post("/payments")(create_payment)
    return application


def test_data_of_the_exception_is_in_the_response() -> None:
    response = client.post("/payments", params=TOO_MUCH)
    assert response.status_code == 402
    assert response.json() == {"error": "2 short", "balance": 5, "price": 7}
    assert response.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("balance", "left"), [(7, 0), (10, 3)])
def test_request_without_the_exception_is_served(balance: int, left: int) -> None:
    response = client.post("/payments", params={"balance": balance, "price": 7})
    assert (response.status_code, response.json()) == (200, {"left": left})


def test_without_the_handler_it_is_a_500_that_tells_nothing() -> None:
    response = TestClient(bare_app(), raise_server_exceptions=False).post("/payments", params=TOO_MUCH)
    assert response.status_code == 500
    assert response.text == "Internal Server Error"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_without_the_handler_it_reaches_the_test_client_as_itself() -> None:
    with pytest.raises(InsufficientFundsError, match="2 short") as raised:
        TestClient(bare_app()).post("/payments", params=TOO_MUCH)
    assert (raised.value.balance, raised.value.price) == (5, 7)


def test_handled_exception_does_not_reach_the_server() -> None:
    assert TestClient(app, raise_server_exceptions=True).post("/payments", params=TOO_MUCH).status_code == 402


def test_code_that_raises_it_works_without_http() -> None:
    assert pay(7, 7) == 0
    with pytest.raises(InsufficientFundsError):
        pay(6, 7)


def test_exception_of_a_dependency_is_handled_too() -> None:
    dependency_app = FastAPI(exception_handlers={InsufficientFundsError: explain_insufficient_funds})

    def charge() -> int:
        return pay(0, 1)

    @dependency_app.get("/")
    def read(left: Annotated[int, Depends(charge)]) -> int:
        return left

    response = TestClient(dependency_app).get("/")
    assert (response.status_code, response.json()) == (402, {"error": "1 short", "balance": 0, "price": 1})


def test_dependency_with_yield_sees_the_exception_before_the_handler_does() -> None:
    order: list[str] = []
    yielding_app = FastAPI()

    def watch() -> Iterator[None]:
        try:
            yield
        except InsufficientFundsError:
            order.append("dependency")
            raise

    @yielding_app.exception_handler(InsufficientFundsError)
    async def answer(request: Request, exc: InsufficientFundsError) -> JSONResponse:
        order.append("handler")
        return JSONResponse({}, status_code=402)

    @yielding_app.get("/", dependencies=[Depends(watch)])
    def fail() -> None:
        pay(0, 1)

    assert TestClient(yielding_app).get("/").status_code == 402
    assert order == ["dependency", "handler"]


def test_openapi_does_not_know_about_it() -> None:
    assert set(app.openapi()["paths"]["/payments"]["post"]["responses"]) == {"200", "422"}
