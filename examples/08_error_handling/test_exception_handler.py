import pytest
from exception_handler import ShopError, SoldOutError, UnknownItemError, app, handle_shop_error, handle_sold_out
from fastapi import APIRouter, FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

client = TestClient(app)


def test_request_without_an_exception_is_served() -> None:
    response = client.get("/items/hammer")
    assert (response.status_code, response.json()) == (200, {"name": "hammer"})


def test_subclass_is_caught_by_the_handler_of_the_base() -> None:
    response = client.get("/items/nail")
    assert response.status_code == 400
    assert response.json() == {"error": "UnknownItemError", "path": "/items/nail"}


def test_more_specific_handler_wins() -> None:
    response = client.get("/items/saw")
    assert response.status_code == 409
    assert response.json() == {"error": "saw is sold out", "method": "GET"}


def test_more_specific_handler_wins_in_any_order_of_registration() -> None:
    reversed_app = FastAPI()
    reversed_app.exception_handler(SoldOutError)(handle_sold_out)
    reversed_app.exception_handler(ShopError)(handle_shop_error)

    @reversed_app.get("/")
    def fail() -> None:
        raise SoldOutError("saw")

    assert TestClient(reversed_app).get("/").status_code == 409


def test_handler_gets_the_request() -> None:
    reading_app = FastAPI()
    requests: list[Request] = []

    @reading_app.exception_handler(ShopError)
    async def keep(request: Request, exc: ShopError) -> JSONResponse:
        requests.append(request)
        return JSONResponse({"body": (await request.body()).decode()}, status_code=400)

    @reading_app.post("/items/{name}")
    async def fail(name: str, request: Request) -> None:
        request.state.user = "ada"
        await request.body()
        raise ShopError

    response = TestClient(reading_app).post("/items/saw?x=1", content=b"sent", headers={"X-Id": "7"})
    assert response.json() == {"body": "sent"}
    (request,) = requests
    assert request.method == "POST"
    assert request.url.path == "/items/saw"
    assert dict(request.query_params) == {"x": "1"}
    assert request.path_params == {"name": "saw"}
    assert request.headers["x-id"] == "7"
    assert request.state.user == "ada"
    assert request.app is reading_app


def test_handler_gets_the_exception_that_was_raised() -> None:
    keeping_app = FastAPI()
    raised = UnknownItemError("nail")
    caught: list[Exception] = []

    @keeping_app.exception_handler(ShopError)
    async def keep(request: Request, exc: ShopError) -> JSONResponse:
        caught.append(exc)
        return JSONResponse({}, status_code=400)

    @keeping_app.get("/")
    def fail() -> None:
        raise raised

    TestClient(keeping_app).get("/")
    assert len(caught) == 1
    assert caught[0] is raised


def failing_app() -> FastAPI:
    application = FastAPI()
    router = APIRouter()

    @router.get("/zero")
    def divide() -> float:
        return 1 / 0

    @router.get("/teapot")
    def refuse() -> None:
        raise HTTPException(418, "Short and stout")

    @router.get("/shop")
    async def shop() -> None:
        raise UnknownItemError("nail")

    application.include_router(router)
    return application


def test_plain_function_can_be_a_handler_also_for_routes_of_a_router() -> None:
    plain_app = failing_app()

    @plain_app.exception_handler(ArithmeticError)
    def answer(request: Request, exc: ArithmeticError) -> PlainTextResponse:
        return PlainTextResponse(str(exc), status_code=400)

    response = TestClient(plain_app).get("/zero")
    assert (response.status_code, response.text) == (400, "division by zero")


def test_handlers_can_be_given_to_the_constructor_or_added_by_method() -> None:
    constructed_app = FastAPI(exception_handlers={ShopError: handle_shop_error})
    constructed_app.include_router(failing_app().router)
    added_app = failing_app()
    added_app.add_exception_handler(UnknownItemError, handle_shop_error)  # type: ignore[arg-type]
    for application in (constructed_app, added_app):
        response = TestClient(application).get("/shop")
        assert response.status_code == 400
        assert response.json() == {"error": "UnknownItemError", "path": "/shop"}


def test_handler_of_a_status_code_takes_precedence_over_that_of_the_class() -> None:
    status_app = failing_app()

    @status_app.exception_handler(HTTPException)
    async def answer_class(request: Request, exc: HTTPException) -> JSONResponse:
        return JSONResponse({"handled as": "class"}, status_code=exc.status_code)

    @status_app.exception_handler(418)
    async def answer_status(request: Request, exc: HTTPException) -> JSONResponse:
        return JSONResponse({"handled as": "status", "detail": exc.detail}, status_code=exc.status_code)

    response = TestClient(status_app).get("/teapot")
    assert response.status_code == 418
    assert response.json() == {"handled as": "status", "detail": "Short and stout"}


@pytest.mark.parametrize("key", [Exception, 500])
def test_handler_of_exception_answers_and_the_server_still_gets_the_exception(key: type[Exception] | int) -> None:
    catching_app = failing_app()

    @catching_app.exception_handler(key)
    async def answer(request: Request, exc: Exception) -> JSONResponse:
        return JSONResponse({"error": type(exc).__name__}, status_code=500)

    response = TestClient(catching_app, raise_server_exceptions=False).get("/zero")
    assert (response.status_code, response.json()) == (500, {"error": "ZeroDivisionError"})
    with pytest.raises(ZeroDivisionError):
        TestClient(catching_app).get("/zero")


def test_handler_of_exception_leaves_http_exceptions_alone() -> None:
    catching_app = failing_app()

    @catching_app.exception_handler(Exception)
    async def answer(request: Request, exc: Exception) -> JSONResponse:
        return JSONResponse({}, status_code=500)

    response = TestClient(catching_app).get("/teapot")
    assert (response.status_code, response.json()) == (418, {"detail": "Short and stout"})


def test_exception_raised_in_a_handler_goes_to_the_handler_of_its_own_class() -> None:
    raising_app = failing_app()

    @raising_app.exception_handler(ArithmeticError)
    async def fail_too(request: Request, exc: ArithmeticError) -> JSONResponse:
        raise ShopError("in the handler")

    raising_app.exception_handler(ShopError)(handle_shop_error)
    response = TestClient(raising_app).get("/zero")
    assert (response.status_code, response.json()) == (400, {"error": "ShopError", "path": "/zero"})


def test_exception_of_a_middleware_does_not_reach_the_handler() -> None:
    class Failing:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            raise ShopError("in the middleware")

    outer_app = FastAPI(exception_handlers={ShopError: handle_shop_error})
    outer_app.add_middleware(Failing)
    response = TestClient(outer_app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


def test_mounted_application_has_handlers_of_its_own() -> None:
    outer_app = FastAPI()
    outer_app.mount("/shop", app)
    outer_app.mount("/bare", failing_app())
    outer_app.exception_handler(ShopError)(handle_sold_out)
    outer_client = TestClient(outer_app, raise_server_exceptions=False)
    assert outer_client.get("/shop/items/nail").status_code == 400
    response = outer_client.get("/bare/shop")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


def test_handler_of_a_websocket_gets_the_websocket() -> None:
    socket_app = FastAPI()

    @socket_app.exception_handler(ShopError)
    async def say_why(websocket: WebSocket, exc: ShopError) -> None:
        await websocket.send_text(f"{exc} on {websocket.url.path}")
        await websocket.close()

    @socket_app.websocket("/ws")
    async def fail(websocket: WebSocket) -> None:
        await websocket.accept()
        raise UnknownItemError("nail")

    with TestClient(socket_app).websocket_connect("/ws") as websocket:
        assert websocket.receive_text() == "nail on /ws"
