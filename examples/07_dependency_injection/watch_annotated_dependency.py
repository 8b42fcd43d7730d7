"""Around Depends: the cache, what can be called, what is injected, and declarations that are refused."""

import functools
from collections.abc import Callable
from typing import Annotated, Any

from annotated_dependency import DB, app, get_db
from fastapi import BackgroundTasks, Cookie, Depends, FastAPI, Form, Header, Path, Query, Request, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def result_of(dependency: Callable[..., Any], **query: str) -> object:
    reader = FastAPI()

    @reader.get("/")
    def read(value: Annotated[Any, Depends(dependency)]) -> Any:
        return value

    return TestClient(reader).get("/", params=query).json()


def declared(annotation: object, default: object = ..., path: str = "/") -> object:
    """What FastAPI says about a parameter that is declared so."""

    def read(value: object) -> None: ...

    read.__annotations__["value"] = annotation
    if default is not ...:
        read.__defaults__ = (default,)
    return outcome(lambda: FastAPI().get(path)(read) is read)


def calls_for(*, use_cache: bool) -> list[int]:
    counter = FastAPI()
    calls: list[str] = []

    def count() -> int:
        calls.append("called")
        return len(calls)

    @counter.get("/")
    def read(
        first: Annotated[int, Depends(count)],
        second: Annotated[int, Depends(count, use_cache=use_cache)],
        third: Annotated[int, Depends(count)],
    ) -> list[int]:
        return [first, second, third]

    client = TestClient(counter)
    return [*client.get("/").json(), *client.get("/").json(), len(calls)]


def watch_dependency_needed_three_times_in_one_request() -> object:
    return {"cached": calls_for(use_cache=True), "one without the cache": calls_for(use_cache=False)}


def watch_parameter_of_a_dependency_needed_twice() -> object:
    reader = FastAPI()

    @reader.get("/items")
    def read(
        a: Annotated[DB, Depends(get_db)], b: Annotated[DB, Depends(get_db, use_cache=False)], region: str = "x"
    ) -> None: ...

    return reader.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_older_form_with_a_default() -> object:
    older = FastAPI()

    @older.get("/items")
    def list_items(db: DB = Depends(get_db)) -> list[str]:
        return db.items

    same = older.openapi()["paths"] == app.openapi()["paths"]
    return TestClient(older).get("/items?region=us").json(), same


def watch_kinds_of_functions() -> object:
    def greet(name: str, greeting: str = "Hello") -> str:
        return f"{greeting}, {name}"

    async def greet_async(name: str, greeting: str = "Hello") -> str:
        return f"{greeting}, {name}"

    class Greeter:
        def greet(self, name: str) -> str:
            return f"method, {name}"

        async def greet_async(self, name: str) -> str:
            return f"async method, {name}"

        @classmethod
        async def of_class(cls, name: str) -> str:
            return f"class method, {name}"

        @staticmethod
        def of_nothing(name: str) -> str:
            return f"static method, {name}"

    @functools.wraps(greet_async)
    def sync_around_async(*args: Any, **kwargs: Any) -> Any:
        return greet_async(*args, **kwargs)

    @functools.wraps(greet)
    async def async_around_sync(*args: Any, **kwargs: Any) -> str:
        return greet(*args, **kwargs) + " (awaited)"

    @functools.wraps(greet)
    def sync_around_sync(*args: Any, **kwargs: Any) -> str:
        return greet(*args, **kwargs) + " (wrapped)"

    kinds: dict[str, Callable[..., Any]] = {
        "function": greet,
        "async function": greet_async,
        "lambda": lambda name: name,
        "method": Greeter().greet,
        "async method": Greeter().greet_async,
        "class method": Greeter.of_class,
        "static method": Greeter.of_nothing,
        "partial": functools.partial(greet, greeting="Bye"),
        "partial of async": functools.partial(greet_async, greeting="Bye"),
        "partial of partial": functools.partial(functools.partial(greet_async, greeting="Bye")),
        "partial of wrapped": functools.partial(sync_around_sync, greeting="Bye"),
        "sync wrapper of async": sync_around_async,
        "async wrapper of sync": async_around_sync,
        "sync wrapper of sync": sync_around_sync,
    }
    return {kind: outcome(lambda call=call: result_of(call, name="Ada")) for kind, call in kinds.items()}  # type: ignore[misc]


def watch_parameter_of_a_partial_in_openapi() -> object:
    def greet(name: str, greeting: str = "Hello") -> str:
        return f"{greeting}, {name}"

    reader = FastAPI()

    @reader.get("/")
    def read(value: Annotated[str, Depends(functools.partial(greet, greeting="Bye"))]) -> str:
        return value

    return reader.openapi()["paths"]["/"]["get"]["parameters"], TestClient(reader).get("/?name=A&greeting=B").json()


def watch_what_is_injected() -> object:
    from fastapi.security import SecurityScopes
    from starlette.requests import HTTPConnection

    reader = FastAPI()

    def inspect(
        request: Request,
        connection: HTTPConnection,
        response: Response,
        tasks: BackgroundTasks,
        scopes: SecurityScopes,
    ) -> list[object]:
        response.status_code = 202
        response.headers["X-From"] = "dependency"
        response.set_cookie("from", "dependency")
        kinds = [type(value).__name__ for value in (request, connection, response, tasks, scopes)]
        return [kinds, scopes.scopes, request.scope is connection.scope]

    @reader.get("/")
    def read(seen: Annotated[list[Any], Depends(inspect)], request: Request, response: Response) -> list[Any]:
        return [*seen, response.headers.get("x-from")]

    def ask() -> object:
        answer = TestClient(reader).get("/")
        return answer.status_code, answer.json(), answer.headers.get("x-from"), answer.headers.get("set-cookie")

    return outcome(ask)


def watch_parameters_of_every_place_and_body_in_one_dependency() -> object:
    class Item(BaseModel):
        name: str

    def collect(
        item_id: Annotated[int, Path()],
        q: Annotated[str, Query()],
        x_token: Annotated[str, Header()],
        session: Annotated[str, Cookie()],
        item: Item,
    ) -> list[Any]:
        return [item_id, q, x_token, session, item.name]

    reader = FastAPI()

    @reader.put("/items/{item_id}")
    def read(seen: Annotated[list[Any], Depends(collect)]) -> list[Any]:
        return seen

    client = TestClient(reader, cookies={"session": "c"})
    full = client.put("/items/1?q=a", json={"name": "saw"}, headers={"X-Token": "t"}).json()
    empty = TestClient(reader).put("/items/x").json()["detail"]
    return full, [[error["type"], error["loc"]] for error in empty]


def watch_order_of_errors() -> object:
    strict = FastAPI()

    @strict.get("/items/{item_id}")
    def read(item_id: int, db: Annotated[DB, Depends(get_db)]) -> None: ...

    answer = TestClient(strict).get("/items/first?region=mars").json()
    return [error["loc"] for error in answer["detail"]]


def watch_form_field_of_a_dependency_beside_a_form_model() -> object:
    class Credentials(BaseModel):
        username: str

    def get_code(code: Annotated[str, Form()]) -> str:
        return code

    login = FastAPI()

    @login.post("/")
    def log_in(credentials: Annotated[Credentials, Form()], code: Annotated[str, Depends(get_code)]) -> list[str]:
        return [credentials.username, code]

    response = TestClient(login).post("/", data={"username": "ada", "code": "x1"})
    return response.status_code, response.json()


def watch_body_of_a_dependency_beside_that_of_the_endpoint() -> object:
    class Item(BaseModel):
        name: str

    def get_item(item: Item) -> str:
        return item.name

    same, other = FastAPI(), FastAPI()

    @same.post("/")
    def read_same(item: Item, name: Annotated[str, Depends(get_item)]) -> list[str]:
        return [item.name, name]

    @other.post("/")
    def read_other(second: Item, name: Annotated[str, Depends(get_item)]) -> list[str]:
        return [second.name, name]

    item = {"name": "saw"}
    return (
        TestClient(same).post("/", json=item).json(),
        TestClient(other).post("/", json={"item": item, "second": {"name": "axe"}}).json(),
        TestClient(other).post("/", json=[]).status_code,
    )


def watch_string_annotations() -> object:
    reader = FastAPI()

    def read(db: DB, region: str) -> list[str]:
        return [*db.items, region]

    read.__annotations__ = {"db": "Annotated[DB, Depends(get_db)]", "region": "str", "return": "list[str]"}

    def unresolved(db: DB) -> list[str]:
        return db.items

    unresolved.__annotations__ = {"db": "Annotated[DB, Depends(get_db)]", "return": "OnlyForTheTypeChecker"}

    def none() -> str:
        return "dependency without a value"

    none.__annotations__ = {"return": "None"}
    reader.get("/")(read)
    client = TestClient(reader)
    return (
        client.get("/?region=us").json(),
        outcome(lambda: reader.get("/unresolved", response_model=None)(unresolved) is unresolved),
        outcome(lambda: client.get("/unresolved").json()),
        outcome(lambda: reader.get("/inferred")(unresolved) is unresolved),
        result_of(none),
    )


def watch_string_annotations_behind_a_decorator() -> object:
    def traced(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return call

    def get_items(db: object) -> object:
        return getattr(db, "items", repr(db))

    get_items.__annotations__ = {"db": "Annotated[DB, Depends(get_db)]"}
    return outcome(lambda: result_of(traced(get_items), region="us"))


def watch_refused_declarations() -> object:
    def give() -> str:
        return "x"

    number: Any = 7
    return {
        "called": outcome(lambda: declared(Annotated[str, Depends(give())])),  # type: ignore[arg-type]
        "not callable": outcome(lambda: declared(Annotated[str, Depends(number)])),
        "twice": declared(Annotated[str, Depends(give)], Depends(give)),
        "Query and a default Depends": declared(Annotated[str, Query()], Depends(give)),
        "Depends and a default Query": declared(Annotated[str, Depends(give)], Query()),
        "Query twice": declared(Annotated[str, Query()], Query()),
        "default inside Query": declared(Annotated[str, Query(default="x")]),
        "default of a path parameter": declared(Annotated[int, Path()], 3, "/{value}"),
        "Query for a path parameter": declared(Annotated[int, Query()], ..., "/{value}"),
        "model as a path parameter": declared(DB, ..., "/{value}"),
        "list as a path parameter": declared(list[int], ..., "/{value}"),
        "dict in Query": declared(Annotated[dict[str, str], Query()]),
        "BackgroundTasks or None": declared(BackgroundTasks | None, None),
        "Request in Query": declared(Annotated[Request, Query()]),
        "Request in Depends": declared(Annotated[Request, Depends(give)]),
        "Depends and Query in one": declared(Annotated[str, Depends(give), Query()]),
        "unhashable default": declared(Annotated[str, Depends(give)], []),
    }


def watch_depends_in_the_decorator_without_a_function() -> object:
    return outcome(lambda: FastAPI().get("/", dependencies=[Depends()])(lambda: 1) is None)


def watch_result_with_a_special_type() -> object:
    def make_response() -> Response:
        return Response("made by the dependency", status_code=202)

    reader = FastAPI()

    @reader.get("/", response_model=None)
    def read(response: Annotated[Response, Depends(make_response)]) -> Response:
        return response

    answer = TestClient(reader).get("/")
    return answer.status_code, answer.text


def watch_declaration_as_an_object() -> object:
    from fastapi import params

    first, second = params.Depends(int), params.Depends(int)
    changed = outcome(lambda: setattr(first, "use_cache", False))
    return repr(first), first == second, outcome(lambda: hash(first) == hash(second)), changed


def watch_limit_of_concurrent_calls() -> object:
    def limited(limit: Any) -> object:
        options: dict[str, Any] = {"max_concurrency": limit}

        async def give_async() -> str:
            return "async"

        reader = FastAPI()

        @reader.get("/")
        def read(
            a: Annotated[int, Depends(lambda: 1, **options)], b: Annotated[str, Depends(give_async, **options)]
        ) -> list[Any]:
            return [a, b]

        return TestClient(reader).get("/").json()

    return {str(limit): outcome(lambda limit=limit: limited(limit)) for limit in (1, None, 0, True, "2")}  # type: ignore[misc]
