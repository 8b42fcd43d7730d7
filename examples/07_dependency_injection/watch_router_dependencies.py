"""Around dependencies of routers: order over all levels, inclusion twice, the cache, WebSockets, own route classes."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from router_dependencies import check_opt_in


def levels(order: list[str], failing: str | None = None) -> FastAPI:
    """An application with a dependency at every level, each of which notes its name."""

    def named(name: str) -> Callable[[], None]:
        def note() -> None:
            order.append(name)
            if name == failing:
                raise HTTPException(403, f"{name} refused")

        return note

    application = FastAPI(dependencies=[Depends(named("application"))])
    outer = APIRouter(dependencies=[Depends(named("outer router"))])
    inner = APIRouter(dependencies=[Depends(named("inner router")), Depends(named("inner router, second"))])

    @inner.get("/", dependencies=[Depends(named("decorator"))])
    def endpoint(parameter: Annotated[None, Depends(named("parameter"))]) -> str:
        order.append("endpoint")
        return "served"

    @inner.websocket("/ws", dependencies=[Depends(named("decorator"))])
    async def talk(websocket: WebSocket, parameter: Annotated[None, Depends(named("parameter"))]) -> None:
        order.append("endpoint")
        await websocket.accept()
        await websocket.close()

    outer.include_router(inner, prefix="/inner", dependencies=[Depends(named("inclusion in outer"))])
    application.include_router(outer, dependencies=[Depends(named("inclusion in application"))])
    return application


def watch_order_from_the_application_to_the_parameters() -> object:
    order: list[str] = []
    return TestClient(levels(order)).get("/inner/").json(), order


def watch_order_for_a_websocket() -> object:
    order: list[str] = []
    with TestClient(levels(order)).websocket_connect("/inner/ws"):
        pass
    return order


def watch_where_the_first_refusal_stops() -> object:
    seen: dict[str, object] = {}
    for failing in ("application", "inclusion in application", "inner router", "decorator", "parameter"):
        order: list[str] = []
        response = TestClient(levels(order, failing)).get("/inner/")
        seen[failing] = [response.status_code, response.json(), len(order)]
    return seen


def watch_same_check_at_every_level() -> object:
    def calls_with(*, use_cache: bool) -> int:
        calls: list[str] = []

        def check() -> None:
            calls.append("checked")

        once = Depends(check, use_cache=use_cache)
        twice = FastAPI(dependencies=[once])
        router = APIRouter(dependencies=[once])

        @router.get("/", dependencies=[once])
        def endpoint(checked: Annotated[None, once]) -> None: ...

        twice.include_router(router, dependencies=[once])
        TestClient(twice).get("/")
        return len(calls)

    return calls_with(use_cache=True), calls_with(use_cache=False)


def watch_router_included_twice_with_other_dependencies() -> object:
    double = FastAPI()
    router = APIRouter()
    router.get("/search")(lambda: "found")
    double.include_router(router, prefix="/v1")
    double.include_router(router, prefix="/v2", dependencies=[Depends(check_opt_in)])
    client = TestClient(double)
    answers = [client.get(f"/{version}/search").status_code for version in ("v1", "v2")]
    parameters = [item["get"].get("parameters") for item in double.openapi()["paths"].values()]
    return answers, client.get("/v2/search", headers={"X-Beta": "1"}).json(), parameters


def watch_dependencies_of_included_routers_in_openapi() -> object:
    document = levels([]).openapi()
    return document["paths"]


def watch_routes_added_after_the_inclusion() -> object:
    late = FastAPI()
    router = APIRouter(prefix="/late", dependencies=[Depends(check_opt_in)])
    router.get("/first")(lambda: 1)
    late.include_router(router)
    router.get("/second")(lambda: 2)
    router.dependencies.append(Depends(lambda: None))
    router.get("/third")(lambda: 3)
    client = TestClient(late)
    return {
        path: [client.get(path).status_code, client.get(path, headers={"X-Beta": "1"}).status_code]
        for path in ("/late/first", "/late/second", "/late/third")
    }


def watch_router_mounted_and_not_included() -> object:
    outer = FastAPI()
    router = APIRouter(dependencies=[Depends(check_opt_in)])
    router.get("/search")(lambda: "found")
    outer.mount("/mounted", router)
    client = TestClient(outer, raise_server_exceptions=False)
    return client.get("/mounted/search").status_code


def watch_add_api_route_and_add_api_websocket_route() -> object:
    reader = FastAPI()
    router = APIRouter()
    guard = [Depends(check_opt_in)]

    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text(str(websocket.scope.get("path")))
        await websocket.close()

    router.add_api_route("/search", lambda: "found", methods=["GET", "POST"], dependencies=guard)
    router.add_api_websocket_route("/ws", talk, name="talk", dependencies=guard)
    router.api_route("/any", methods=["PUT"], dependencies=guard)(lambda: "any")
    reader.include_router(router)
    client = TestClient(reader)

    def connect(headers: dict[str, str]) -> object:
        try:
            with client.websocket_connect("/ws", headers=headers) as websocket:
                return websocket.receive_text()
        except Exception as error:
            return type(error).__name__, getattr(error, "status_code", None)

    opt_in = {"X-Beta": "1"}
    return (
        [client.request(method, "/search").status_code for method in ("GET", "POST", "PUT")],
        client.put("/any", headers=opt_in).json(),
        connect({}),
        connect(opt_in),
        reader.url_path_for("talk"),
    )


class Timed(APIRoute):
    """A route class of one's own, as the documentation shows it."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def handle_and_stamp(request: Request) -> Response:
            try:
                response: Response = await handle(request)
            except HTTPException as error:
                return Response(f"caught {error.status_code}", status_code=error.status_code)
            response.headers["X-Route"] = type(self).__name__
            return response

        return handle_and_stamp


def watch_route_class_of_a_router_with_dependencies() -> object:
    reader = FastAPI()
    plain, timed = APIRouter(), APIRouter(route_class=Timed, dependencies=[Depends(check_opt_in)])
    plain.get("/plain")(lambda: 1)
    timed.get("/timed")(lambda: 2)
    timed.get("/number/{number}")(lambda number: number)
    timed.include_router(plain)
    reader.include_router(timed)
    client = TestClient(reader)
    answers = {
        path: [client.get(path, headers=headers) for headers in ({}, {"X-Beta": "1"})]
        for path in ("/plain", "/timed", "/number/3")
    }
    return {path: [[a.status_code, a.text, a.headers.get("x-route")] for a in pair] for path, pair in answers.items()}


def watch_route_class_of_the_application_s_router_and_a_sync_handler() -> object:
    class Sync(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            def handle(request: Request) -> Response:
                return Response(f"sync {request.url.path}")

            return handle

    reader = FastAPI()
    reader.router.route_class = Sync
    reader.get("/hello")(lambda: "never")
    return TestClient(reader).get("/hello").text


def watch_route_class_that_sees_validation_errors_and_the_body() -> object:
    from fastapi.exceptions import RequestValidationError

    class Logged(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            handle = super().get_route_handler()

            async def handle_and_log(request: Request) -> Response:
                try:
                    answer: Response = await handle(request)
                    return answer
                except RequestValidationError as error:
                    body = (await request.body()).decode()
                    raise HTTPException(422, {"locs": [e["loc"] for e in error.errors()], "body": body}) from error

            return handle_and_log

    reader = FastAPI()
    reader.router.route_class = Logged

    @reader.post("/")
    def total(numbers: list[int]) -> int:
        return sum(numbers)

    client = TestClient(reader)
    return client.post("/", json=[1, 2]).json(), client.post("/", json=["x"]).json()
