"""Around APIRouter: each of its arguments and of a route's, refused declarations, and its own methods."""

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from api_router import app as shown
from fastapi import APIRouter, Body, Depends, FastAPI, Form, Request, Response, WebSocket
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel


class Item(BaseModel):
    name: str
    price: float = 1.5
    note: str | None = None


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def served(router: APIRouter, **include: Any) -> FastAPI:
    app = FastAPI()
    app.include_router(router, **include)
    return app


def watch_route_with_each_documented_argument() -> object:
    router = APIRouter()

    @router.post(
        "/items",
        response_model=Item,
        status_code=HTTPStatus.CREATED,
        tags=["route"],
        dependencies=[Depends(lambda: None)],
        summary="Make it",
        description="Makes *one* item.",
        response_description="The item",
        responses={409: {"model": Item, "description": "Exists"}, "5XX": {}},
        deprecated=True,
        operation_id="makeItem",
        response_class=JSONResponse,
        name="make",
        openapi_extra={"x-rate": 5},
    )
    def create(item: Item) -> Any:
        return item

    app = served(router)
    response = TestClient(app).post("/items", json={"name": "cup"})
    return app.openapi()["paths"], response.status_code, response.json(), app.url_path_for("make")


def watch_response_model_arguments() -> object:
    given: dict[str, dict[str, Any]] = {
        "include": {"response_model_include": {"name"}},
        "exclude": {"response_model_exclude": {"name"}},
        "unset": {"response_model_exclude_unset": True},
        "defaults": {"response_model_exclude_defaults": True},
        "none": {"response_model_exclude_none": True},
        "alias": {"response_model_by_alias": False},
    }
    router = APIRouter()
    for name, options in given.items():
        router.add_api_route(f"/{name}", lambda: Item(name="cup", price=1.5), response_model=Item, **options)
    client = TestClient(served(router))
    return {name: client.get(f"/{name}").json() for name in given}


def watch_description_from_the_docstring() -> object:
    router = APIRouter()

    @router.get("/items")
    def read() -> None:
        """Read all items.

        Slowly.
        \f
        Not for the docs.
        """

    return served(router).openapi()["paths"]["/items"]["get"]


def watch_each_method() -> object:
    router = APIRouter()
    seen = {}
    for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace"):
        getattr(router, method)(f"/{method}", name=method)(lambda: None)
    app = served(router)
    for method in ("get", "put", "post", "delete", "options", "head", "patch", "trace"):
        response = TestClient(app).request(method, f"/{method}")
        seen[method] = [response.status_code, response.text, list(app.openapi()["paths"][f"/{method}"])]
    return seen


def watch_api_route_with_several_methods() -> object:
    router = APIRouter()

    @router.api_route("/items", methods=["get", "POST"], name="both")
    async def read(request: Request) -> str:
        return request.method

    app = served(router)
    client = TestClient(app)
    refused = client.delete("/items")
    allowed = sorted(refused.headers["allow"].split(", "))
    return client.get("/items").json(), client.post("/items").json(), refused.status_code, allowed


def watch_plain_starlette_routes() -> object:
    router = APIRouter(prefix="/p")

    @router.route("/items", methods=["GET"], name="plain")
    async def read(request: Request) -> Response:
        return PlainTextResponse(request.url.path)

    router.add_route("/added", read, methods=["POST"], name="added", include_in_schema=False)
    app = served(router)
    client = TestClient(app)
    paths = ["/items", "/p/items", "/added", "/p/added"]
    return [[path, client.get(path).status_code, client.post(path).status_code] for path in paths]


def watch_plain_starlette_routes_of_an_app() -> object:
    app = FastAPI()

    async def read(request: Request) -> Response:
        return PlainTextResponse(request.url.path)

    app.router.add_route("/items", read)
    app.router.mount("/mounted", PlainTextResponse("mounted"))
    app.router.host("shop.test", PlainTextResponse("host"))
    client = TestClient(app)
    return (
        client.get("/items").text,
        client.head("/items").status_code,
        client.get("/mounted/x").text,
        TestClient(app, base_url="http://shop.test").get("/else").text,
        list(app.openapi()["paths"]),
    )


def watch_websocket_routes() -> object:
    log: list[str] = []
    router = APIRouter(prefix="/p", dependencies=[Depends(lambda: log.append("router"))])

    @router.websocket("/api", name="api", dependencies=[Depends(lambda: log.append("route"))])
    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("api")

    async def plain(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("plain")

    router.websocket_route("/plain", name="plain")(plain)
    router.add_websocket_route("/added", plain, name="added")
    router.add_api_websocket_route("/api-added", listen, name="api-added")
    app = served(router)
    seen = {}
    for path in ("/p/api", "/p/plain", "/plain", "/p/added", "/p/api-added", "/none"):
        try:
            with TestClient(app).websocket_connect(path) as session:
                seen[path] = session.receive_text()
        except Exception as error:
            seen[path] = type(error).__name__
    return seen, log, app.url_path_for("api"), app.url_path_for("plain"), list(app.openapi()["paths"])


def watch_websocket_parameter_that_is_refused() -> object:
    router = APIRouter()

    @router.websocket("/ws/{number}")
    async def listen(websocket: WebSocket, number: int, size: int = 5) -> None:
        await websocket.accept()
        await websocket.send_json([number, size])

    app, seen = served(router), []
    for path in ("/ws/7?size=6", "/ws/x", "/ws/7?size=x"):
        try:
            with TestClient(app).websocket_connect(path) as session:
                seen.append(str(session.receive_json()))
        except Exception as error:
            seen.append(f"{type(error).__name__} {getattr(error, 'code', None)}")
    return seen


def watch_endpoints_of_other_kinds() -> object:
    def add(a: int, b: int) -> int:
        return a + b

    async def add_async(a: int, b: int) -> int:
        return a + b

    class Adder:
        def __call__(self, a: int) -> int:
            return a + 1

        async def method(self, a: int) -> int:
            return a + 2

    endpoints: list[Any] = [partial(add, b=3), partial(add_async, b=4), Adder(), Adder().method, Adder]
    app = FastAPI()
    for number, endpoint in enumerate(endpoints):
        app.add_api_route(f"/{number}", endpoint, name=f"n{number}", response_model=None)
    client = TestClient(app)
    answers = [client.get(f"/{number}", params={"a": 1}).text for number in range(len(endpoints))]
    return answers, client.get("/0").status_code, [each["get"]["summary"] for each in app.openapi()["paths"].values()]


def watch_prefix_that_is_refused() -> object:
    return [attempt(lambda prefix=prefix: APIRouter(prefix=prefix).prefix) for prefix in ("items", "/items/", "/", "")]  # type: ignore[misc]


def watch_prefix_with_a_parameter() -> object:
    router = APIRouter(prefix="/shops/{shop_id}")

    @router.get("/items/{item_id}")
    def read(shop_id: int, item_id: int) -> list[int]:
        return [shop_id, item_id]

    app = served(router)
    return TestClient(app).get("/shops/1/items/2").json(), app.openapi()["paths"]


def watch_path_with_a_trailing_slash() -> object:
    router = APIRouter(prefix="/items")
    router.add_api_route("/", lambda: "slash")
    client = TestClient(served(router), follow_redirects=False)
    response = client.get("/items?q=1")
    return client.get("/items/").json(), response.status_code, dict(response.headers)


def watch_redirect_slashes_switched_off() -> object:
    router = APIRouter(prefix="/items", redirect_slashes=False)
    router.add_api_route("/", lambda: "slash")
    included, alone = served(router), FastAPI(redirect_slashes=False)
    alone.include_router(router)
    return [TestClient(app, follow_redirects=False).get("/items").status_code for app in (included, alone, router)]


def watch_default_of_a_router() -> object:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("default", status_code=418)(scope, receive, send)

    router = APIRouter(prefix="/items", default=answer)
    router.add_api_route("/x", lambda: "x")
    response = TestClient(served(router)).get("/items/y")
    alone = TestClient(router).get("/items/y")
    return response.status_code, response.text, alone.status_code, alone.text


def watch_routes_given_to_a_router() -> object:
    router = APIRouter(routes=[APIRoute("/items", lambda: "given")])
    return TestClient(served(router, prefix="/v1")).get("/v1/items").json()


def watch_router_served_without_an_app() -> object:
    router = APIRouter(prefix="/items")
    router.add_api_route("/x", lambda: "x")
    client = TestClient(router, raise_server_exceptions=False)
    return attempt(lambda: TestClient(router).get("/items/x").json()), client.get("/none").status_code


def watch_default_response_class() -> object:
    router = APIRouter(default_response_class=HTMLResponse)
    router.add_api_route("/html", lambda: "<p>")
    router.add_api_route("/text", lambda: "text", response_class=PlainTextResponse)
    app = served(router)
    client = TestClient(app)
    return [client.get(path).headers["content-type"] for path in ("/html", "/text")], app.openapi()["paths"]


def watch_responses_callbacks_and_flags_of_a_router() -> object:
    callbacks = APIRouter()

    @callbacks.post("{$callback_url}/paid", name="paid")
    def paid(item: Item) -> None: ...

    router = APIRouter(
        tags=["router"],
        responses={418: {"description": "Tea"}},
        callbacks=callbacks.routes,
        deprecated=True,
        generate_unique_id_function=lambda route: f"own-{route.name}",
    )
    router.add_api_route("/items", lambda: None, name="read", callbacks=callbacks.routes)
    hidden = APIRouter(include_in_schema=False)
    hidden.add_api_route("/hidden", lambda: "hidden")
    app = served(router)
    app.include_router(hidden)
    return app.openapi()["paths"], TestClient(app).get("/hidden").json()


def watch_dependencies_of_router_and_route() -> object:
    log: list[str] = []
    router = APIRouter(dependencies=[Depends(lambda: log.append("router"))])
    router.add_api_route("/", lambda: log.append("endpoint"), dependencies=[Depends(lambda: log.append("route"))])
    return TestClient(served(router)).get("/").status_code, log


def watch_own_route_class() -> object:
    class Timed(APIRoute):
        def get_route_handler(self) -> Any:
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
                response: Response = await handler(request)
                response.headers["x-route"] = f"{self.path} {request.method}"
                return response

            return handle

    router = APIRouter(prefix="/items", route_class=Timed)
    router.add_api_route("/x", lambda: "x")
    router.add_api_route("/y", lambda: "y", route_class_override=APIRoute)
    app = served(router, prefix="/v1")
    return [TestClient(app).get(path).headers.get("x-route") for path in ("/v1/items/x", "/v1/items/y")]


def watch_strict_content_type_of_a_router() -> object:
    router = APIRouter(strict_content_type=False)
    strict = APIRouter(prefix="/strict")

    @router.post("/item")
    def create(item: Item) -> Item:
        return item

    @strict.post("/item")
    def create_strictly(item: Item) -> Item:
        return item

    app = FastAPI()
    app.include_router(router)
    app.include_router(strict)
    return [TestClient(app).post(path, content='{"name": "cup"}').status_code for path in ("/item", "/strict/item")]


def watch_body_limits_of_router_inclusion_and_route() -> object:
    router = APIRouter(max_body_size=10)

    async def read(request: Request) -> int:
        return len(await request.body())

    router.add_api_route("/router", read, methods=["POST"])
    router.add_api_route("/route", read, methods=["POST"], max_body_size=20)
    loose = APIRouter()
    loose.add_api_route("/inclusion", read, methods=["POST"])
    app = FastAPI()
    app.include_router(router)
    app.include_router(loose, max_body_size=5)
    client = TestClient(app)
    sizes = (5, 6, 10, 11, 20, 21)
    return {
        path: [client.post(path, content=b"x" * size).status_code for size in sizes]
        for path in ("/router", "/route", "/inclusion")
    }, attempt(lambda: APIRouter(max_body_size=-1).max_body_size)


def watch_body_limit_of_a_router_without_an_app() -> object:
    router = APIRouter(max_body_size=3)

    async def read(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    router.add_route("/", read, methods=["POST"])
    client = TestClient(router, raise_server_exceptions=False)
    return [client.post("/", content=b"x" * size).status_code for size in (3, 4)]


def watch_form_limits_of_router_inclusion_and_route() -> object:
    async def read(names: Annotated[list[str], Form()]) -> int:
        return len(names)

    router = APIRouter(form_limits={"max_fields": 2})
    router.add_api_route("/router", read, methods=["POST"])
    router.add_api_route("/route", read, methods=["POST"], form_limits={"max_fields": 3})
    loose = APIRouter()
    loose.add_api_route("/inclusion", read, methods=["POST"])
    app = FastAPI()
    app.include_router(router)
    app.include_router(loose, form_limits={"max_fields": 1})
    wrong: Any = {"form_limits": {"max_things": 1}}
    client = TestClient(app)
    return {
        path: [client.post(path, data={"names": ["x"] * size}).status_code for size in (1, 2, 3, 4)]
        for path in ("/router", "/route", "/inclusion")
    }, attempt(lambda: APIRouter(**wrong).prefix)


def watch_router_lists_its_own_routes() -> object:
    router = APIRouter(prefix="/items", tags=["items"])
    router.add_api_route("", lambda: None, name="list")
    router.add_api_route("/{item_id}", lambda item_id: None, name="read")
    app = served(router)
    listed = [
        [route.path, route.name, sorted(route.methods or ())] for route in router.routes if isinstance(route, APIRoute)
    ]
    in_app = [type(route).__name__ for route in app.routes]
    return listed, in_app, [getattr(route, "path", None) for route in app.routes], repr(router.routes[0])


def watch_route_declarations_that_are_refused() -> object:
    def add(path: str = "/x", endpoint: Any = lambda: None, **options: Any) -> Any:
        def call() -> list[str]:
            router = APIRouter()
            router.add_api_route(path, endpoint, **options)
            return list(served(router).openapi()["paths"])

        return attempt(call)

    class Code(IntEnum):
        EMPTY = 204

    return [
        add("x"),
        add(endpoint="no callable"),
        add(status_code=204, response_model=Item),
        add(status_code=Code.EMPTY, response_model=None),
        add(responses={204: {"model": Item}}),
        add(responses={404: "no dict"}),
        add("/{a}/{a}"),
        add("/{a:nothing}"),
        add(methods=[]),
        add(max_body_size=-1),
    ]


def watch_two_routes_that_are_equal() -> object:
    def read() -> None: ...

    first, second = APIRoute("/x", read), APIRoute("/x", read)
    return first == second, first == APIRoute("/y", read), APIRouter() == APIRouter(), repr(first)


def watch_body_that_is_embedded_by_a_second_parameter() -> object:
    router = APIRouter()

    @router.put("/items")
    def put(item: Item, note: Annotated[str, Body()]) -> list[str]:
        return [item.name, note]

    app = served(router)
    body = {"item": {"name": "cup"}, "note": "new"}
    return TestClient(app).put("/items", json=body).json(), app.openapi()["components"]["schemas"]


def watch_shown_document() -> object:
    return shown.openapi()["paths"]


def watch_requests_beside_the_prefix() -> object:
    client = TestClient(shown, follow_redirects=False)
    paths = ["/items/", "/items?q=1", "/items/1/", "//items", "/ITEMS", "/items/%31", "/items/" + "9" * 5000]
    return [[path[:20], client.get(path).status_code, client.get(path).headers.get("location")] for path in paths]
