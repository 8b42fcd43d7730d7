"""Around include_router: each argument, nesting, what is included later, lists of routes, and lifespans."""

import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response, WebSocket
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from include_router import app as shown


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def watch_shown_document() -> object:
    return {
        path: [methods["get"][key] for key in ("tags", "operationId", "responses")]
        for path, methods in shown.openapi()["paths"].items()
    }


def watch_parameter_of_a_prefix_that_no_endpoint_takes() -> object:
    router, app = APIRouter(), FastAPI()
    router.add_api_route("/reviews", lambda: "good")
    app.include_router(router, prefix="/items/{item_id}")
    return TestClient(app).get("/items/7/reviews").json(), app.openapi()["paths"]


def watch_url_path_for() -> object:
    return [
        attempt(lambda: shown.url_path_for("read_item", item_id=7)),
        attempt(lambda: shown.url_path_for("list_reviews", item_id=7)),
        attempt(lambda: shown.url_path_for("read_item")),
        attempt(lambda: shown.url_path_for("nothing")),
    ]


def watch_routes_of_the_app() -> object:
    router, app = APIRouter(prefix="/items"), FastAPI(openapi_url=None)
    router.add_api_route("/x", lambda: "x")
    app.include_router(router)
    return [[type(route).__name__, getattr(route, "path", None)] for route in app.routes]


def watch_loop_that_sets_operation_ids() -> object:
    router, app = APIRouter(prefix="/items"), FastAPI()
    router.add_api_route("", lambda: "x", name="list_items")
    app.include_router(router)
    for route in app.routes:
        if isinstance(route, APIRoute):
            route.operation_id = route.name
    return app.openapi()["paths"]["/items"]["get"]["operationId"]


def watch_iter_route_contexts() -> object:
    from fastapi.routing import iter_route_contexts

    async def plain(request: Request) -> Response:
        return PlainTextResponse("plain")

    router, app = APIRouter(prefix="/items", tags=["items"]), FastAPI(openapi_url=None)
    router.add_api_route("/{item_id}", lambda item_id: "x", name="read")
    router.add_route("/plain", plain)
    router.add_api_websocket_route("/ws", lambda: None)
    app.include_router(router, prefix="/v1", tags=["v1"])
    app.mount("/sub", FastAPI(), name="sub")
    contexts = list(iter_route_contexts(app.routes))
    again = list(iter_route_contexts(contexts))
    return (
        [
            [
                context.path,
                context.path_format,
                context.name,
                sorted(context.methods or []),
                getattr(context, "tags", None),
                getattr(context.endpoint, "__name__", None),
                type(context.original_route).__name__,
            ]
            for context in contexts
        ],
        len(again),
        attempt(lambda: contexts[0].nothing),
    )


def watch_document_of_chosen_contexts() -> object:
    from fastapi.openapi.utils import get_openapi
    from fastapi.routing import iter_route_contexts

    contexts = [context for context in iter_route_contexts(shown.routes) if (context.path or "").startswith("/v2")]
    return list(get_openapi(title="v2", version="2", routes=contexts)["paths"])


def watch_route_added_after_the_inclusion() -> object:
    app, router, inner = FastAPI(), APIRouter(prefix="/items"), APIRouter(prefix="/inner")
    app.include_router(router, prefix="/v1")
    before = list(app.openapi()["paths"])
    router.add_api_route("/late", lambda: "late")
    first = [TestClient(app).get("/v1/items/late").status_code, list(app.openapi()["paths"])]
    router.include_router(inner)
    inner.add_api_route("/later", lambda: "later")
    return before, first, TestClient(app).get("/v1/items/inner/later").status_code, list(app.openapi()["paths"])


def watch_dependencies_in_order() -> object:
    log: list[str] = []

    def note(text: str) -> Any:
        return Depends(lambda: log.append(text))

    router = APIRouter(dependencies=[note("router")])
    outer = APIRouter(dependencies=[note("outer router")])
    router.add_api_route("/", lambda: log.append("endpoint"), dependencies=[note("route")])
    outer.include_router(router, prefix="/x", dependencies=[note("inner include")])
    app = FastAPI(dependencies=[note("app")])
    app.include_router(outer, dependencies=[note("outer include")])
    return TestClient(app).get("/x/").status_code, log


def watch_each_argument_of_an_inclusion() -> object:
    callbacks = APIRouter()
    callbacks.add_api_route("{$callback_url}", lambda: None, methods=["POST"], name="paid")
    router = APIRouter()
    router.add_api_route("/x", lambda: "<p>", name="read")
    app = FastAPI()
    app.include_router(
        router,
        prefix="/all",
        tags=["given"],
        responses={403: {"description": "Not you"}},
        deprecated=True,
        default_response_class=HTMLResponse,
        callbacks=callbacks.routes,
        generate_unique_id_function=lambda route: f"given-{route.name}",
    )
    app.include_router(router, prefix="/hidden", include_in_schema=False)
    client = TestClient(app)
    return app.openapi()["paths"], client.get("/all/x").headers["content-type"], client.get("/hidden/x").text


def watch_arguments_of_nested_inclusions() -> object:
    inner, outer = APIRouter(prefix="/inner", tags=["inner"]), APIRouter(prefix="/outer", tags=["outer"])
    inner.add_api_route("/x", lambda: "x", tags=["route"], name="x")
    outer.include_router(inner, tags=["inner include"], responses={404: {"description": "inner"}})
    outer.add_api_route("/y", lambda: "y", name="y")
    app = FastAPI(generate_unique_id_function=lambda route: f"app-{route.path_format}-{route.name}")
    app.include_router(outer, prefix="/app", responses={404: {"description": "outer"}, 410: {"description": "outer"}})
    return {
        path: [methods["get"].get(key) for key in ("tags", "operationId", "responses")]
        for path, methods in app.openapi()["paths"].items()
    }


def watch_response_class_of_nested_inclusions() -> object:
    inner, outer = APIRouter(), APIRouter(default_response_class=HTMLResponse)
    inner.add_api_route("/x", lambda: "x")
    outer.include_router(inner, prefix="/plain")
    outer.include_router(inner, prefix="/text", default_response_class=PlainTextResponse)
    app = FastAPI()
    app.include_router(outer)
    return [TestClient(app).get(path).headers["content-type"] for path in ("/plain/x", "/text/x")]


def watch_prefixes_that_are_refused() -> object:
    empty = APIRouter()
    empty.add_api_route("", lambda: "x", name="nowhere")
    nested = APIRouter()
    nested.include_router(empty, prefix="/x")
    nested_empty = APIRouter()
    nested_empty.routes.extend(empty.routes)

    def include(router: APIRouter, prefix: str = "") -> Any:
        return attempt(lambda: FastAPI().include_router(router, prefix=prefix))

    return [
        include(APIRouter(), "items"),
        include(APIRouter(), "/items/"),
        include(empty),
        include(empty, "/items"),
        include(nested),
    ]


def watch_empty_paths_below_an_inclusion() -> object:
    async def plain(request: Request) -> Response:
        return PlainTextResponse("plain")

    def nested(add: Callable[[APIRouter], Any]) -> Any:
        inner, outer = APIRouter(), APIRouter()
        add(inner)
        outer.include_router(inner, prefix="/x")
        return attempt(lambda: FastAPI().include_router(outer))

    return nested(lambda router: router.add_api_route("", lambda: 1)), nested(
        lambda router: router.add_route("/y", plain)
    )


def watch_router_included_in_itself() -> object:
    first, second, third = APIRouter(), APIRouter(), APIRouter()
    first.include_router(second, prefix="/x")
    second.include_router(third, prefix="/y")
    return [
        attempt(lambda: first.include_router(first, prefix="/x")),
        attempt(lambda: second.include_router(first, prefix="/x")),
        attempt(lambda: third.include_router(first, prefix="/x")),
        attempt(lambda: first.include_router(third, prefix="/z")),
    ]


def watch_first_router_that_matches() -> object:
    app, first, second = FastAPI(), APIRouter(), APIRouter()
    first.add_api_route("/{name}", lambda name: f"first {name}")
    second.add_api_route("/x", lambda: "second", methods=["GET", "POST"])
    app.include_router(first)
    app.include_router(second)
    client = TestClient(app)
    return client.get("/x").json(), client.post("/x").json(), client.delete("/x").headers["allow"]


def watch_methods_that_no_included_route_has() -> object:
    app, outer, inner = FastAPI(), APIRouter(prefix="/outer"), APIRouter(prefix="/inner")
    inner.add_api_route("/x", lambda: "get")
    inner.add_api_route("/x", lambda: "put", methods=["PUT"])
    outer.include_router(inner)
    app.include_router(outer)
    response = TestClient(app).post("/outer/inner/x")
    return (
        response.status_code,
        response.json(),
        response.headers["allow"],
        TestClient(app).put("/outer/inner/x").json(),
    )


def watch_method_refused_by_a_router_without_an_app() -> object:
    outer, inner = APIRouter(), APIRouter()
    inner.add_api_route("/x", lambda: "get")
    outer.include_router(inner, prefix="/inner")
    responses = [TestClient(outer).post("/inner/x"), TestClient(inner).post("/x"), TestClient(outer).get("/inner/y")]
    return [[response.status_code, response.text, response.headers.get("allow")] for response in responses]


def watch_redirect_to_the_slash_of_an_included_path() -> object:
    app, router = FastAPI(), APIRouter(prefix="/items")
    router.add_api_route("/", lambda: "list")
    router.add_api_route("/x", lambda: "x")
    app.include_router(router, prefix="/v1")
    client = TestClient(app, follow_redirects=False)
    return [
        [client.get(path).status_code, client.get(path).headers.get("location")]
        for path in ("/v1/items", "/v1/items/x/")
    ]


def watch_what_else_a_router_can_hold() -> object:
    from starlette.routing import Host, Mount, Route, Router, WebSocketRoute

    async def plain(request: Request) -> Response:
        return PlainTextResponse(f"{request.url.path} {dict(request.path_params)} {request.scope['root_path']}")

    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("plain")

    router = APIRouter(
        routes=[
            Route("/plain/{name}", plain, name="plain"),
            WebSocketRoute("/ws", listen, name="ws"),
            Mount("/mount", routes=[Route("/in", plain, name="in")], name="mount"),
            Host("shop.test", app=Router(routes=[Route("/host", plain, name="host")]), name="shop"),
        ]
    )
    app, bare = FastAPI(), FastAPI()
    app.include_router(router, prefix="/v1")
    bare.include_router(router)
    client, shop = TestClient(app), TestClient(app, base_url="http://shop.test")
    with client.websocket_connect("/v1/ws") as session:
        text = session.receive_text()
    return (
        [client.get(path).text for path in ("/v1/plain/a", "/v1/mount/in", "/v1/host", "/plain/a")],
        [shop.get(path).text for path in ("/v1/host", "/host")],
        TestClient(bare, base_url="http://shop.test").get("/host").text,
        text,
        app.url_path_for("plain", name="a"),
        [app.url_path_for(name) for name in ("ws", "mount:in", "shop:host")],
        list(app.openapi()["paths"]),
    )


def watch_route_of_a_class_of_its_own() -> object:
    from starlette.routing import BaseRoute, Match

    class Always(BaseRoute):
        def matches(self, scope: Any) -> Any:
            return Match.FULL, {}

        async def handle(self, scope: Any, receive: Any, send: Any) -> None:
            await PlainTextResponse("always")(scope, receive, send)

    router, app = APIRouter(routes=[Always()]), FastAPI()
    app.include_router(router)
    direct = FastAPI()
    direct.router.routes.append(Always())
    return [TestClient(made).get("/x").text for made in (app, direct)]


def watch_body_limit_of_an_inclusion_for_other_routes() -> object:
    from starlette.routing import Mount, Route

    async def read(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    router = APIRouter(
        routes=[Route("/plain", read, methods=["POST"]), Mount("/mount", routes=[Route("/in", read, methods=["POST"])])]
    )
    app = FastAPI()
    app.include_router(router, max_body_size=3)
    return [
        [TestClient(app).post(path, content=b"x" * size).status_code for size in (3, 4)]
        for path in ("/plain", "/mount/in")
    ]


def watch_lifespans_of_routers() -> object:
    log: list[str] = []

    def made(name: str, state: Any = None) -> Any:
        @asynccontextmanager
        async def lifespan(app: Any) -> AsyncIterator[Any]:
            log.append(f"{name} up")
            yield state
            log.append(f"{name} down")

        return lifespan

    router = APIRouter(lifespan=made("router", {"a": 1, "b": 1}))
    app = FastAPI(lifespan=made("app", {"a": 2}))
    app.include_router(router, prefix="/a")
    app.include_router(router, prefix="/b")
    app.include_router(APIRouter(lifespan=made("third")))

    @app.get("/")
    async def read(request: Request) -> list[int]:
        return [request.state.a, request.state.b]

    with TestClient(app) as client:
        state = client.get("/").json()
    return state, log


def watch_generator_functions_as_lifespan_of_a_router() -> object:
    log: list[str] = []

    async def asynchronous(app: Any) -> AsyncIterator[None]:
        log.append("async up")
        yield
        log.append("async down")

    def synchronous(app: Any) -> Iterator[None]:
        log.append("sync up")
        yield
        log.append("sync down")

    old: list[Any] = [asynchronous, synchronous]
    app = FastAPI()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for lifespan in old:
            app.include_router(APIRouter(lifespan=lifespan))
    with TestClient(app):
        pass
    return log, [str(warning.message) for warning in seen]


def watch_old_event_handlers_of_a_router() -> object:
    log: list[str] = []

    async def awaited() -> None:
        log.append("async up")

    old: Any = {"on_startup": [lambda: log.append("up"), awaited], "on_shutdown": [lambda: log.append("down")]}
    app = FastAPI()
    app.include_router(APIRouter(**old))
    with TestClient(app):
        pass
    return log


def watch_middleware_sees_an_included_route() -> object:
    app, router = FastAPI(), APIRouter(prefix="/items")
    seen: list[Any] = []

    @router.get("/{item_id}")
    async def read(item_id: int, request: Request) -> list[Any]:
        route = request.scope["route"]
        return [route.path, type(route).__name__, request.scope["endpoint"].__name__, request.path_params]

    @app.middleware("http")
    async def note(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        route = request.scope.get("route")
        seen.append([type(route).__name__, getattr(route, "path", None), request.path_params])
        return response

    app.include_router(router, prefix="/v1")
    return TestClient(app).get("/v1/items/7").json(), TestClient(app).get("/none").status_code, seen
