"""Around headers: names and underscores, types, models of headers, odd bytes, and the classes for headers."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from operator import ior, or_
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import FastAPI, Header, Request
from fastapi.testclient import TestClient
from header_parameters import app
from pydantic import BaseModel, ConfigDict, Field

client = TestClient(app)


def served(endpoint: Callable[..., Any]) -> TestClient:
    own = FastAPI()
    own.get("/")(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def told(response: Any) -> object:
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else [response.status_code, response.text]


def answers(endpoint: Callable[..., Any], requests: list[list[tuple[str, str]]]) -> object:
    own = served(endpoint)
    for name in ("accept", "accept-encoding", "connection", "user-agent"):
        del own.headers[name]
    return [[headers, told(own.get("/", headers=headers))] for headers in requests]


def parameters(endpoint: Callable[..., Any]) -> object:
    return served(endpoint).get("/openapi.json").json()["paths"]["/"]["get"].get("parameters")


def refusal(endpoint: Callable[..., Any]) -> str:
    try:
        served(endpoint)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


class Common(BaseModel):
    x_token: str | None = None
    x_tag: list[str] = []
    save_data: bool = False


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_missing_header() -> object:
    anonymous = TestClient(app)
    del anonymous.headers["user-agent"]
    return anonymous.get("/items").json(), anonymous.get("/items", headers={"user_agent": "browser"}).json()


def watch_defaults_of_the_client() -> object:
    return client.get("/items").json()["user_agent"]


def watch_header_sent_twice() -> object:
    def read(x_token: Annotated[str, Header()]) -> str:
        return x_token

    return answers(read, [[("X-Token", "a"), ("X-Token", "b")], [("X-Token", "a,b")]])


def watch_name_with_underscore_in_the_request() -> object:
    return [client.get("/items", headers={name: "a"}).json() for name in ("x_tag", "old_name", "OLD_NAME", "old-name")]


def watch_empty_and_odd_values() -> object:
    def read(request: Request, x_token: Annotated[str, Header()]) -> list[object]:
        return [x_token, request.headers.getlist("x-token")]

    own = served(read)
    values = [b"", b"  a  ", b"caf\xe9", "café".encode(), b"\xff", b"a\tb", b"%20"]
    return [own.get("/", headers=[(b"x-token", value)]).json() for value in values]


def watch_types_of_values() -> object:
    class Size(Enum):
        small = "s"

    def read(
        x_attempt: Annotated[int, Header()] = 1,
        x_at: Annotated[datetime | None, Header()] = None,
        x_id: Annotated[UUID | None, Header()] = None,
        x_size: Annotated[Size | None, Header()] = None,
        x_sort: Annotated[Literal["asc", "desc"], Header()] = "asc",
        x_raw: Annotated[bytes, Header()] = b"",
    ) -> list[object]:
        return [x_attempt, x_at, x_id, x_size, x_sort, len(x_raw)]

    good = [("x-attempt", "2"), ("x-at", "2025-01-02T03:04:05Z"), ("x-size", "s"), ("x-sort", "desc"), ("x-raw", "é")]
    bad = [("x-attempt", "two"), ("x-at", "x"), ("x-id", "7"), ("x-size", "small"), ("x-sort", "up")]
    return answers(read, [[], good[:-1], bad]), parameters(read)


def watch_sequences_of_values() -> object:
    def read(
        a: Annotated[list[int], Header()] = [],  # noqa: B006
        b: Annotated[set[str], Header()] = set(),  # noqa: B006
        c: Annotated[tuple[str, ...], Header()] = (),
        d: Annotated[list[str] | None, Header()] = None,
    ) -> list[object]:
        return [a, sorted(b), c, d]

    sent = [("a", "1"), ("a", "2"), ("b", "x"), ("b", "x"), ("c", "1"), ("c", "2"), ("d", "y")]
    return answers(read, [[], sent, [("a", "1"), ("a", "x")]]), parameters(read)


def watch_alias_of_a_header() -> object:
    def read(
        token: Annotated[str, Header(alias="X_Token")] = "",
        kept: Annotated[str, Header(alias="x-kept", convert_underscores=False)] = "none",
        chosen: Annotated[str, Header(validation_alias="X-Chosen")] = "none",
    ) -> list[str]:
        return [token, kept, chosen]

    sent = [[("x_token", "a"), ("x-kept", "b"), ("x-chosen", "c")], [("x-token", "a"), ("kept", "b"), ("chosen", "c")]]
    return answers(read, sent), parameters(read)


def watch_choice_of_headers() -> object:
    from pydantic import AliasChoices

    def read(token: Annotated[str, Header(validation_alias=AliasChoices("x-token", "x_api_key"))] = "") -> str:
        return token

    sent = [[("x-token", "a")], [("x_api_key", "b")], [("x-api-key", "c")], [("token", "d")]]
    return answers(read, sent), parameters(read)


def watch_headers_in_a_model() -> object:
    def read(headers: Annotated[Common, Header()]) -> Common:
        return headers

    sent = [[("save-data", "on"), ("x-tag", "a"), ("x-tag", "b")], [("save-data", "maybe")], [("x-other", "a")]]
    return answers(read, sent), parameters(read)


def watch_underscored_header_in_a_model() -> object:
    def one(x_token: Annotated[str | None, Header()] = None) -> str | None:
        return x_token

    def model(headers: Annotated[Common, Header()]) -> str | None:
        return headers.x_token

    return answers(one, [[("x_token", "a")]]), answers(
        model, [[("x_token", "a")], [("x_token", "a"), ("x-token", "b")]]
    )


def watch_model_without_conversion() -> object:
    def read(headers: Annotated[Common, Header(convert_underscores=False)]) -> Common:
        return headers

    return answers(read, [[("x_token", "a")], [("x-token", "a")], [("save_data", "x")]]), parameters(read)


def watch_field_without_conversion() -> object:
    class Mixed(BaseModel):
        x_old: Annotated[str, Header(convert_underscores=False)] = "none"
        x_new: str = "none"

    def read(headers: Annotated[Mixed, Header()]) -> Mixed:
        return headers

    return answers(read, [[("x_old", "a"), ("x-new", "b")], [("x-old", "a"), ("x_new", "b")]]), parameters(read)


def watch_model_that_forbids_extras() -> object:
    class Strict(Common):
        model_config = ConfigDict(extra="forbid")

    def read(headers: Annotated[Strict, Header()]) -> Common:
        return headers

    return answers(read, [[("x-token", "a")], [("x_token", "a")], [("x-token", "a"), ("x-other", "b")]])


def watch_model_that_allows_extras() -> object:
    class Open(Common):
        model_config = ConfigDict(extra="allow")

    def read(headers: Annotated[Open, Header()]) -> object:
        return headers.model_dump()

    return answers(read, [[("x-token", "a"), ("x_token", "b"), ("x-more", "c"), ("X-More", "d")]])


def watch_model_with_aliases() -> object:
    class Aliased(BaseModel):
        token: str = Field("none", alias="x-token")
        x_name: str = Field("none", validation_alias="X_Name")
        x_long_name: int = 0

    def read(headers: Annotated[Aliased, Header()]) -> object:
        return headers.model_dump()

    sent = [[("x-token", "a"), ("x_name", "b")], [("token", "a"), ("x-name", "b")], [("x-long-name", "x")]]
    return answers(read, sent), parameters(read)


def watch_model_with_a_choice_of_names() -> object:
    from pydantic import AliasChoices

    class Chosen(BaseModel):
        model_config = ConfigDict(populate_by_name=True)

        x_token: str = Field("none", validation_alias=AliasChoices("x-api-key", "x_key"))
        x_name: int = Field(0, alias="x-other-name")

    def read(headers: Annotated[Chosen, Header()]) -> object:
        return headers.model_dump()

    sent = [[("x-api-key", "a")], [("x_key", "b")], [("x-token", "c")], [("x_token", "d")]]
    return answers(read, [*sent, [("x-name", "1")], [("x-name", "x")], [("x-other-name", "x")]]), parameters(read)


def watch_model_with_errors_by_name() -> object:
    class Named(BaseModel):
        model_config = ConfigDict(loc_by_alias=False)

        x_long_name: int

    def read(headers: Annotated[Named, Header()]) -> object:
        return headers

    return answers(read, [[("x-long-name", "x")], []])


def watch_model_that_is_optional() -> object:
    class Required(BaseModel):
        x_token: str

    def read(headers: Annotated[Required | None, Header()] = None) -> object:
        return headers

    return answers(read, [[], [("x-token", "a")], [("x_token", "a")], [("x-other", "a")]]), parameters(read)


def watch_model_beside_a_header() -> object:
    def read(headers: Annotated[Common, Header()], x_more: Annotated[str, Header()] = "none") -> list[object]:
        return [headers, x_more]

    return answers(read, [[("x-token", "a"), ("x-more", "b")]]), parameters(read)


def watch_refused_types() -> object:
    def read_dict(values: Annotated[dict[str, str], Header()]) -> object:
        return values

    def read_nested(values: Annotated[list[list[str]], Header()]) -> object:
        return values

    return [refusal(read_dict), refusal(read_nested)]


def watch_header_names_that_openapi_ignores() -> object:
    def read(accept: Annotated[str, Header()] = "", authorization: Annotated[str, Header()] = "") -> list[str]:
        return [accept, authorization]

    return parameters(read)


def watch_headers_by_hand() -> object:
    from starlette.datastructures import Headers

    headers = Headers(raw=[(b"a", b"1"), (b"a", b"2"), (b"b", "é".encode("latin-1"))])
    told: list[object] = [
        headers["A"],
        headers.getlist("A"),
        headers.keys(),
        headers.values(),
        headers.items(),
        list(headers),
        len(headers),
        "B" in headers,
        "c" in headers,
        headers.get("c"),
        repr(headers),
        repr(Headers({"A": "1"})),
        [(key.decode(), value.decode("latin-1")) for key, value in headers.raw],
        headers == Headers(raw=[(b"b", b"\xe9"), (b"a", b"2"), (b"a", b"1")]),
        headers == {"a": "1"},
        repr(headers.mutablecopy()),
        repr(Headers()),
        Headers(scope={"headers": ((b"a", b"1"),)}).items(),
    ]
    twice: list[dict[str, Any]] = [{"headers": {}, "raw": []}, {"headers": {}, "scope": {}}, {"raw": [], "scope": {}}]
    for arguments in twice:
        try:
            told.append(repr(Headers(**arguments)))
        except AssertionError as error:
            told.append(str(error))
    try:
        told.append(headers["missing"])
    except KeyError as error:
        told.append(repr(error))
    return told


def watch_mutable_headers() -> object:
    from starlette.datastructures import MutableHeaders

    headers = MutableHeaders(raw=[(b"a", b"1"), (b"b", b"2"), (b"a", b"3")])
    told: list[object] = []
    headers["A"] = "4"
    headers["C"] = "5"
    told.append(headers.items())
    headers.append("c", "6")
    told.append([headers.setdefault("C", "7"), headers.setdefault("D", "8"), headers.items()])
    del headers["c"]
    headers.update({"D": "9", "E": "10"})
    told.append(headers.items())
    headers |= {"F": "11"}
    told.append([headers.items(), (headers | {"F": "12"}).items(), len(headers.raw)])
    headers.add_vary_header("Accept")
    headers.add_vary_header("Origin")
    told.append(headers["vary"])
    pairs: Any = [("a", "1")]
    for operator in (or_, ior):
        try:
            told.append(repr(operator(headers, pairs)))
        except TypeError as error:
            told.append(str(error))
    return told
