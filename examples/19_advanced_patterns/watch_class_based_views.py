"""Around class-based views: several classes, Annotated, tags, class attributes, inheritance, and other ways."""

from typing import Annotated, Any

from class_based_views import app
from fastapi import APIRouter, Depends, FastAPI, Header, WebSocket
from fastapi.testclient import TestClient
from fastapi_utils.cbv import cbv


def get_user(x_user: Annotated[str, Header()] = "nobody") -> str:
    return x_user


def define_view(router: APIRouter, path: str) -> None:
    @cbv(router)
    class View:
        user: str = Depends(get_user)

        @router.get(path)
        def read(self) -> str:
            return f"{path} {self.user}"


def outcome(call: Any) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_two_classes_on_one_router() -> object:
    router = APIRouter()
    found = [outcome(lambda path=path: define_view(router, path)) for path in ("/a", "/b")]
    other = FastAPI()
    other.include_router(router)
    return found, [TestClient(other).get(path).text for path in ("/a", "/b")]


def watch_two_classes_on_two_routers() -> object:
    other = FastAPI()
    for path in ("/a", "/b"):
        router = APIRouter()
        define_view(router, path)
        other.include_router(router)
    return [TestClient(other).get(path).json() for path in ("/a", "/b")]


def watch_class_on_the_router_of_an_app() -> object:
    other = FastAPI()
    return outcome(lambda: define_view(other.router, "/a")), TestClient(other).get("/a").status_code


def watch_class_after_other_routes() -> object:
    router = APIRouter(prefix="/p")

    @router.get("/plain")
    def plain() -> str:
        return "plain"

    found = outcome(lambda: define_view(router, "/a"))
    other = FastAPI()
    other.include_router(router)
    return found, [TestClient(other).get(path).text for path in ("/p/plain", "/p/a")]


def watch_tags_prefix_and_names() -> object:
    router = APIRouter(prefix="/views", tags=["views"], dependencies=[Depends(get_user)])
    define_view(router, "/a")
    other = FastAPI()
    other.include_router(router, tags=["included"])
    return other.openapi()["paths"]


def watch_documents_of_the_script() -> object:
    return {
        path: [each["get"][name] for name in ("summary", "operationId")]
        for path, each in app.openapi()["paths"].items()
    }


def watch_dependency_in_annotated() -> object:
    router = APIRouter()

    @cbv(router)
    class View:
        user: Annotated[str, Depends(get_user)]

        @router.get("/")
        def read(self) -> str:
            return self.user

    other = FastAPI()
    other.include_router(router)
    client = TestClient(other)
    parameters = other.openapi()["paths"]["/"]["get"].get("parameters")
    return client.get("/?user=anyone", headers={"X-User": "Ada"}).text, parameters


def watch_attributes_constructor_and_inheritance() -> object:
    from typing import ClassVar

    router = APIRouter()
    built: list[str] = []

    class Base:
        user: str = Depends(get_user)

        def describe(self) -> str:
            return f"user {self.user}"

    @cbv(router)
    class View(Base):
        kind: ClassVar[str] = "kind"
        plain = "plain"
        own: str = Depends(get_user)

        def __init__(self, size: int = 3) -> None:
            built.append(f"size {size}")

        @router.get("/")
        def read(self) -> list[Any]:
            return [self.kind, self.plain, self.own, outcome(self.describe)]

        @router.get("/static")
        @staticmethod
        def static() -> str:
            return "static"

    other = FastAPI()
    other.include_router(router)
    client = TestClient(other, raise_server_exceptions=False)
    return [client.get(path).text for path in ("/", "/?size=5", "/static")], built


def watch_websocket_in_a_class() -> object:
    router = APIRouter()

    def define() -> None:
        @cbv(router)
        class View:
            user: str = Depends(get_user)

            @router.websocket("/ws")
            async def echo(self, websocket: WebSocket) -> None:
                await websocket.accept()
                await websocket.send_text(self.user)
                await websocket.close()

    result = outcome(define)
    other = FastAPI()
    other.include_router(router)
    try:
        with TestClient(other).websocket_connect("/ws", headers={"X-User": "Ada"}) as websocket:
            return result, websocket.receive_text()
    except Exception as error:
        return result, type(error).__name__


def watch_bound_methods_as_endpoints() -> object:
    class Views:
        def __init__(self, name: str) -> None:
            self.name = name

        def read(self, user: Annotated[str, Depends(get_user)]) -> list[str]:
            return [self.name, user]

        def __call__(self) -> str:
            return f"called {self.name}"

    other = FastAPI()
    other.add_api_route("/method", Views("a").read, methods=["GET"])
    other.add_api_route("/instance", Views("b"), methods=["GET"], name="instance")
    client = TestClient(other)
    return [client.get(path).json() for path in ("/method", "/instance")], list(
        other.openapi()["paths"]["/method"]["get"]
    )


def watch_endpoint_classes_of_starlette() -> object:
    from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route, WebSocketRoute

    class Page(HTTPEndpoint):
        def get(self, request: Request) -> PlainTextResponse:
            return PlainTextResponse("sync")

        async def post(self, request: Request) -> PlainTextResponse:
            return PlainTextResponse((await request.body()).decode())

    class Echo(WebSocketEndpoint):
        encoding = "json"

        async def on_receive(self, websocket: Any, data: Any) -> None:
            await websocket.send_json({"got": data})

    other = FastAPI(routes=[Route("/page", Page), WebSocketRoute("/echo", Echo)])
    client = TestClient(other)
    answers = [client.get("/page"), client.head("/page"), client.post("/page", content=b"x"), client.put("/page")]
    found: list[Any] = [[each.status_code, each.text, each.headers.get("allow")] for each in answers]
    try:
        with client.websocket_connect("/echo") as websocket:
            websocket.send_json([1])
            found.append(websocket.receive_json())
            websocket.send_text("no json")
            found.append(websocket.receive())
    except RuntimeError as error:
        found.append(str(error))
    return found, list(other.openapi()["paths"])
