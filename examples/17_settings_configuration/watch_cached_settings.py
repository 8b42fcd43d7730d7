"""Around cached settings: the cache and overrides, other ways to share one object, and frozen settings."""

from functools import cache, cached_property, lru_cache
from typing import Annotated, Any

from cached_settings import Settings, app, get_settings
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import ValidationError

client = TestClient(app)


def watch_hits_and_misses() -> object:
    get_settings.cache_clear()
    for _ in range(5):
        client.get("/items")
    return list(get_settings.cache_info())


def watch_dependency_used_twice_in_one_request() -> object:
    calls: list[int] = []

    def count() -> int:
        calls.append(1)
        return len(calls)

    other = FastAPI()

    @other.get("/")
    def read(
        first: Annotated[int, Depends(count)],
        second: Annotated[int, Depends(count)],
        fresh: Annotated[int, Depends(count, use_cache=False)],
    ) -> list[int]:
        return [first, second, fresh]

    reader = TestClient(other)
    return reader.get("/").json(), reader.get("/").json()


def watch_cached_functions_as_dependencies() -> object:
    other = FastAPI()

    @cache
    def plain() -> str:
        return "plain"

    @lru_cache(maxsize=1, typed=True)
    def with_a_parameter(size: int = 3) -> str:
        return f"size {size}"

    class Holder:
        @cached_property
        def value(self) -> str:
            return "held"

    holder = Holder()

    @other.get("/")
    def read(
        plain: Annotated[str, Depends(plain)],
        size: Annotated[str, Depends(with_a_parameter)],
        held: Annotated[str, Depends(lambda: holder.value)],
    ) -> list[str]:
        return [plain, size, held]

    reader = TestClient(other)
    parameters = other.openapi()["paths"]["/"]["get"]["parameters"]
    return reader.get("/").json(), reader.get("/?size=5").json(), parameters


def watch_settings_in_the_state_of_the_app() -> object:
    other = FastAPI()
    other.state.settings = Settings(page_size=2)

    @other.get("/")
    def read(request: Request) -> list[Any]:
        state = request.app.state
        found = [state.settings.page_size, hasattr(state, "missing")]
        try:
            state.missing  # noqa: B018
        except AttributeError as error:
            found.append(str(error))
        del state.settings
        return [*found, hasattr(state, "settings")]

    return TestClient(other).get("/").json()


def watch_change_of_frozen_settings() -> object:
    try:
        setattr(Settings(), "page_size", 1)  # noqa: B010
    except ValidationError as error:
        return error.errors(include_url=False), hash(Settings()) == hash(Settings())
    return "changed"
