"""Around classes as dependencies: dataclasses, models, callable instances, generators in `__call__`."""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from class_dependency import Pagination, app
from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@dataclass
class Window:
    start: int
    stop: Annotated[int, Query(le=50)] = 10


class WindowModel(BaseModel):
    start: int
    stop: int = 10


class WindowTuple(NamedTuple):
    start: int
    stop: int = 10


class WindowFromNew:
    start: int
    stop: int

    def __new__(cls, start: int, stop: int = 10) -> "WindowFromNew":
        self = super().__new__(cls)
        self.start, self.stop = start, stop
        return self


class MetaCalled(type):
    def __call__(cls, start: int, stop: int = 10) -> Window:
        return Window(start, stop + 1)


class WindowFromMeta(metaclass=MetaCalled): ...


class Plain: ...


def window_of(annotation: object) -> object:
    reader = FastAPI()

    def read(window: Any) -> list[Any]:
        return [type(window).__name__, getattr(window, "start", None), getattr(window, "stop", None)]

    read.__annotations__["window"] = annotation
    reader.get("/")(read)
    client = TestClient(reader)
    parameters = reader.openapi()["paths"]["/"]["get"].get("parameters")
    missing = client.get("/").json()
    return {
        "answer": client.get("/?start=3").json(),
        "without": missing if isinstance(missing, list) else [error["loc"] for error in missing["detail"]],
        "parameters": [[item["name"], item["required"], item["schema"]] for item in parameters or []],
    }


def watch_kinds_of_classes() -> object:
    kinds: dict[str, object] = {
        "dataclass": Annotated[Window, Depends()],
        "named in Depends": Annotated[Window, Depends(Window)],
        "named in Depends only": Annotated[Any, Depends(Window)],
        "model": Annotated[WindowModel, Depends()],
        "model with Query": Annotated[WindowModel, Query()],
        "named tuple": Annotated[WindowTuple, Depends()],
        "with __new__": Annotated[WindowFromNew, Depends()],
        "with a metaclass": Annotated[WindowFromMeta, Depends()],
        "without __init__": Annotated[Plain, Depends()],
        "class method": Annotated[WindowModel, Depends(WindowModel.model_validate_json)],
        "builtin": Annotated[int, Depends(int)],
    }
    return {kind: outcome(lambda annotation=annotation: window_of(annotation)) for kind, annotation in kinds.items()}  # type: ignore[misc]


def watch_older_form_without_annotated() -> object:
    older = FastAPI()

    @older.get("/items")
    def list_items(pagination: Pagination = Depends(), other: Any = Depends(Pagination)) -> list[Any]:
        return [pagination.start, pagination.stop, pagination is other]

    def list_untyped(pagination=Depends()) -> None: ...  # type: ignore[no-untyped-def]  # noqa: ANN001

    same = (
        older.openapi()["paths"]["/items"]["get"]["parameters"]
        == (app.openapi()["paths"]["/items"]["get"]["parameters"])
    )
    untyped = outcome(lambda: FastAPI().get("/")(list_untyped) is list_untyped)
    return TestClient(older).get("/items?page=2").json(), same, untyped


def watch_instance_for_each_request() -> object:
    reader = FastAPI()
    seen: list[Pagination] = []

    @reader.get("/")
    def keep(a: Annotated[Pagination, Depends()], b: Annotated[Pagination, Depends()]) -> None:
        seen.extend([a, b])

    client = TestClient(reader)
    client.get("/")
    client.get("/")
    return [seen[0] is seen[1], seen[0] is seen[2]]


def watch_model_that_refuses_its_fields() -> object:
    from pydantic import Field

    class Strict(BaseModel):
        size: int = Field(default=1, le=3)

    reader = FastAPI()

    @reader.get("/")
    def read(strict: Annotated[Strict, Depends()]) -> int:
        return strict.size

    def ask(query: str) -> object:
        response = TestClient(reader, raise_server_exceptions=False).get(query)
        body = response.json()
        return response.status_code, body if body == 2 else [error["loc"] for error in body["detail"]]

    return ask("/?size=2"), ask("/?size=4"), ask("/?size=x")


def watch_subclass_and_dependency_in_init() -> object:
    def get_tenant(tenant: str = "acme") -> str:
        return tenant

    class Scoped(Pagination):
        def __init__(self, tenant: Annotated[str, Depends(get_tenant)], page: int = 1) -> None:
            super().__init__(page, 5)
            self.tenant = tenant

    class Inherited(Pagination): ...

    reader = FastAPI()

    @reader.get("/")
    def read(a: Annotated[Scoped, Depends()], b: Annotated[Inherited, Depends()]) -> list[Any]:
        return [a.tenant, a.start, b.start, b.stop]

    names = [item["name"] for item in reader.openapi()["paths"]["/"]["get"]["parameters"]]
    return TestClient(reader).get("/?tenant=t&page=3").json(), names


def watch_callable_instances() -> object:
    class Sync:
        def __call__(self, q: str) -> str:
            return f"sync {q}"

    class Async:
        async def __call__(self, q: str) -> str:
            return f"async {q}"

    class Yields:
        def __call__(self, q: str) -> Iterator[str]:
            yield f"yields {q}"

    class YieldsAsync:
        async def __call__(self, q: str) -> AsyncIterator[str]:
            yield f"yields async {q}"

    class Wrapped:
        @functools.wraps(Sync.__call__)
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return Sync.__call__(self, *args, **kwargs) + " wrapped"  # type: ignore[arg-type]

    class Cached:
        """As functools.lru_cache does: an object with __call__ and __wrapped__."""

        def __init__(self, function: Callable[..., Any]) -> None:
            functools.update_wrapper(self, function)

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            return self.__wrapped__(*args, **kwargs)  # type: ignore[attr-defined]

    async def ask(q: str) -> str:
        return f"asked {q}"

    def give(q: str) -> Iterator[str]:
        yield f"given {q}"

    async def give_async(q: str) -> AsyncIterator[str]:
        yield f"given async {q}"

    def partial_call(**fixed: object) -> type:
        class Fixed:
            __call__ = functools.partialmethod(Sync.__call__, **fixed)

        return Fixed

    kinds: dict[str, Callable[[], Any]] = {
        "sync": Sync,
        "async": Async,
        "yields": Yields,
        "yields async": YieldsAsync,
        "wrapped": Wrapped,
        "lru_cache": lambda: functools.lru_cache(lambda q: f"cached {q}"),
        "wraps an async function": lambda: Cached(ask),
        "wraps a generator": lambda: Cached(give),
        "wraps an async generator": lambda: Cached(give_async),
        "wraps an instance": lambda: Cached(Async()),
        "wraps an instance that yields": lambda: Cached(Yields()),
        "wraps an instance that yields async": lambda: Cached(YieldsAsync()),
        "wraps a class": lambda: Cached(Window),
        "partial of an instance": lambda: functools.partial(Sync(), q="p"),
        "partial of an async instance": lambda: functools.partial(Async(), q="p"),
        "partial of a yielding instance": lambda: functools.partial(Yields(), q="p"),
        "partial of a yielding async instance": lambda: functools.partial(YieldsAsync(), q="p"),
        "partial of a class": lambda: functools.partial(Window, stop=2),
        "bound __call__": lambda: Async().__call__,
        "partialmethod": lambda: partial_call(q="m")(),
    }

    def ask_for(make: Callable[[], Any]) -> object:
        reader = FastAPI()

        @reader.get("/")
        def read(value: Annotated[Any, Depends(make())]) -> Any:
            return value if isinstance(value, str) else repr(value)[:40].split(" at ")[0]

        response = TestClient(reader).get("/?q=x&start=1")
        return response.json() if response.status_code == 200 else [e["loc"] for e in response.json()["detail"]]

    return {kind: outcome(lambda make=make: ask_for(make)) for kind, make in kinds.items()}  # type: ignore[misc]


def watch_endpoint_that_is_a_callable_instance() -> object:
    class Endpoint:
        async def __call__(self, pagination: Annotated[Pagination, Depends()]) -> int:
            return pagination.stop

    reader = FastAPI()

    def serve() -> object:
        reader.get("/instance")(Endpoint())
        reader.get("/partial")(functools.partial(Endpoint().__call__))
        client = TestClient(reader)
        names = {path: item["get"]["operationId"] for path, item in reader.openapi()["paths"].items()}
        return client.get("/instance").json(), client.get("/partial?size=3").json(), names

    return outcome(serve)


def watch_same_class_in_two_dependencies_with_other_values() -> object:
    reader = FastAPI()

    def first(pagination: Annotated[Pagination, Depends()]) -> Pagination:
        return pagination

    def second(pagination: Annotated[Pagination, Depends(use_cache=False)]) -> Pagination:
        return pagination

    @reader.get("/")
    def read(a: Annotated[Pagination, Depends(first)], b: Annotated[Pagination, Depends(second)]) -> list[Any]:
        return [a is b, a.start == b.start]

    return TestClient(reader).get("/?page=2").json(), len(reader.openapi()["paths"]["/"]["get"]["parameters"])
