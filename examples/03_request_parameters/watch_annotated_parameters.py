"""Around `Annotated`: the older form, refused declarations, odd annotations, every argument of every source."""

import warnings
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from inspect import signature
from typing import Annotated, Any

from annotated_parameters import read_items
from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, Request
from fastapi.testclient import TestClient

SOURCES: list[Callable[..., Any]] = [Query, Path, Header, Cookie, Body, Form, File]


def served(endpoint: Callable[..., Any], path: str = "/") -> TestClient:
    app = FastAPI()
    app.post(path)(endpoint)
    return TestClient(app, raise_server_exceptions=False)


def operation(client: TestClient) -> Any:
    document = client.get("/openapi.json").json()
    (operations,) = document["paths"].values()
    schemas = document.get("components", {}).get("schemas", {})
    own = {name: schema for name, schema in schemas.items() if "Validation" not in name}
    return {"parameters": operations["post"].get("parameters"), "body": operations["post"].get("requestBody"), **own}


def refusal(endpoint: Callable[..., Any], path: str = "/") -> str:
    try:
        served(endpoint, path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_older_form() -> object:
    def read_older(q: str | None = Query(default=None, max_length=50)) -> bool:
        return q is None

    client = served(read_older)
    return operation(client), client.post("/").json(), read_older(), read_items()


def watch_refused_declarations() -> object:
    def default_inside(q: Annotated[str, Query(default="shoes")]) -> str:
        return q

    def ellipsis_inside(q: Annotated[str, Query(...)]) -> str:
        return q

    def both_forms(q: Annotated[str, Query(max_length=50)] = Query(default="shoes")) -> str:
        return q

    def two_depends(q: Annotated[str, Depends(str)] = Depends(str)) -> str:
        return q

    def query_and_depends(q: Annotated[str, Query()] = Depends(str)) -> str:
        return q

    def query_of_request(q: Annotated[Request, Query()]) -> str:
        return q.method

    def query_for_path(q: Annotated[str, Query()]) -> str:
        return q

    def dict_as_query(q: Annotated[dict[str, str], Query()]) -> dict[str, str]:
        return q

    def unusable_type(q: Callable[[], int]) -> int:
        return q()

    return [
        refusal(default_inside),
        refusal(ellipsis_inside),
        refusal(both_forms),
        refusal(two_depends),
        refusal(query_and_depends),
        refusal(query_of_request),
        refusal(query_for_path, "/{q}"),
        refusal(dict_as_query),
        refusal(unusable_type).split("\n")[0],
    ]


def watch_depends_before_query_in_one_annotation() -> object:
    def read(q: Annotated[str, Depends(lambda: "depends"), Query()]) -> str:
        return q

    return refusal(read), served(read).post("/?q=query").json()


def watch_last_of_two_sources_counts() -> object:
    def read(q: Annotated[str, Query(max_length=3), Header()] = "none") -> str:
        return q

    client = served(read)
    return [client.post("/?q=abc").json(), client.post("/", headers={"q": "abcd"}).json(), operation(client)]


def watch_no_annotation() -> object:
    def read(q, n=1):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return [q, n]

    client = served(read)
    return client.post("/?q=a&n=2").json(), client.post("/").json(), operation(client)


def watch_annotation_as_text() -> object:
    def read(q: "int", size: "Annotated[int, Query(gt=1)]" = 5, nothing: "None" = None) -> "list[int]":
        return [q, size]

    client = served(read)
    return client.post("/?q=1").json(), client.post("/?q=1&size=1").json(), operation(client)


def watch_annotation_of_an_unknown_name() -> object:
    def read(q: int) -> "Missing":  # type: ignore[name-defined]  # noqa: F821
        return q

    def read_unknown(q: "Missing") -> int:  # type: ignore[name-defined]  # noqa: F821
        return 1

    return refusal(read), refusal(read_unknown).split("\n")[0]


def watch_text_annotation_beside_an_unknown_return_type() -> object:
    def read(q: "int", at: "datetime | None" = None, nothing: "None" = None) -> "Missing":  # type: ignore[name-defined]  # noqa: F821
        return [q, at]

    read_only: Any = read

    def depends(value: Annotated[list[object], Depends(read_only)]) -> object:
        return value

    return served(depends).post("/?q=1").json(), operation(served(depends))


def watch_alias_of_a_type() -> object:
    from typing_extensions import TypeAliasType

    Term = TypeAliasType("Term", Annotated[str, Query(max_length=3)])  # noqa: N806

    def read(q: Term = "abc") -> str:
        return q

    client = served(read)
    return client.post("/?q=ab").json(), client.post("/?q=abcd").status_code, operation(client)


def watch_one_query_object_for_two_defaults() -> object:
    rule = Query(max_length=3)
    app = FastAPI()

    @app.get("/a")
    def read_a(q: Annotated[str, rule] = "a") -> str:
        return q

    @app.get("/b")
    def read_b(other: Annotated[str, rule] = "b") -> str:
        return other

    client = TestClient(app)
    return [client.get(path).json() for path in ("/a", "/b")], [
        client.get(path).status_code for path in ("/a?q=long", "/b?other=long", "/b?q=long")
    ]


def watch_default_factory() -> object:
    calls: list[int] = []

    def count() -> int:
        calls.append(1)
        return len(calls)

    def read(
        number: Annotated[int, Query(default_factory=count)], old: int = Query(default_factory=count)
    ) -> list[int]:
        return [number, old]

    client = served(read)
    return client.post("/").json(), client.post("/?number=9").json(), operation(client)


def watch_default_outside_the_rules() -> object:
    from pydantic import Field

    def read(
        query: Annotated[int, Query(gt=5)] = 1,
        field: Annotated[int, Field(gt=5)] = 1,
        older: str = Query("ab", min_length=3),
    ) -> list[int | str]:
        return [query, field, older]

    return served(read).post("/").json()


def watch_default_of_another_type() -> object:
    def read(at: Annotated[datetime, Query()] = "2025-01-02T03:04:05Z") -> str:  # type: ignore[assignment]
        return at if isinstance(at, str) else at.isoformat()

    def read_header(x_at: Annotated[int, Header()] = "x") -> str:  # type: ignore[assignment]
        return repr(x_at)

    return served(read).post("/").json(), served(read_header).post("/").json()


def watch_validated_default_is_converted() -> object:
    if "validate_default" not in signature(Query).parameters:
        return "no such argument"

    def read_outside(q: Annotated[int, Query(gt=5, validate_default=True)] = 1) -> int:
        return q

    def read(at: Annotated[datetime, Query(validate_default=True)] = "2025-01-02T03:04:05Z") -> str:  # type: ignore[assignment]
        return at.isoformat()

    def read_header(x_at: Annotated[int, Header(validate_default=True)] = "x") -> int:  # type: ignore[assignment]
        return x_at

    outside = [served(read_outside).post(path).json() for path in ("/", "/?q=6")]
    return served(read).post("/").json(), served(read_header).post("/").json(), outside


def watch_param_without_a_source() -> object:
    from fastapi.params import Param

    def read(q: Annotated[str, Param(max_length=3)] = "abc") -> str:
        return q

    return served(read).post("/?q=ab").json(), served(read).post("/?q=abcd").status_code, operation(served(read))


def watch_variadic_and_keyword_only_arguments() -> object:
    def read(first: str, *args: str, last: str = "z", **kwargs: str) -> list[object]:
        return [first, list(args), last, kwargs]

    def read_keyword(*, first: str = "a", last: str) -> list[str]:
        return [first, last]

    client = served(read)
    return [
        operation(client),
        client.post("/?first=a&args=b&kwargs=c").status_code,
        served(read_keyword).post("/?last=b").json(),
    ]


def watch_repr_of_every_source() -> object:
    return [repr(source()) for source in SOURCES], repr(Query("a")), repr(Depends(str))


def watch_documentation_arguments_of_every_source() -> object:
    told = {}
    for source in SOURCES:
        rule = source(
            title="The title",
            description="The description",
            examples=["first", "second"],
            openapi_examples={"one": {"summary": "One", "value": "1"}},
            json_schema_extra={"x-extra": True},
            deprecated=True,
            alias="other-name",
        )

        def read(value: Annotated[str, rule]) -> str:
            return value

        told[source.__name__] = operation(served(read, "/{other-name}" if source is Path else "/"))
    return told


def watch_path_that_documents_itself() -> object:
    def read(item_id: Annotated[str, Path(title="T", description="D", examples=["e"], deprecated=True)]) -> str:
        return item_id

    return operation(served(read, "/{item_id}"))


def watch_include_in_schema_of_every_source() -> object:
    told = {}
    for source in SOURCES:
        rule = source(include_in_schema=False)

        def read(value: Annotated[str, rule], shown: int = 1) -> str:
            return value

        told[source.__name__] = operation(served(read, "/{value}" if source is Path else "/"))
    return told


def watch_deprecated_arguments_of_every_source() -> object:
    told: dict[str, object] = {}
    for source in SOURCES:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            rule = source(example="EUR", regex="^[A-Z]{3}$")

        def read(value: Annotated[str, rule]) -> str:
            return value

        texts = [f"{warning.category.__name__}: {warning.message}" for warning in caught]
        told[source.__name__] = [texts, operation(served(read, "/{value}" if source is Path else "/"))]
    return told


def watch_message_of_a_deprecated_parameter() -> object:
    from typing_extensions import deprecated

    def read(a: Annotated[str, Query(deprecated="use b")] = "", c: Annotated[str, Query(deprecated=False)] = "") -> str:
        return a + c

    def read_marked(a: Annotated[str, Query(deprecated=deprecated("use b"))] = "") -> str:
        return a

    return operation(served(read)), operation(served(read_marked))


def watch_rules_of_every_source() -> object:
    """Values at and outside their bounds, through each place that a request has."""
    good = {"gt": "2", "ge": "1", "lt": "0", "le": "1", "multiple": "4", "finite": "1", "short": "ab", "long": "abc"}
    good |= {"match": "abc"}
    bad = {"gt": "1", "ge": "0", "lt": "1", "le": "2", "multiple": "3", "finite": "inf", "short": "a", "long": "abcd"}
    bad |= {"match": "ABC"}
    told = {}
    for source in SOURCES:

        def read(
            gt: Annotated[float, source(gt=1)],
            ge: Annotated[float, source(ge=1)],
            lt: Annotated[float, source(lt=1)],
            le: Annotated[float, source(le=1)],
            multiple: Annotated[int, source(multiple_of=2)],
            finite: Annotated[float, source(allow_inf_nan=False)],
            short: Annotated[str, source(min_length=2)],
            long: Annotated[str, source(max_length=3)],
            match: Annotated[str, source(pattern="^[a-z]+$")],
        ) -> None: ...

        client = served(read, "".join(f"/{{{name}}}" for name in good) if source is Path else "/")
        errors = sent(client, source, bad)["detail"]
        told[source.__name__] = sent(client, source, good), [(error["loc"], error["type"]) for error in errors]
    return told


def sent(client: TestClient, source: Callable[..., Any], values: dict[str, str]) -> Any:
    if source is Query:
        response = client.post("/", params=values)
    elif source is Path:
        response = client.post("/" + "/".join(values.values()))
    elif source is Header:
        response = client.post("/", headers=values)
    elif source is Cookie:
        response = client.post("/", headers={"cookie": "; ".join(f"{k}={v}" for k, v in values.items())})
    elif source is Body:
        response = client.post("/", json=values if len(values) > 1 else values["value"])
    else:
        response = client.post("/", data=values)
    return response.json()


def watch_strict_of_every_source() -> object:
    told = {}
    for source in SOURCES:
        rule = source(strict=True)

        def read(value: Annotated[int, rule]) -> int:
            return value

        told[source.__name__] = sent(served(read, "/{value}" if source is Path else "/"), source, {"value": "1"})
    return told


def watch_digits_of_a_decimal() -> object:
    def read(price: Annotated[Decimal, Query(max_digits=4, decimal_places=2)]) -> Decimal:
        return price

    client = served(read)
    texts = ["12.34", "12.345", "12345", "1e2", "nan"]
    return [client.post("/", params={"price": text}).json() for text in texts], operation(client)


def watch_mode_of_a_union() -> object:
    if "union_mode" not in signature(Query).parameters:
        return "no such argument"

    def read(left: Annotated[str | int, Query(union_mode="left_to_right")], smart: int | str = "") -> list[int | str]:
        return [left, smart]

    def read_number(value: Annotated[float | int, Query(union_mode="left_to_right")]) -> str:
        return type(value).__name__

    client = served(read)
    return client.post("/?left=1&smart=1").json(), served(read_number).post("/?value=1").json(), operation(client)


def watch_first_error_of_a_list_only() -> object:
    if "fail_fast" not in signature(Query).parameters:
        return "no such argument"
    told = []
    for fail_fast in (False, True):

        def read(ids: Annotated[list[int], Query(fail_fast=fail_fast)]) -> list[int]:
            return ids

        told.append(served(read).post("/?ids=a&ids=b").json())
    return told


def watch_serialization_alias_and_priority() -> object:
    def read(
        a: Annotated[str, Query(serialization_alias="out")] = "",
        b: Annotated[str, Query(alias="bee", alias_priority=1)] = "",
    ) -> list[str]:
        return [a, b]

    client = served(read)
    return client.post("/?a=1&out=2&bee=3&b=4").json(), operation(client)


def watch_unknown_argument_of_every_source() -> object:
    told = []
    for source in SOURCES:
        try:
            told.append(repr(source(maxlength=50)))
        except TypeError as error:
            told.append(str(error))
    return told
