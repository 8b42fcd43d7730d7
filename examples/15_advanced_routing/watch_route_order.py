"""Around matching: order, methods, convertors, slashes, odd paths, names of routes, and Starlette's own router."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response, WebSocket
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from route_order import app, read_current_user, read_user


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def answers(app: Any, *requests: str) -> list[Any]:
    client = TestClient(app, follow_redirects=False)
    seen = []
    for request in requests:
        method, _, path = request.rpartition(" ")
        response = client.request(method or "GET", path)
        seen.append(
            [
                request,
                response.status_code,
                response.text,
                response.headers.get("location"),
                response.headers.get("allow"),
            ]
        )
    return seen


def watch_shown_app() -> object:
    return answers(
        app, "/users/me", "/users/you", "/users/me/", "/users", "/users/", "POST /users/me", "HEAD /users/me"
    )


def watch_wrong_order() -> object:
    wrong = FastAPI()
    wrong.get("/users/{user_id}")(read_user)
    wrong.get("/users/me")(read_current_user)
    return answers(wrong, "/users/me")


def watch_parameter_of_text_before_the_fixed_path() -> object:
    wrong = FastAPI()
    wrong.add_api_route("/users/{name}", lambda name: f"user {name}")
    wrong.get("/users/me")(read_current_user)
    return answers(wrong, "/users/me")


def watch_same_path_twice() -> object:
    twice = FastAPI()
    twice.add_api_route("/x", lambda: "first", name="first")
    twice.add_api_route("/x", lambda: "second", name="second")
    return answers(twice, "/x"), [list(methods) for methods in twice.openapi()["paths"].values()]


def watch_other_method_is_passed_over() -> object:
    other = FastAPI()
    other.get("/users/{user_id}")(read_user)
    other.post("/users/me")(read_current_user)
    return answers(other, "POST /users/me", "PUT /users/me", "GET /users/me")


def watch_method_that_no_route_has() -> object:
    other = FastAPI()
    other.post("/users/me")(read_current_user)
    other.get("/users/{user_id}")(read_user)
    return answers(other, "PUT /users/me", "OPTIONS /users/me", "HEAD /users/7", "TRACE /users/me")


def watch_routers_and_routes_in_order() -> object:
    router, first, second = APIRouter(prefix="/users"), FastAPI(), FastAPI()
    router.get("/{user_id}")(read_user)
    first.include_router(router)
    first.get("/users/me")(read_current_user)
    second.get("/users/me")(read_current_user)
    second.include_router(router)
    return answers(first, "/users/me"), answers(second, "/users/me")


def watch_convertors() -> object:
    routes = FastAPI()
    for kind in ("str", "int", "float", "path", "uuid"):
        routes.add_api_route(f"/{kind}/{{value:{kind}}}", lambda value: value, name=kind)
    some_id = "6f1c3c5e-6d3e-4c5b-8f0a-1b2c3d4e5f60"
    paths = [
        "/str/a",
        "/str/a/b",
        "/int/7",
        "/int/-7",
        "/int/٣",
        "/int/x",
        "/float/1.5",
        "/float/7",
        "/float/1e3",
        "/path/a/b",
        "/path/",
    ]
    return answers(routes, *paths, f"/uuid/{some_id}", f"/uuid/{some_id.upper()}", "/uuid/x")


def watch_convertors_with_types() -> object:
    routes = FastAPI()

    @routes.get("/items/{item_id:int}")
    def read(item_id: int) -> int:
        return item_id

    @routes.get("/items/{name}")
    def read_name(name: str) -> str:
        return name

    return answers(routes, "/items/7", "/items/x", "/items/" + "9" * 30), list(routes.openapi()["paths"])


def watch_number_too_long_for_a_convertor() -> object:
    routes = FastAPI()
    routes.add_api_route("/items/{item_id:int}", lambda item_id: 1)
    client = TestClient(routes, raise_server_exceptions=False)
    return client.get("/items/" + "9" * 5000).status_code


def watch_names_and_parameters_of_paths() -> object:
    routes = FastAPI()
    for kind in ("str", "int", "float", "path", "uuid"):
        routes.add_api_route(f"/{kind}/{{value:{kind}}}", lambda value: value, name=kind)
    some_id = uuid.UUID("6f1c3c5e-6d3e-4c5b-8f0a-1b2c3d4e5f60")
    given: list[tuple[str, Any]] = [
        ("str", "a"), ("str", "a/b"), ("str", ""), ("int", 7), ("int", -7), ("float", 1.5), ("float", 1e-7),
        ("float", -1.0), ("float", float("nan")), ("path", "a/b"), ("uuid", some_id), ("nothing", 1),
    ]  # fmt: skip
    return [attempt(lambda name=name, value=value: routes.url_path_for(name, value=value)) for name, value in given]  # type: ignore[misc]


def watch_own_convertor() -> object:
    from starlette.convertors import CONVERTOR_TYPES, Convertor, register_url_convertor

    class Hex(Convertor[int]):
        regex = "[0-9a-f]+"

        def convert(self, value: str) -> int:
            return int(value, 16)

        def to_string(self, value: int) -> str:
            return f"{value:x}"

    register_url_convertor("hex", Hex())
    try:
        routes = FastAPI()
        routes.add_api_route("/colors/{color:hex}", lambda color: color, name="color")
        return answers(routes, "/colors/ff", "/colors/xx"), routes.url_path_for("color", color=255)
    finally:
        del CONVERTOR_TYPES["hex"]


def watch_path_that_spans_slashes() -> object:
    routes = FastAPI()
    routes.add_api_route("/{rest:path}", lambda rest: f"rest {rest}")
    routes.get("/users/me")(read_current_user)
    return answers(routes, "/users/me", "/", "//x")


def watch_slashes() -> object:
    routes = FastAPI()
    routes.add_api_route("/with/", lambda: "with")
    routes.add_api_route("/without", lambda: "without", methods=["GET", "POST"])
    paths = ["/with", "/with/", "/without/", "POST /without/?q=1", "/none/", "/with//", "PUT /without/"]
    return answers(routes, *paths)


def watch_slashes_that_are_not_redirected() -> object:
    routes = FastAPI(redirect_slashes=False)
    routes.add_api_route("/with/", lambda: "with")
    return answers(routes, "/with", "/with/")


def watch_slash_redirects_behind_a_root_path() -> object:
    routes = FastAPI()
    routes.add_api_route("/with/", lambda: "with")
    client = TestClient(routes, root_path="/shop", base_url="https://shop.test:90")
    return [client.get(path, follow_redirects=False).headers.get("location") for path in ("/shop/with", "/with")]


def watch_odd_paths() -> object:
    routes = FastAPI()
    routes.add_api_route("/a b/{name}", lambda name: name)
    routes.add_api_route("/x.y+z/{a}-{b}", lambda a, b: [a, b])
    return answers(
        routes, "/a b/x", "/a%20b/x%2Fy", "/a%20b/%C3%BC", "/x.y+z/1-2-3", "/xzy+z/1-2", "/a%20b/x%0Ay", "/a%20b/;x"
    )


def watch_parts_of_the_scope() -> object:
    routes = FastAPI()

    @routes.get("/users/{name}", name="user")
    async def read(name: str, request: Request) -> list[Any]:
        route = request.scope["route"]
        return [
            route.path,
            route.name,
            request.scope["endpoint"].__name__,
            request.path_params,
            str(request.url_for("user", name="x")),
        ]

    return TestClient(routes).get("/users/ann").json()


async def tell(request: Request) -> Response:
    return PlainTextResponse(f"{request.method} {dict(request.path_params)}")


class Endpoint:
    """An ASGI application that is a class, as Starlette's HTTPEndpoint is one."""

    def __init__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope, self.receive, self.send = scope, receive, send

    def __await__(self) -> Any:
        return PlainTextResponse(f"class {self.scope['method']}")(self.scope, self.receive, self.send).__await__()


async def greet(word: str, request: Request) -> Response:
    return PlainTextResponse(word)


async def greet_socket(word: str, websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(word + str(dict(websocket.path_params)))


async def socket_app(scope: Any, receive: Any, send: Any) -> None:
    websocket = WebSocket(scope, receive, send)
    await websocket.accept()
    await websocket.send_text("asgi")


class SocketClass:
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await socket_app(scope, receive, send)


def starlette_router(**options: Any) -> Any:
    from starlette.routing import Route, Router, WebSocketRoute

    return Router(
        [
            Route("/plain/{n:int}", tell, name="plain"),
            Route("/plain/{n:int}", tell, methods=["PUT"]),
            Route("/class", Endpoint),
            Route("/class-get", Endpoint, methods=["get"]),
            Route("/partial", partial(greet, "hello"), name="partial"),
            Route("/hidden", tell, include_in_schema=False),
            WebSocketRoute("/ws/{n:int}", partial(greet_socket, "hello"), name="ws"),
            WebSocketRoute("/ws-class", SocketClass(), name="ws-class"),
        ],
        **options,
    )


def watch_router_of_starlette() -> object:
    requests = [
        "/plain/7",
        "HEAD /plain/7",
        "PUT /plain/7",
        "DELETE /class",
        "/class-get",
        "/partial",
        "/hidden",
        "/none",
        "/plain/7/",
        "/hidden/",
    ]
    return answers(starlette_router(), *requests)


def watch_allow_header_of_starlette() -> object:
    client = TestClient(starlette_router())
    return [sorted(client.delete(path).headers["allow"].split(", ")) for path in ("/plain/7", "/class-get")]


def watch_router_of_starlette_with_a_default() -> object:
    return (
        answers(starlette_router(default=PlainTextResponse("default", status_code=418)), "/none"),
        answers(starlette_router(redirect_slashes=False), "/hidden/"),
    )


def watch_names_in_a_router_of_starlette() -> object:
    router = starlette_router()
    calls: list[Callable[[], Any]] = [
        lambda: router.url_path_for("plain", n=7),
        lambda: router.url_path_for("plain"),
        lambda: router.url_path_for("ws", n=7),
        lambda: router.url_path_for("ws", n=7).make_absolute_url("https://shop.test/root"),
        lambda: router.url_path_for("ws", x=7),
        lambda: router.url_path_for("ws-class"),
        lambda: router.url_path_for("Endpoint"),
        lambda: router.url_path_for("nothing"),
    ]
    return [str(attempt(call)) for call in calls]


def watch_websockets_in_a_router_of_starlette() -> object:
    seen = {}
    for path in ("/ws/7", "/ws-class", "/none", "/plain/7"):
        try:
            with TestClient(starlette_router()).websocket_connect(path) as session:
                seen[path] = session.receive_text()
        except Exception as error:
            seen[path] = type(error).__name__
    return seen


def watch_route_as_an_application() -> object:
    from starlette.routing import Route, WebSocketRoute

    route, socket = Route("/x", tell, methods=["GET"]), WebSocketRoute("/ws", socket_app)
    sockets = {}
    for path in ("/ws", "/none"):
        try:
            with TestClient(socket).websocket_connect(path):
                sockets[path] = "accepted"
        except Exception as error:
            sockets[path] = type(error).__name__
    return answers(route, "/x", "/y", "POST /x"), sockets
