"""Around overrides: every place and kind of dependency, generators, scopes, caches, mounted applications."""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

from dependency_override import DB, app, get_db, get_demo_db
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Request, Response, WebSocket
from fastapi.testclient import TestClient


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def original() -> str:
    return "original"


def reader(fake: Any, *, dependency: Callable[..., Any] = original, **options: Any) -> TestClient:
    """A client of an application that needs `dependency` and has `fake` in its place."""
    app = FastAPI()

    @app.get("/")
    def read(value: Annotated[Any, Depends(dependency, **options)]) -> Any:
        return value

    app.dependency_overrides[dependency] = fake
    return TestClient(app)


def watch_kinds_of_replacements() -> object:
    class Called:
        def __call__(self, q: str = "x") -> str:
            return f"instance {q}"

    class Made:
        def __init__(self, q: str = "x") -> None:
            self.q = q

    async def ask(q: str = "x") -> str:
        return f"async {q}"

    def give(q: str = "x") -> Iterator[str]:
        yield f"given {q}"

    async def give_async(q: str = "x") -> AsyncIterator[str]:
        yield f"given async {q}"

    kinds: dict[str, Any] = {
        "lambda": lambda: "lambda",
        "async": ask,
        "generator": give,
        "async generator": give_async,
        "instance": Called(),
        "class": Made,
        "partial": functools.partial(ask, q="p"),
        "itself": original,
        "called": original(),
        "None": None,
    }
    return {kind: outcome(lambda fake=fake: reader(fake).get("/?q=y").json()) for kind, fake in kinds.items()}  # type: ignore[misc]


def watch_generator_replaced_by_a_function_and_the_reverse() -> object:
    events: list[str] = []

    def open_real() -> Iterator[str]:
        events.append("open real")
        yield "real"
        events.append("close real")

    def open_fake() -> Iterator[str]:
        events.append("open fake")
        yield "fake"
        events.append("close fake")

    answers = [
        reader(lambda: "plain fake", dependency=open_real).get("/").json(),
        reader(open_fake).get("/").json(),
        reader(open_fake, dependency=open_real).get("/").json(),
    ]
    return answers, events


def watch_replacement_in_function_scope() -> object:
    events: list[str] = []

    def open_fake() -> Iterator[str]:
        events.append("open fake")
        yield "fake"
        events.append("close fake")

    def run() -> object:
        client = reader(open_fake, scope="function")
        app: Any = client.app

        async def recorded(scope: Any, receive: Any, send: Any) -> None:
            async def send_and_note(message: Any) -> None:
                events.append(message["type"])
                await send(message)

            await app(scope, receive, send_and_note)

        return TestClient(recorded).get("/").json(), events

    return outcome(run)


def watch_replacement_that_raises() -> object:
    def refuse() -> str:
        raise HTTPException(503, "not in the demo", {"Retry-After": "5"})

    answer = reader(refuse).get("/")
    return answer.status_code, answer.json(), answer.headers.get("retry-after")


def watch_replacement_with_dependencies_and_injected_parameters() -> object:
    def get_name(x_name: Annotated[str, Header()]) -> str:
        return x_name

    def fake(
        name: Annotated[str, Depends(get_name)],
        request: Request,
        response: Response,
        tasks: BackgroundTasks,
        limit: int,
        body: dict[str, int] | None = None,
    ) -> list[Any]:
        response.headers["X-Fake"] = "yes"
        tasks.add_task(done.append, "task")
        return [name, request.url.path, limit, body]

    done: list[str] = []
    client = reader(fake)
    answers = [client.get("/?limit=3", headers={"X-Name": "ada"}), client.get("/")]
    missing = [error["loc"] for error in answers[1].json()["detail"]]
    return answers[0].json(), answers[0].headers.get("x-fake"), done, missing


def watch_body_of_a_replacement() -> object:
    from pydantic import BaseModel

    class Item(BaseModel):
        name: str

    def fake(item: Item) -> str:
        return item.name

    posts = FastAPI()

    @posts.post("/plain")
    def plain(value: Annotated[str, Depends(original)]) -> str:
        return value

    @posts.post("/body")
    def with_body(other: Item, value: Annotated[str, Depends(original)]) -> list[str]:
        return [other.name, value]

    posts.dependency_overrides[original] = fake
    client = TestClient(posts)

    def post(path: str) -> object:
        answer = client.post(path, json={"name": "saw"})
        return answer.status_code, answer.json()

    return outcome(lambda: post("/plain")), outcome(lambda: post("/body"))


def watch_path_parameter_of_a_replacement() -> object:
    def fake(item_id: int) -> int:
        return item_id + 1

    items = FastAPI()

    @items.get("/items/{item_id}")
    def read(item_id: str, value: Annotated[Any, Depends(original)]) -> list[Any]:
        return [item_id, value]

    items.dependency_overrides[original] = fake
    client = TestClient(items)
    return client.get("/items/7").json(), client.get("/items/x").status_code


def watch_replacement_of_a_replacement() -> object:
    client = reader(get_demo_db)
    client.app.dependency_overrides[get_demo_db] = lambda: DB(["never"])  # type: ignore[attr-defined]
    return outcome(lambda: client.get("/").json())


def watch_sub_dependency_of_a_replaced_dependency() -> object:
    calls: list[str] = []

    def inner() -> str:
        calls.append("inner")
        return "inner"

    def outer(value: Annotated[str, Depends(inner)]) -> str:
        return f"outer {value}"

    chain = FastAPI()

    @chain.get("/")
    def read(value: Annotated[str, Depends(outer)]) -> str:
        return value

    client = TestClient(chain)
    chain.dependency_overrides[inner] = lambda: "fake inner"
    first = client.get("/").json()
    chain.dependency_overrides[outer] = lambda: "fake outer"
    second = client.get("/").json()
    chain.dependency_overrides.clear()
    return first, second, calls, client.get("/").json(), calls


def watch_replacement_that_needs_the_original() -> object:
    def fake(value: Annotated[str, Depends(original)]) -> str:
        return f"fake of {value}"

    answer = outcome(lambda: reader(fake).get("/").json())
    return answer if isinstance(answer, list | int) else str(answer).split(":")[0]


def watch_cache_of_a_replacement() -> object:
    calls: list[str] = []

    def fake() -> int:
        calls.append("called")
        return len(calls)

    counting = FastAPI()

    @counting.get("/")
    def read(
        a: Annotated[Any, Depends(original)],
        b: Annotated[Any, Depends(original)],
        c: Annotated[Any, Depends(original, use_cache=False)],
        d: Annotated[Any, Depends(fake)],
    ) -> list[Any]:
        return [a, b, c, d]

    counting.dependency_overrides[original] = fake
    return TestClient(counting).get("/").json(), len(calls)


def watch_every_place_of_declaration() -> object:
    calls: list[str] = []

    def originals(name: str) -> Callable[[], str]:
        return lambda: f"original {name}"

    def fakes(name: str) -> Callable[[], str]:
        def fake() -> str:
            calls.append(name)
            return f"fake {name}"

        return fake

    names = ["application", "inclusion", "router", "decorator", "parameter"]
    dependencies = {name: originals(name) for name in names}
    wide = FastAPI(dependencies=[Depends(dependencies["application"])])
    router = APIRouter(dependencies=[Depends(dependencies["router"])])

    @router.get("/", dependencies=[Depends(dependencies["decorator"])])
    def endpoint(value: Annotated[str, Depends(dependencies["parameter"])]) -> str:
        return value

    @router.websocket("/ws", dependencies=[Depends(dependencies["decorator"])])
    async def talk(websocket: WebSocket, value: Annotated[str, Depends(dependencies["parameter"])]) -> None:
        await websocket.accept()
        await websocket.send_text(value)
        await websocket.close()

    wide.include_router(router, dependencies=[Depends(dependencies["inclusion"])])
    wide.dependency_overrides = {dependencies[name]: fakes(name) for name in names}
    client = TestClient(wide)
    first = [client.get("/").json(), list(calls)]
    calls.clear()
    with client.websocket_connect("/ws") as websocket:
        second = [websocket.receive_text(), list(calls)]
    return first, second


def watch_provider_of_a_router_and_of_the_application() -> object:
    class Provider:
        dependency_overrides = {original: lambda: "from the router's provider"}

    included = FastAPI()
    router = APIRouter(dependency_overrides_provider=Provider())

    @router.get("/")
    def read(value: Annotated[str, Depends(original)]) -> str:
        return value

    included.include_router(router, prefix="/included")
    included.mount("/mounted", router)
    client = TestClient(included)
    return client.get("/included/").json(), outcome(lambda: client.get("/mounted/").json())


def watch_override_of_a_mounted_application() -> object:
    outer = FastAPI()
    outer.mount("/inner", app)
    client = TestClient(outer)
    outer.dependency_overrides[get_db] = get_demo_db
    before = client.get("/inner/items").json()
    app.dependency_overrides[get_db] = get_demo_db
    try:
        return before, client.get("/inner/items").json()
    finally:
        del app.dependency_overrides[get_db]


def watch_override_of_a_security_scheme() -> object:
    from fastapi import Security
    from fastapi.security import HTTPBearer, OAuth2PasswordBearer, SecurityScopes

    bearer = HTTPBearer()
    oauth2 = OAuth2PasswordBearer(tokenUrl="token", scopes={"items": ""})

    def get_user(scopes: SecurityScopes, token: Annotated[str, Depends(oauth2)]) -> list[str]:
        return ["real", *scopes.scopes]

    def fake_user(scopes: SecurityScopes) -> list[str]:
        return ["fake", *scopes.scopes]

    secured = FastAPI()

    @secured.get("/bearer")
    def read(token: Annotated[Any, Depends(bearer)]) -> Any:
        return token

    @secured.get("/user")
    def read_user(user: Annotated[list[str], Security(get_user, scopes=["items"])]) -> list[str]:
        return user

    client = TestClient(secured)
    before = [client.get("/bearer").status_code, client.get("/user").status_code]
    secured.dependency_overrides = {bearer: lambda: "token", get_user: fake_user}
    answers = [client.get("/bearer").json(), client.get("/user").json()]
    document = secured.openapi()
    return before, answers, [item["get"]["security"] for item in document["paths"].values()]


def watch_override_of_a_class_and_of_a_method() -> object:
    class Settings:
        def __init__(self, name: str = "real") -> None:
            self.name = name

        def read(self) -> str:
            return self.name

    settings = Settings()
    made = FastAPI()

    @made.get("/")
    def read(a: Annotated[Settings, Depends()], b: Annotated[str, Depends(settings.read)]) -> list[str]:
        return [a.name, b]

    made.dependency_overrides[Settings] = lambda: Settings("fake class")
    made.dependency_overrides[settings.read] = lambda: "fake method"
    return TestClient(made).get("/").json()


def watch_override_of_a_limited_dependency() -> object:
    return outcome(lambda: reader(lambda: "fake", max_concurrency=1).get("/").json())


def watch_document_made_with_an_override() -> object:
    documented = FastAPI()

    @documented.get("/items")
    def list_items(db: Annotated[DB, Depends(get_db)]) -> None: ...

    documented.dependency_overrides[get_db] = get_demo_db
    return documented.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_unhashable_and_foreign_keys() -> object:
    client = reader(lambda: "fake")
    client.app.dependency_overrides = {"original": lambda: "by name"}  # type: ignore[attr-defined]
    by_name = client.get("/").json()
    client.app.dependency_overrides = None  # type: ignore[attr-defined]
    return by_name, outcome(lambda: client.get("/").json())
