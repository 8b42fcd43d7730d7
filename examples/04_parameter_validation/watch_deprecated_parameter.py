"""Around `deprecated`: other sources, messages, fields of models, and whether anybody is warned."""

import warnings
from collections.abc import Callable
from typing import Annotated, Any

from deprecated_parameter import app
from fastapi import Body, Cookie, FastAPI, Form, Header, Path, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

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
    return client.get("/items", params={"search": "x" * 51}).json()


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]


def watch_warnings_and_headers() -> object:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        response = client.get("/items?search=shoes")
    mine = [f"{warning.category.__name__}: {warning.message}" for warning in caught if "search" in str(warning.message)]
    return sorted(response.headers), mine


def watch_other_sources() -> object:
    def read(
        item_id: Annotated[int, Path(deprecated=True)],
        x_old: Annotated[str, Header(deprecated=True)] = "",
        old_id: Annotated[str, Cookie(deprecated=True)] = "",
        kept: Annotated[str, Query(deprecated=False)] = "",
        unset: Annotated[str, Query(deprecated=None)] = "",
        text: Annotated[str, Query(deprecated="use q")] = "",
        field: Annotated[str, Field(deprecated=True)] = "",
    ) -> str:
        return x_old + old_id + kept + unset + text + field

    return parameters(read, "/{item_id}")


def watch_parts_of_a_body() -> object:
    own = FastAPI()

    @own.post("/json")
    def read(a: Annotated[int, Body(deprecated=True)], b: Annotated[int, Body()]) -> int:
        return a + b

    @own.post("/form")
    def read_form(a: Annotated[int, Form(deprecated=True)], b: Annotated[int, Form()]) -> int:
        return a + b

    schemas = TestClient(own).get("/openapi.json").json()["components"]["schemas"]
    return {name: schema["properties"] for name, schema in schemas.items() if name.startswith("Body")}


def watch_fields_of_a_model() -> object:
    class Filter(BaseModel):
        q: str = ""
        search: Annotated[str, Field(deprecated=True)] = ""
        text: Annotated[str, Field(deprecated="use q")] = ""

    def read(filter: Annotated[Filter, Query()]) -> object:
        return filter

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        told = answers(read, ["search=a&text=b"])
    return told, parameters(read), sorted({warning.category.__name__ for warning in caught})


def watch_whole_operation() -> object:
    own = FastAPI()

    @own.get("/", deprecated=True)
    def read(q: Annotated[str, Query()] = "") -> str:
        return q

    operation = own.openapi()["paths"]["/"]["get"]
    return operation["deprecated"], operation["parameters"]


def watch_marker_of_the_standard_library() -> object:
    from typing_extensions import deprecated

    def read(a: Annotated[str, deprecated("use b")] = "", b: Annotated[str, deprecated("use c"), Query()] = "") -> str:
        return a + b

    return parameters(read), answers(read, ["a=1&b=2"])
