"""Around query parameters: spellings, odd query strings, types, models of parameters, the classes behind them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Query, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from query_parameters import app

client = TestClient(app)


def served(endpoint: Callable[..., Any]) -> TestClient:
    own = FastAPI()
    own.get("/")(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], queries: list[str]) -> object:
    own = served(endpoint)
    return {query: told(own.get(f"/?{query}")) for query in queries}


def parameters(endpoint: Callable[..., Any]) -> object:
    operation = served(endpoint).get("/openapi.json").json()["paths"]["/"]["get"]
    return operation.get("parameters"), operation.get("requestBody")


def refusal(endpoint: Callable[..., Any]) -> str:
    try:
        served(endpoint)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


class Page(BaseModel):
    skip: int = 0
    tags: list[str] = []


class StrictPage(Page):
    model_config = ConfigDict(extra="forbid")


def watch_error_bodies() -> object:
    return [client.get(f"/items?{query}").json() for query in ("skip=x", "limit=1.5&skip=", "in_stock=2")]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_spellings_of_a_bool() -> object:
    texts = [
        "true",
        "True",
        "TRUE",
        "tRuE",
        "t",
        "y",
        "yes",
        "on",
        "1",
        "1.0",
        "f",
        "n",
        "no",
        "off",
        "0",
        "false",
        "",
        "2",
    ]
    return {text: client.get("/items", params={"in_stock": text}).json().get("in_stock") for text in texts}


def watch_spellings_of_an_int() -> object:
    texts = ["1_000", "+5", " 5 ", "5.0", "5.5", "1e2", "0x5", "-0", "٣", "9" * 30, "true"]
    return {text: client.get("/items", params={"skip": text}).json().get("skip") for text in texts}


def watch_parameter_given_twice() -> object:
    return client.get("/items?skip=1&skip=2").json(), client.get("/items?skip=x&skip=2").json()


def watch_odd_query_strings() -> object:
    def read(request: Request, q: str = "none") -> list[object]:
        return [q, request.query_params.multi_items(), str(request.query_params)]

    odd = [
        "q",
        "q=",
        "=a",
        "q=a=b",
        "q=a;q=b",
        "&&q=a&",
        "q=%zz",
        "q=%FF",
        "q=%ED%A0%80",
        "q=%00",
        "q=a+b",
        "Q=a",
        "q[]=a",
    ]
    return answers(read, [*odd, "q=é", "%71=a", "q=a?b", "?q=a"])


def watch_types_of_values() -> object:
    class Size(Enum):
        small = "s"
        large = "l"

    def read(
        at: datetime | None = None,
        day: date | None = None,
        lasts: timedelta | None = None,
        price: Decimal | None = None,
        raw: bytes | None = None,
        id: UUID | None = None,
        size: Size | None = None,
        sort: Literal["asc", "desc"] | None = None,
    ) -> list[object]:
        return [at, day, lasts, price, raw, id, size, sort]

    good = ["at=2025-01-02T03:04:05%2B01:00", "at=1735776000", "at=2025-01-02", "day=2025-01-02", "lasts=PT90S"]
    good += ["lasts=90", "price=1.10", "raw=caf%C3%A9", "id=7d4448409dc011d1b2455ffdce74fad2", "size=l", "sort=desc"]
    bad = ["at=2025-01-02T03:04:05+01:00", "day=x", "lasts=x", "price=x", "id=x", "size=large", "sort=up"]
    return answers(read, good), answers(read, bad), parameters(read)


def watch_models_and_dicts_without_query() -> object:
    def read_model(page: Page) -> Page:
        return page

    def read_dict(values: dict[str, int]) -> dict[str, int]:
        return values

    def read_list(values: list[int]) -> list[int]:
        return values

    return [parameters(endpoint) for endpoint in (read_model, read_dict, read_list)]


def watch_refused_types() -> object:
    def read_dict(values: Annotated[dict[str, int], Query()]) -> object:
        return values

    def read_models(values: Annotated[list[Page], Query()]) -> object:
        return values

    def read_nested(values: Annotated[list[list[int]], Query()]) -> object:
        return values

    def read_mixed(values: Annotated[list[str] | Page, Query()]) -> object:
        return values

    return [refusal(endpoint) for endpoint in (read_dict, read_models, read_nested, read_mixed)]


def watch_json_in_a_parameter() -> object:
    from pydantic import Json

    def read(point: Annotated[Json[list[int]], Query()], plain: Annotated[Json[int], Query()] = 0) -> list[object]:
        return [point, plain]

    def read_model(more: Annotated[Json[Page], Query()]) -> object:
        return more

    queries = ["point=[1,2]", "point=[1", "point=1", "point=[1]&plain=3", "point=[1]&point=[2]"]
    return answers(read, queries), parameters(read), refusal(read_model)


def watch_constrained_type_without_query() -> object:
    def read(
        q: Annotated[int, Field(description="D", gt=5)] = 1, z: Annotated[str, Field(alias="zed")] = "a"
    ) -> list[object]:
        return [q, z]

    return answers(read, ["", "q=3", "q=7", "zed=k", "z=k"]), parameters(read)


def watch_model_of_parameters() -> object:
    def read(page: Annotated[Page, Query()]) -> Page:
        return page

    return answers(read, ["", "skip=3&tags=a&tags=b", "skip=x", "page=1", "tags=", "skip=1&skip=2"]), parameters(read)


def watch_model_that_forbids_extras() -> object:
    def read(page: Annotated[StrictPage, Query()]) -> Page:
        return page

    return answers(read, ["skip=3", "skip=3&q=x", "q=x&q=y"])


def watch_model_that_forbids_extras_beside_a_dependency() -> object:
    def search_text(q: str = "") -> str:
        return q

    def read(page: Annotated[StrictPage, Query()], q: Annotated[str, Depends(search_text)]) -> list[object]:
        return [page.skip, q]

    return answers(read, ["skip=3", "skip=3&q=x", "skip=3&page=x"])


def watch_model_beside_another_parameter() -> object:
    def read(page: Annotated[Page, Query()], q: str = "none") -> list[object]:
        return [page, q]

    def read_two(page: Annotated[Page, Query()], other: Annotated[StrictPage, Query()]) -> list[object]:
        return [page, other]

    return answers(read, ["skip=3&q=x", "page=1"]), answers(read_two, ["skip=3", "skip=3&q=x"]), parameters(read)


def watch_model_that_allows_extras() -> object:
    class Open(BaseModel):
        model_config = ConfigDict(extra="allow")

        skip: int = 0

    def read(page: Annotated[Open, Query()]) -> object:
        return page.model_dump()

    return answers(read, ["skip=3&q=x&q=y&r=z", "q=x"])


def watch_model_with_aliases() -> object:
    class Aliased(BaseModel):
        first_item: int = Field(0, alias="first-item")
        last_item: int = Field(0, validation_alias="lastItem")
        sort_by: str = Field("name", serialization_alias="sortBy")

    def read(page: Annotated[Aliased, Query()]) -> object:
        return page.model_dump()

    queries = ["first-item=1&lastItem=2&sort_by=x", "first_item=1&last_item=2&sortBy=x", "first-item=x", "lastItem=x"]
    return answers(read, queries), parameters(read)


def watch_model_that_is_filled_by_name_too() -> object:
    class Named(BaseModel):
        model_config = ConfigDict(populate_by_name=True)

        first_item: int = Field(0, alias="first-item")
        tags: list[str] = Field([], alias="tag")

    def read(page: Annotated[Named, Query()]) -> object:
        return page.model_dump()

    queries = [
        "first-item=1&tag=a",
        "first_item=1&tags=a&tags=b",
        "first-item=1&first_item=2",
        "first_item=x",
        "first-item=x",
    ]
    return answers(read, queries), parameters(read)


def watch_model_that_is_filled_by_name_only() -> object:
    class Named(BaseModel):
        model_config = ConfigDict(validate_by_alias=False, validate_by_name=True)

        first_item: int = Field(0, alias="first-item")

    def read(page: Annotated[Named, Query()]) -> object:
        return page.model_dump()

    return answers(read, ["first-item=1", "first_item=1", "first_item=x"]), parameters(read)


def watch_model_with_errors_by_name() -> object:
    class Named(BaseModel):
        model_config = ConfigDict(loc_by_alias=False)

        first_item: int = Field(alias="first-item")

    def read(page: Annotated[Named, Query()]) -> object:
        return page.model_dump()

    return answers(read, ["first-item=1", "first-item=x", ""])


def watch_model_with_a_choice_of_aliases() -> object:
    from pydantic import AliasChoices, AliasPath

    class Chosen(BaseModel):
        search: str = Field("all", validation_alias=AliasChoices("q", "query"))
        first: str = Field("none", validation_alias=AliasPath("tags", 0))
        other: str = Field("none", validation_alias=AliasChoices("o", AliasPath("tags", 1)))

    def read(page: Annotated[Chosen, Query()]) -> object:
        return page.model_dump()

    return answers(read, ["q=a", "query=b", "q=a&query=b", "search=c", "tags=d&tags=e", "o=f"]), parameters(read)


def watch_model_that_is_optional() -> object:
    class Required(BaseModel):
        skip: int

    class Open(Required):
        model_config = ConfigDict(extra="allow")

    def read(page: Annotated[Required | None, Query()] = None) -> object:
        return page

    def read_open(page: Annotated[Open | None, Query()] = None) -> object:
        return page and page.model_dump()

    def read_default(page: Annotated[Page, Query()] = Page(skip=7)) -> object:
        return page

    queries = ["", "skip=3", "skip=x", "other=1"]
    return (
        [answers(each, queries) for each in (read, read_open, read_default)],
        parameters(read),
        parameters(read_default),
    )


def watch_model_with_types_and_rules() -> object:
    class Filter(BaseModel):
        sort: Literal["asc", "desc"] = "asc"
        at: datetime | None = None
        price: Annotated[float, Field(gt=0)] = 1
        ids: set[int] = set()
        pair: tuple[int, int] | None = None
        name: Annotated[list[str], Field(max_length=2)] | None = None

    def read(chosen: Annotated[Filter, Query()]) -> object:
        return chosen

    good = ["sort=desc", "at=2025-01-02T03:04:05Z", "ids=1&ids=1&ids=2", "pair=1&pair=2", "name=a&name=b"]
    return answers(read, [*good, "sort=up", "price=0", "pair=1", "name=a&name=b&name=c"]), parameters(read)


def watch_model_in_a_model() -> object:
    class Inner(BaseModel):
        number: int = 0

    class Outer(BaseModel):
        inner: Inner = Inner()

    def read(outer: Annotated[Outer, Query()]) -> object:
        return outer

    return answers(read, ["", "number=1", 'inner={"number":1}']), parameters(read)


def watch_dataclass_as_a_model() -> object:
    from dataclasses import dataclass

    @dataclass
    class Range:
        low: int = 0

    def read(bounds: Annotated[Range, Query()]) -> object:
        return bounds

    return refusal(read)


def watch_model_with_hidden_and_deprecated_fields() -> object:
    class Marked(BaseModel):
        old: str = Field("", deprecated=True, description="The old one", examples=["a"])
        hidden: Annotated[str, Query(include_in_schema=False)] = ""
        named: Annotated[str, Query(alias="other-name", max_length=3)] = ""

    def read(page: Annotated[Marked, Query()]) -> object:
        return page.named

    return answers(read, ["other-name=abc", "named=abc", "other-name=abcd"]), parameters(read)


def watch_query_params_by_hand() -> object:
    from starlette.datastructures import QueryParams

    params = QueryParams("a=1&a=2&b=é&empty=")
    return [
        params["a"],
        params.getlist("a"),
        params.multi_items(),
        list(params),
        list(params.values()),
        list(params.items()),
        len(params),
        "c" in params,
        params.get("c"),
        str(params),
        repr(params),
        params == QueryParams([("a", "1"), ("a", "2"), ("b", "é"), ("empty", "")]),
        params == "a=1",
        str(QueryParams(b"a=%20&b")),
        str(QueryParams({"a": 1}, b=2)),
        str(QueryParams(params, c="3")),
        str(QueryParams()),
    ]


def watch_multi_dict() -> object:
    from starlette.datastructures import ImmutableMultiDict, MultiDict

    told: list[object] = []
    values = MultiDict([("a", "1"), ("a", "2"), ("b", "3")])
    values["a"] = "4"
    told.append(values.multi_items())
    values.append("a", "5")
    told.append([values["a"], values.getlist("a"), values.pop("missing", "none"), values.pop("b"), values.poplist("a")])
    told.append([values.setdefault("c", "6"), values.setdefault("c", "7"), values.multi_items()])
    values.setlist("d", ["8", "9"])
    values.setlist("c", [])
    told.append([values.multi_items(), values["d"]])
    values.update({"e": "1"}, d="2")
    told.append([values.multi_items(), repr(values)])
    del values["e"]
    told.append([values.popitem(), values.multi_items()])
    values.update(f="1")
    values.clear()
    told.append([len(values), values.multi_items(), values == MultiDict(), values == ImmutableMultiDict()])
    try:
        MultiDict([], [])
    except AssertionError as error:
        told.append(str(error))
    return told
