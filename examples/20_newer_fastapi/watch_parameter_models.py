"""Around parameter models: several in one place, aliases, inheritance, and what is refused."""

from typing import Annotated, Any

from fastapi import Cookie, FastAPI, Header, Query
from fastapi.testclient import TestClient
from parameter_models import app
from pydantic import BaseModel, ConfigDict, Field

client = TestClient(app)


def told(model: type[BaseModel], marker: Any, *, query: str = "", headers: Any = None) -> object:
    """What an endpoint with one such model answers, and how it is documented."""
    own = FastAPI()
    try:

        def read(given: Any) -> Any:
            return given.model_dump(), sorted(given.model_fields_set)

        read.__annotations__["given"] = Annotated[model, marker]
        own.get("/")(read)
        response = TestClient(own).get(f"/{query}", headers=headers)
        return response.status_code, response.json(), own.openapi()["paths"]["/"]["get"].get("parameters")
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Names(BaseModel):
    first: str = Field(default="a", alias="given-name", description="The first name.")
    last_name: str = Field(default="b", validation_alias="family", examples=["Lovelace"])
    tags: list[str] = Field(default=[], max_length=3)


def watch_aliases_and_lists() -> object:
    query = "?given-name=x&family=y&first=no&last_name=no&tags=1&tags=2"
    headers = [("given-name", "x"), ("family", "y"), ("tags", "1"), ("tags", "2"), ("cookie", "given-name=z; tags=3")]
    return [
        told(Names, Query(), query=query),
        told(Names, Query(), query="?tags=1&tags=2&tags=3&tags=4"),
        told(Names, Header(), headers=headers),
        told(Names, Cookie(), headers=headers),
    ]


def watch_underscores_kept_in_header_models() -> object:
    class Tokens(BaseModel):
        x_token: str = "none"

    headers = {"x-token": "dash", "x_token": "underscore"}
    return [told(Tokens, Header(convert_underscores=kept), headers=headers) for kept in (True, False)]


def watch_extra_fields_allowed_ignored_and_forbidden() -> object:
    results = []
    for extra in ("allow", "ignore", "forbid"):

        class Filter(BaseModel):
            model_config = ConfigDict(extra=extra)
            limit: int = 1

        results.append(told(Filter, Query(), query="?limit=2&other=3&other=4"))
        results.append(told(Filter, Cookie(), headers={"cookie": "limit=2; other=3"}))
    return results


def watch_inheritance_nesting_and_unions() -> object:
    class Base(BaseModel):
        limit: int = 1

    class Child(Base):
        offset: int | None = None
        both: int | str = 0

    class Nested(BaseModel):
        base: Base = Base()

    return [
        told(Child, Query(), query="?limit=2&offset=3&both=x"),
        told(Child, Query(), query="?offset="),
        told(Nested, Query(), query="?limit=2&base=3"),
    ]


def watch_model_beside_single_parameters() -> object:
    own = FastAPI()

    class Paging(BaseModel):
        limit: int = 1

    @own.get("/one")
    def one(paging: Annotated[Paging, Query()], x_key: Annotated[int, Header()] = 0) -> object:
        return paging, x_key

    results: list[object] = [TestClient(own).get("/one?limit=2&paging=3", headers={"x-key": "3"}).json()]
    try:

        @own.get("/two")
        def two(paging: Annotated[Paging, Query()], text: Annotated[str, Query()] = "") -> object:
            return paging, text

        for query in ("?limit=2&text=x", "?paging=2&text=x", '?paging={"limit":5}'):
            response = TestClient(own).get(f"/two{query}")
            results.append([response.status_code, response.json()])
        results.append(own.openapi()["paths"]["/two"])
    except Exception as error:
        results.append(f"{type(error).__name__}: {error}")
    return results


def watch_optional_model_and_model_with_a_default() -> object:
    own = FastAPI()

    class Paging(BaseModel):
        limit: int

    results: list[object] = []
    default: Any
    for number, (kind, default) in enumerate([(Paging | None, None), (Paging, Paging(limit=9))]):

        def read(paging: Any = default) -> Any:
            return paging

        read.__annotations__["paging"] = Annotated[kind, Query()]
        try:
            own.get(f"/{number}")(read)
            answers = [TestClient(own).get(f"/{number}{query}") for query in ("", "?limit=2")]
            results.append([[one.status_code, one.json()] for one in answers])
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
    return results


def watch_error_of_the_validator() -> object:
    return client.get("/items?price_from=2&price_to=1", headers={"shop-id": "1"}).json()


def watch_values_sent_twice() -> object:
    headers = [("shop-id", "1"), ("shop-id", "2"), ("cookie", "order=asc"), ("cookie", "order=desc")]
    return client.get("/items?price_to=1&price_to=60", headers=headers).json()


def watch_hidden_and_deprecated_markers() -> object:
    class Filter(BaseModel):
        old: int = Field(default=1, deprecated=True)
        hidden: int = Field(default=2, json_schema_extra={"x-internal": True})

    return [
        told(Filter, Query(include_in_schema=False), query="?old=3"),
        told(Filter, Query(deprecated=True, title="A title", description="Text"), query="?old=3"),
    ]


def watch_openapi() -> object:
    return app.openapi()
