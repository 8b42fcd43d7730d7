"""Around mounts: paths in the scope, handlers, lifespans, middleware, and Mount, Host and Router of Starlette."""

import re
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from mount_sub_application import app, app_v1


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


async def tell(request: Request) -> Response:
    scope = request.scope
    return JSONResponse(
        {
            "path": scope["path"],
            "root_path": scope["root_path"],
            "app_root_path": scope.get("app_root_path"),
            "path_params": request.path_params,
            "url": str(request.url),
            "base_url": str(request.base_url),
        }
    )


def telling() -> FastAPI:
    sub = FastAPI(title="sub")
    sub.add_route("/where", tell, name="where")
    sub.add_api_route("/title", lambda request: request.app.title)

    @sub.get("/app")
    def read(request: Request) -> list[str]:
        return [request.app.title, str(request.url_for("where"))]

    return sub


def mounted(sub: Any, parent: FastAPI | None = None, path: str = "/sub") -> FastAPI:
    parent = parent or FastAPI(title="parent")
    parent.mount(path, sub)
    return parent


def watch_scope_under_a_mount() -> object:
    return [
        TestClient(mounted(telling())).get("/sub/where").json(),
        TestClient(telling()).get("/where").json(),
        TestClient(mounted(telling()), root_path="/shop").get("/shop/sub/where").json(),
        TestClient(mounted(telling()), root_path="/shop").get("/sub/where").json(),
    ]


def watch_mount_in_a_mount() -> object:
    outer = mounted(mounted(telling(), path="/inner"), path="/outer")
    client = TestClient(outer)
    return client.get("/outer/inner/where").json(), client.get("/outer/inner/openapi.json").json()["servers"]


def watch_mount_with_a_parameter() -> object:
    client = TestClient(mounted(telling(), path="/shops/{shop_id:int}"))
    return client.get("/shops/7/where").json(), client.get("/shops/x/where").status_code


def watch_mount_at_the_root_and_with_a_trailing_slash() -> object:
    return [
        TestClient(mounted(telling(), path=path)).get(given).json()
        for path, given in (("", "/where"), ("/", "/where"), ("/a/", "/a/where"))
    ]


def watch_mount_without_a_slash() -> object:
    response = TestClient(app).get("/v1?q=1", follow_redirects=False)
    return response.status_code, dict(response.headers)


def watch_mount_in_the_wrong_case_or_beside_it() -> object:
    return [
        TestClient(app).get(path).status_code
        for path in ("/V1/stock/tea", "/v1x/stock/tea", "/v1//stock/tea", "/v1/../health")
    ]


def watch_app_that_the_request_sees() -> object:
    return TestClient(mounted(telling())).get("/sub/app").json()


def watch_documents_of_both() -> object:
    client = TestClient(app)
    return client.get("/v1/openapi.json").json(), client.get("/openapi.json").json(), "servers" in app_v1.openapi()


def watch_servers_under_one_root_path_after_another() -> object:
    sub = mounted(telling())
    roots = ["", "/shop", "/other", ""]
    return [TestClient(sub, root_path=root).get(f"{root}/sub/openapi.json").json().get("servers") for root in roots]


def watch_urls_in_the_docs_of_a_mounted_app() -> object:
    pages = [TestClient(app).get(path).text for path in ("/v1/docs", "/v1/redoc")]
    behind = TestClient(app, root_path="/shop").get("/shop/v1/docs").text
    return [re.findall(r"""(?:url: |spec-url=|origin \+ )['"]([^'"]*)['"]""", text) for text in (*pages, behind)]


def watch_http_error_in_the_sub_application() -> object:
    parent = mounted(app_v1)

    @parent.exception_handler(HTTPException)
    def answer(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse("parent", status_code=error.status_code)

    client = TestClient(parent)
    return client.get("/sub/nothing").json(), client.get("/nothing").json()


def watch_unhandled_error_in_the_sub_application() -> object:
    sub, parent = FastAPI(), FastAPI()

    @sub.get("/")
    def read() -> None:
        raise KeyError("lost")

    @parent.exception_handler(KeyError)
    def answer(request: Request, error: KeyError) -> JSONResponse:
        return JSONResponse("parent", status_code=410)

    response = TestClient(mounted(sub, parent), raise_server_exceptions=False).get("/sub/")
    return response.status_code, response.text


def watch_dependencies_of_the_parent() -> object:
    def refuse() -> None:
        raise HTTPException(status_code=403)

    return TestClient(mounted(app_v1, FastAPI(dependencies=[Depends(refuse)]))).get("/sub/stock/tea").json()


def watch_middleware_of_the_parent() -> object:
    parent = mounted(app_v1)

    @parent.middleware("http")
    async def mark(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers["x-parent"] = f"{request.url.path} {request.scope.get('root_path')}"
        return response

    return TestClient(parent).get("/sub/stock/tea").headers["x-parent"]


def watch_lifespan_of_the_sub_application() -> object:
    log: list[str] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        log.append(app.title)
        yield {"title": app.title}

    sub = FastAPI(title="sub", lifespan=lifespan)

    @sub.get("/")
    def read(request: Request) -> str:
        return str(request.state.title)

    with TestClient(mounted(sub, FastAPI(title="parent", lifespan=lifespan))) as client:
        return client.get("/sub/").json(), log


def watch_websocket_under_a_mount() -> object:
    sub = FastAPI()

    @sub.websocket("/ws/{name}")
    async def listen(websocket: WebSocket, name: str) -> None:
        await websocket.accept()
        await websocket.send_json([name, websocket.scope["path"], websocket.scope["root_path"], websocket.url.path])

    with TestClient(mounted(sub)).websocket_connect("/sub/ws/a") as session:
        return session.receive_json()


def watch_order_of_routes_and_mount() -> object:
    parent = FastAPI()
    parent.add_api_route("/sub/first", lambda: "parent")
    parent.mount("/sub", app_v1)
    parent.add_api_route("/sub/last", lambda: "parent")
    return [TestClient(parent).get(path).status_code for path in ("/sub/first", "/sub/last")]


def watch_url_path_for_of_mounts() -> object:
    parent = FastAPI()
    parent.mount("/named/{shop}", telling(), name="named")
    parent.mount("/plain", telling())
    calls: list[Callable[[], Any]] = [
        lambda: app.url_path_for("v1:read_stock", drink="tea"),
        lambda: app.url_path_for("v1", path="/anything"),
        lambda: app.url_path_for("v1"),
        lambda: app.url_path_for("v1:nothing"),
        lambda: app.url_path_for("v1", path="/x", more="y"),
        lambda: app.url_path_for("read_stock", drink="tea"),
        lambda: parent.url_path_for("named:where", shop="a"),
        lambda: parent.url_path_for("named", shop="a", path="x/y"),
        lambda: parent.url_path_for("named", path="x"),
        lambda: parent.url_path_for("where"),
        lambda: parent.url_path_for("named:where", shop="a", path="x"),
    ]
    return [attempt(call) for call in calls]


def watch_root_path_argument_of_an_app() -> object:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        given = FastAPI(root_path="/given")
    given.add_route("/where", tell)
    client = TestClient(given)
    return (
        [f"{warning.category.__name__}: {warning.message}" for warning in seen],
        client.get("/where").json(),
        client.get("/openapi.json").json().get("servers"),
    )


def watch_other_kinds_of_apps_under_a_mount() -> object:
    from starlette.applications import Starlette
    from starlette.routing import Route

    async def bare(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse(scope["path"] + " " + scope["root_path"])(scope, receive, send)

    apps = [bare, Starlette(routes=[Route("/x", tell)]), PlainTextResponse("response")]
    return [TestClient(mounted(each)).get("/sub/x").text for each in apps]


class Marked:
    def __init__(self, app: Any, name: str) -> None:
        self.app, self.name = app, name

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("marks", []).append(self.name)
        await self.app(scope, receive, send)


async def tell_marks(request: Request) -> Response:
    return PlainTextResponse(" ".join(request.scope.get("marks", [])) + f" {len(await request.body())}")


def marks(*names: str) -> list[Any]:
    from starlette.middleware import Middleware

    return [Middleware(Marked, name=name) for name in names]


def watch_middleware_of_mount_route_and_router() -> object:
    from starlette.routing import Mount, Route, Router, WebSocketRoute

    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json(websocket.scope["marks"])

    inner = [Route("/x", tell_marks, middleware=marks("route")), WebSocketRoute("/ws", listen, middleware=marks("ws"))]
    router = Router(
        routes=[Mount("/m", routes=inner, middleware=marks("mount 1", "mount 2"), name="m")],
        middleware=marks("router"),
    )
    client = TestClient(router)
    with client.websocket_connect("/m/ws") as session:
        return client.get("/m/x").text, session.receive_json(), router.url_path_for("m:tell_marks")


def watch_body_limits_of_mount_route_and_router() -> object:
    from starlette.routing import Mount, Route, Router

    inner = [
        Route("/free", tell_marks, methods=["POST"]),
        Route("/route", tell_marks, methods=["POST"], max_body_size=2),
    ]
    router = Router(routes=[Mount("/m", routes=inner, max_body_size=4), *inner], max_body_size=6)
    client = TestClient(router, raise_server_exceptions=False)
    return {
        path: [client.post(path, content=b"x" * size).status_code for size in range(1, 8)]
        for path in ("/m/free", "/m/route", "/free", "/route")
    }


def hosts() -> Any:
    from starlette.routing import Host, Route, Router

    return Router(
        routes=[
            Host("api.shop.test", app=Router([Route("/where", tell, name="where")]), name="api"),
            Host("{user}.users.test:8000", app=Router([Route("/where", tell, name="where")]), name="user"),
            Host("plain.test", app=Router([Route("/where", tell, name="plain")])),
            Host("bare.test", app=PlainTextResponse("bare"), name="bare"),
            Host("[::1]", app=PlainTextResponse("ipv6")),
            Host("{number:int}.count.test", app=Router([Route("/where", tell)])),
        ]
    )


def watch_host_routes() -> object:
    urls = [
        "http://api.shop.test",
        "http://API.shop.test:90",
        "http://ann.users.test",
        "http://plain.test",
        "http://bare.test",
    ]
    more = ["http://[::1]", "http://7.count.test", "http://x.count.test", "http://other.test", "http://xapi.shop.test"]
    return [attempt(lambda url=url: TestClient(hosts(), base_url=url).get("/where").text) for url in urls + more]  # type: ignore[misc]


def watch_host_header_that_is_odd() -> object:
    values = ["", "api.shop.test:x", "api.shop.test.", " api.shop.test", "api.shop.test@evil.test"]
    return [TestClient(hosts()).get("/where", headers={"Host": value}).status_code for value in values]


def watch_url_path_for_of_hosts() -> object:
    router = hosts()
    calls: list[Callable[[], Any]] = [
        lambda: router.url_path_for("api:where"),
        lambda: router.url_path_for("api", path="/x").make_absolute_url("https://base.test"),
        lambda: router.url_path_for("user:where", user="ann").make_absolute_url("https://base.test"),
        lambda: router.url_path_for("user", user="ann", path="/x").make_absolute_url("https://base.test"),
        lambda: router.url_path_for("user", path="/x"),
        lambda: router.url_path_for("plain").make_absolute_url("https://base.test"),
        lambda: router.url_path_for("bare:where"),
        lambda: router.url_path_for("api", path="/x", more="y"),
        lambda: router.url_path_for("nothing"),
    ]
    return [str(attempt(call)) for call in calls]


def watch_comparison_and_text_of_routes() -> object:
    from starlette.routing import Host, Mount, Route, Router, WebSocketRoute

    async def bare(scope: Any, receive: Any, send: Any) -> None: ...

    async def listen(websocket: WebSocket) -> None: ...

    pairs: list[tuple[Any, Any]] = [
        (Mount("/m", app=bare), Mount("/m", app=bare)),
        (Mount("/m", app=bare), Mount("/n", app=bare)),
        (Host("a.test", app=bare), Host("a.test", app=bare)),
        (Host("a.test", app=bare), Host("b.test", app=bare)),
        (WebSocketRoute("/w", listen), WebSocketRoute("/w", listen)),
        (WebSocketRoute("/w", listen), Route("/w", tell)),
        (Route("/r", tell), Route("/r", tell, methods=["POST"])),
        (Router([Route("/r", tell)]), Router([Route("/r", tell)])),
    ]
    texts = [re.sub(r"app=.*", "app=...", repr(left)) for left, _ in pairs[:7]]
    return [left == right for left, right in pairs], texts, repr(Mount("/m", app=bare, name="named"))[:29]


def watch_declarations_that_are_refused() -> object:
    from starlette.routing import Host, Mount, Route, WebSocketRoute

    calls: list[Callable[[], Any]] = [
        lambda: Mount("m", app=PlainTextResponse("x")),
        lambda: Mount("/m"),
        lambda: Host("/h", app=PlainTextResponse("x")),
        lambda: Route("r", tell),
        lambda: WebSocketRoute("w", tell),
        lambda: Mount("/m", routes=[]).routes,
        lambda: Mount("/m", app=PlainTextResponse("x")).routes,
        lambda: Route("/{a}/{b}/{a}/{b}", tell),
    ]
    return [attempt(call) for call in calls]
