"""Around aliases: several names, paths of names, other sources, doubled and odd names."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Cookie, FastAPI, Header, Query
from fastapi.testclient import TestClient
from parameter_alias import app
from pydantic import Field

client = TestClient(app)


def served(endpoint: Callable[..., Any], path: str = "/") -> TestClient:
    own = FastAPI()
    own.get(path)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], queries: list[str]) -> object:
    own = served(endpoint)
    return {query: told(own.get(f"/?{query}")) for query in queries}


def parameters(endpoint: Callable[..., Any], path: str = "/") -> object:
    return served(endpoint, path).get("/openapi.json").json()["paths"][path]["get"].get("parameters")


def refusal(endpoint: Callable[..., Any], path: str = "/") -> str:
    try:
        served(endpoint, path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_error_bodies() -> object:
    return client.get("/items?item-query=ab").json()


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_required_parameter() -> object:
    def read(item_query: Annotated[str, Query(alias="item-query")]) -> str:
        return item_query

    return answers(read, ["item_query=a", "item-query=a", "item-query="]), parameters(read)


def watch_older_form() -> object:
    def read(item_query: str = Query("all", alias="item-query")) -> str:
        return item_query

    return answers(read, ["item-query=a", "item_query=a"]), parameters(read)


def watch_choice_of_aliases() -> object:
    from pydantic import AliasChoices

    def read(
        item_query: Annotated[str, Query(validation_alias=AliasChoices("item-query", "iq"))] = "all",
        ids: Annotated[list[int], Query(validation_alias=AliasChoices("id", "ids"))] = [],  # noqa: B006
    ) -> list[object]:
        return [item_query, ids]

    queries = ["item-query=a", "iq=b", "item_query=c", "iq=b&item-query=a", "id=1&ids=2&ids=3", "ids=2&ids=x", ""]
    return answers(read, queries), parameters(read)


def watch_choice_of_aliases_in_the_older_form() -> object:
    from pydantic import AliasChoices

    def read(item_query: str = Query("d", validation_alias=AliasChoices("item-query", "iq"))) -> str:
        return item_query

    return answers(read, ["item-query=z", "iq=y"]), parameters(read)


def watch_required_choice_of_aliases() -> object:
    from pydantic import AliasChoices

    def read(item_query: Annotated[str, Query(validation_alias=AliasChoices("item-query", "iq"), min_length=2)]) -> str:
        return item_query

    return answers(read, ["iq=a", "item-query=a", ""]), parameters(read)


def watch_validation_alias() -> object:
    def read(
        a: Annotated[str, Query(validation_alias="b")] = "none",
        c: Annotated[str, Query(alias="d", validation_alias="e")] = "none",
        f: Annotated[str, Query(alias="g", serialization_alias="h")] = "none",
    ) -> list[str]:
        return [a, c, f]

    return answers(read, ["a=1&c=1&f=1", "b=1&d=1&g=1", "e=1&h=1"]), parameters(read)


def watch_path_of_names() -> object:
    from pydantic import AliasChoices, AliasPath

    def read(
        first: Annotated[str, Query(validation_alias=AliasPath("tags", 0))] = "none",
        second: Annotated[str, Query(validation_alias=AliasChoices("second", AliasPath("tags", 1)))] = "none",
    ) -> list[str]:
        return [first, second]

    return answers(read, ["tags=a&tags=b", "second=c", "first=d"]), parameters(read)


def watch_alias_of_a_pydantic_field() -> object:
    def read(
        a: Annotated[str, Field(alias="x")] = "none",
        b: Annotated[str, Query(alias="y"), Field(alias="z")] = "none",
        c: Annotated[str, Field(alias="v"), Query(description="C")] = "none",
    ) -> list[str]:
        return [a, b, c]

    return answers(read, ["x=1&y=2&z=3&v=4", "a=1&b=2&c=3"]), parameters(read)


def watch_two_parameters_with_one_alias() -> object:
    def read(a: Annotated[str, Query(alias="q")], b: Annotated[int, Query(alias="q")]) -> list[object]:
        return [a, b]

    def read_crossed(a: Annotated[str, Query(alias="b")] = "", b: Annotated[str, Query(alias="a")] = "") -> list[str]:
        return [a, b]

    return answers(read, ["q=1", "q=x"]), answers(read_crossed, ["a=1&b=2"]), parameters(read)


def watch_odd_aliases() -> object:
    def read(
        a: Annotated[str, Query(alias="")] = "none",
        b: Annotated[str, Query(alias="filter[name]")] = "none",
        c: Annotated[str, Query(alias="größe")] = "none",
        d: Annotated[str, Query(alias="class")] = "none",
        e: Annotated[str, Query(alias="$top")] = "none",
    ) -> list[str]:
        return [a, b, c, d, e]

    return answers(read, ["a=1&filter[name]=2&gr%C3%B6%C3%9Fe=3&class=4&$top=5", "=1"]), parameters(read)


def watch_alias_of_header_and_cookie() -> object:
    def read(
        token: Annotated[str, Header(alias="X-Token")], name: Annotated[str, Cookie(alias="my-name")] = "none"
    ) -> list[str]:
        return [token, name]

    own = served(read)
    good = own.get("/", headers={"x-token": "a", "cookie": "my-name=b"}).json()
    return good, own.get("/", headers={"token": "a", "cookie": "name=b"}).json(), parameters(read)


def watch_same_name_in_two_sources() -> object:
    def read(a: Annotated[str, Query(alias="id")], b: Annotated[str, Header(alias="id")]) -> list[str]:
        return [a, b]

    return served(read).get("/?id=1", headers={"id": "2"}).json(), answers(read, ["id=1"]), parameters(read)
