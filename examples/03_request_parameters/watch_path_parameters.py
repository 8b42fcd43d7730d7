"""Around path parameters: types and their spellings, converters, odd paths, and the classes for URLs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, FastAPI, Path, Query, Request
from fastapi.testclient import TestClient
from path_parameters import app
from starlette.datastructures import URL, URLPath

client = TestClient(app)


def served(endpoint: Callable[..., Any], path: str = "/items/{value}") -> TestClient:
    own = FastAPI()
    own.get(path)(endpoint)
    return TestClient(own, raise_server_exceptions=False)


def answers(endpoint: Callable[..., Any], texts: list[str], path: str = "/items/{value}") -> object:
    own = served(endpoint, path)
    return {text: told(own, f"/items/{text}") for text in texts}


def told(own: TestClient, path: str) -> object:
    response = own.get(path)
    if response.status_code == 422:
        return [[error["type"], error["loc"]] for error in response.json()["detail"]]
    return response.json()


def refusal(endpoint: Callable[..., Any], path: str = "/items/{value}") -> str:
    try:
        served(endpoint, path)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "accepted"


def watch_error_bodies() -> object:
    paths = ["/items/seven", "/orders/7", "/sizes/LARGE", f"/items/{'9' * 5000}"]
    return [[error.get("ctx") or error["type"] for error in client.get(path).json()["detail"]] for path in paths]


def watch_openapi() -> object:
    document = app.openapi()
    return [path["get"]["parameters"] for path in document["paths"].values()], document["components"]["schemas"]["Size"]


def watch_spellings_of_an_int() -> object:
    def read(value: int) -> int:
        return value

    texts = ["007", "-7", "+7", "7.0", "7.5", "1_000", "0x7", "%207%20", "1e3", "٧", "9" * 20, "true", "-0"]
    return answers(read, texts)


def watch_longest_int() -> object:
    def read(value: int) -> int:
        return value.bit_length()

    own = served(read)
    return [own.get(f"/items/{'9' * length}").status_code for length in (4299, 4300, 4301)]


def watch_spellings_of_a_float_and_a_bool() -> object:
    def read_float(value: float) -> str:
        return str(value)

    def read_bool(value: bool) -> bool:
        return value

    return answers(read_float, ["1", "1.", ".5", "1e3", "-inf", "nan", "1_0.5", "one"]), answers(
        read_bool, ["1", "yes", "TRUE", "t", "n", "off", "2", "oui"]
    )


def watch_spellings_of_a_uuid() -> object:
    def read(value: UUID) -> int | None:
        return value.version

    text = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
    return answers(read, [text, text.upper(), text.replace("-", ""), "{" + text + "}", f"urn:uuid:{text}", "7"])


def watch_uuid_of_one_version() -> object:
    from pydantic import UUID4

    def read(value: UUID4) -> str:
        return str(value)

    return answers(read, ["7d444840-9dc0-11d1-b245-5ffdce74fad2", "7d444840-9dc0-41d1-b245-5ffdce74fad2"])


def watch_literal_and_number_enum() -> object:
    class Level(IntEnum):
        low = 1
        high = 2

    def read_literal(value: Literal["red", "blue", 3]) -> str | int:
        return value

    def read_enum(value: Level) -> str:
        return value.name

    own = served(read_literal)
    return [
        answers(read_literal, ["red", "RED", "3"]),
        answers(read_enum, ["1", "2", "3", "low"]),
        own.get("/items/green").json(),
        own.get("/openapi.json").json()["paths"]["/items/{value}"]["get"]["parameters"],
    ]


def watch_dates_and_durations() -> object:
    def read_date(value: date) -> date:
        return value

    def read_datetime(value: datetime) -> datetime:
        return value

    def read_duration(value: timedelta) -> timedelta:
        return value

    return [
        answers(read_date, ["2025-01-02", "2025-13-02", "1735776000", "2025-01-02T00:00:00"]),
        answers(read_datetime, ["2025-01-02T03:04:05Z", "2025-01-02 03:04", "1735776000", "2025-01-02", "soon"]),
        answers(read_duration, ["P1DT2H", "90", "1:30:00", "-PT1S", "long"]),
    ]


def watch_decimal_bytes_and_address() -> object:
    def read_decimal(value: Decimal) -> Decimal:
        return value

    def read_bytes(value: bytes) -> int:
        return len(value)

    def read_address(value: IPv4Address) -> IPv4Address:
        return value

    return [
        answers(read_decimal, ["1.10", "1e2", "NaN", "Infinity", "x"]),
        answers(read_bytes, ["caf%C3%A9", "%FF"]),
        answers(read_address, ["127.0.0.1", "127.1", "1", "::1"]),
    ]


def watch_union_of_types() -> object:
    def read(value: int | UUID | str) -> str:
        return type(value).__name__

    return answers(read, ["7", "7d444840-9dc0-11d1-b245-5ffdce74fad2", "seven"])


def watch_own_type_with_a_validator() -> object:
    from pydantic import AfterValidator

    def even(number: int) -> int:
        if number % 2:
            raise ValueError("not even")
        return number

    def read(value: Annotated[int, AfterValidator(even)]) -> int:
        return value

    return served(read).get("/items/4").json(), served(read).get("/items/3").json()


def watch_rest_of_the_path() -> object:
    def read(value: str) -> str:
        return value

    texts = [
        "a.txt",
        "a/b/c.txt",
        "/etc/hosts",
        "..%2Fsecret",
        "caf%C3%A9%20menu",
        "a%2Fb",
        "",
        "a//b",
        "a/",
        "%00",
        "%FF",
    ]
    own = served(read, "/items/{value:path}")
    return answers(read, texts, "/items/{value:path}"), list(own.get("/openapi.json").json()["paths"])


def watch_converters_of_the_path() -> object:
    def read_int(value: int) -> int:
        return value

    def read_float(value: float) -> float:
        return value

    def read_uuid(value: UUID) -> UUID:
        return value

    return [
        answers(read_int, ["7", "-7", "seven", "9" * 30], "/items/{value:int}"),
        answers(read_float, ["7", "7.5", "-7.5", "1e3"], "/items/{value:float}"),
        answers(read_uuid, ["7d444840-9dc0-11d1-b245-5ffdce74fad2", "7"], "/items/{value:uuid}"),
        refusal(read_int, "/items/{value:number}"),
    ]


def watch_segment_that_is_odd() -> object:
    def read(value: str) -> str:
        return value

    texts = ["a%2Fb", "a%252Fb", "a+b", "a;b=1", "a:b", "{value}", "a%0Ab", "%E2%82%AC", "a.b", "%20", ""]
    return answers(read, texts)


def watch_path_with_several_parameters_in_a_segment() -> object:
    def read(name: str, kind: str) -> list[str]:
        return [name, kind]

    own = served(read, "/items/{name}.{kind}")
    return [told(own, f"/items/{text}") for text in ("a.txt", "a.b.txt", ".txt", "a")]


def watch_refused_declarations() -> object:
    def read_list(value: list[str]) -> list[str]:
        return value

    def read_query(value: Annotated[str, Query()]) -> str:
        return value

    def read_body(value: Annotated[str, Body()]) -> str:
        return value

    def read_twice(value: str) -> str:
        return value

    return [
        refusal(read_list),
        refusal(read_query),
        refusal(read_body),
        refusal(read_twice, "/items/{value}/{value}"),
        refusal(read_twice, "items"),
    ]


def watch_name_that_is_not_in_the_path() -> object:
    def read(value: Annotated[int, Path()]) -> int:
        return value

    def read_nothing() -> str:
        return "nothing"

    own = served(read, "/items")
    return [
        own.get("/items?value=1").json(),
        own.get("/openapi.json").json()["paths"]["/items"]["get"]["parameters"],
        told(served(read_nothing), "/items/7"),
        served(read_nothing).get("/openapi.json").json()["paths"]["/items/{value}"]["get"].get("parameters"),
    ]


def watch_default_of_a_path_parameter() -> object:
    def read(value: str = "none") -> str:
        return value

    both = FastAPI()
    both.get("/items")(read)
    both.get("/items/{value}")(read)
    own = TestClient(both)
    required = [path["get"]["parameters"][0]["required"] for path in both.openapi()["paths"].values()]
    return own.get("/items").json(), own.get("/items/7").json(), required


def watch_default_factory_of_a_path_parameter() -> object:
    from pydantic import Field

    def read(value: Annotated[str, Field(default_factory=lambda: "made")]) -> str:
        return value

    both = FastAPI()
    both.get("/items")(read)
    both.get("/items/{value}")(read)
    own = TestClient(both)
    return own.get("/items").json(), own.get("/items/7").json()


def watch_alias_of_a_path_parameter() -> object:
    def read(value: Annotated[int, Path(alias="item-id")]) -> int:
        return value

    own = served(read, "/items/{item-id}")
    return own.get("/items/7").json(), told(own, "/items/x"), own.get("/openapi.json").json()["paths"]


def watch_alias_choices_of_a_path_parameter() -> object:
    from pydantic import AliasChoices

    def read(value: Annotated[int, Path(validation_alias=AliasChoices("item_id", "number"))]) -> int:
        return value

    both = FastAPI()
    both.get("/items/{number}")(read)
    both.get("/orders/{item_id}")(read)
    both.get("/others/{other}")(read)
    own = TestClient(both)
    parameters = [path["get"]["parameters"][0]["name"] for path in both.openapi()["paths"].values()]
    return [own.get(path).json() for path in ("/items/7", "/orders/7", "/others/7", "/items/x")], parameters


def watch_fixed_path_beside_a_parameter() -> object:
    other = FastAPI()

    @other.get("/items/{value}")
    def read(value: str) -> str:
        return value

    @other.get("/items/latest")
    def read_latest() -> str:
        return "the latest"

    return TestClient(other).get("/items/latest").json()


def watch_path_parameters_of_the_raw_request() -> object:
    def read(request: Request, value: int) -> dict[str, object]:
        return {"params": request.path_params, "value": value, "path": request.url.path, "raw": str(request.url)}

    return [served(read, "/items/{value:int}").get("/items/7").json(), served(read).get("/items/%37?q=é#part").json()]


def watch_url_of_an_endpoint() -> object:
    def read(request: Request, value: str) -> list[str]:
        return [str(request.url_for("read", value=value)), str(request.base_url), repr(request.url)]

    own = served(read)
    root = FastAPI(root_path="/api/v1")
    root.get("/items/{value}")(read)
    headers = ["example.com:8000", "user@host", "[::1]:80", "a b", "host:port", "example.com:99999"]
    return [
        own.get("/items/a?q=1").json(),
        TestClient(root).get("/items/a").json(),
        TestClient(root, root_path="/slash/").get("/items/a").json(),
        [own.get("/items/a", headers={"host": host}).json()[0] for host in headers],
        TestClient(root, base_url="https://example.com:8443").get("/items/a").json(),
        refused_names(root),
    ]


def refused_names(own: FastAPI) -> list[str]:
    told = []
    for name, values in [("missing", {}), ("read", {}), ("read", {"value": "a/b"}), ("read", {"value": ""})]:
        try:
            told.append(str(own.url_path_for(name, **values)))
        except Exception as error:
            told.append(f"{type(error).__name__}: {error}")
    return told


def watch_parts_of_a_url() -> object:
    url = URL("https://ada:secret@example.com:8443/items/7?q=1&q=2#top")
    parts = [
        url.scheme,
        url.netloc,
        url.path,
        url.query,
        url.fragment,
        url.username,
        url.password,
        url.hostname,
        url.port,
    ]
    return (
        parts,
        url.is_secure,
        URL("http://a").is_secure,
        URL("wss://a").is_secure,
        repr(url),
        repr(URL("/a")),
        url == str(url),
    )


def watch_url_with_parts_replaced() -> object:
    url = URL("https://ada:secret@example.com:8443/items?q=1&empty=")
    bare = URL("http://[::1]:80/items")
    return [
        str(changed)
        for changed in (
            url.replace(port=None),
            url.replace(hostname="::1"),
            url.replace(hostname="a:b"),
            url.replace(hostname="[::2]"),
            url.replace(username=None, password=None),
            url.replace(username="bob"),
            url.replace(password=None),
            url.replace(scheme="http", path="/", fragment="x"),
            bare.replace(port=8000),
            bare.replace(username="ada"),
            URL("/items").replace(hostname="example.com"),
            URL("/items").replace(port=80),
            url.include_query_params(q=2, r="a b"),
            url.replace_query_params(order="asc", page=1),
            url.remove_query_params("q"),
            url.remove_query_params(["q", "empty", "missing"]),
            URL(scheme="https", netloc="example.com", path="/a"),
            URL(hostname="example.com", path="/a"),
            URL(),
        )
    ]


def watch_url_from_a_scope() -> object:
    scopes: list[dict[str, Any]] = [
        {"path": "/a?b#c\\d", "headers": [(b"host", b"example.com")]},
        {"path": "/a", "headers": [(b"accept", b"*/*"), (b"host", b"bad host")], "server": ("example.com", 80)},
        {"path": "/a", "headers": [], "server": ("::1", 8000), "query_string": b"q=1"},
        {"path": "/a", "headers": [], "server": ("[::1]", 443), "scheme": "https"},
        {"path": "/a", "headers": [], "server": ("example.com", 443), "scheme": "wss"},
        {"path": "//example.com/a", "headers": [], "query_string": b"q=1"},
        {"path": "/a", "headers": []},
    ]
    return [str(URL(scope={"type": "http", **scope})) for scope in scopes]


def watch_url_that_is_given_twice() -> object:
    scope = {"type": "http", "path": "/", "headers": []}
    told = []
    for arguments in ({"url": "/", "scope": scope}, {"scope": scope, "path": "/"}, {"url": "/", "path": "/"}):
        try:
            told.append(str(URL(**arguments)))
        except AssertionError as error:
            told.append(str(error))
    return told


def watch_url_path() -> object:
    told = [
        URLPath("/a", protocol="http").make_absolute_url("https://example.com/api/"),
        URLPath("/a", protocol="websocket").make_absolute_url("https://example.com"),
        URLPath("/a", protocol="websocket").make_absolute_url("http://example.com"),
        URLPath("/a", host="other.com").make_absolute_url(URL("http://example.com/api")),
        URLPath("//evil.com\\a").make_absolute_url("http://example.com"),
        URLPath("/a").make_absolute_url("ftp://example.com"),
    ]
    try:
        return [str(url) for url in told], str(URLPath("/a", protocol="ftp"))  # type: ignore[arg-type]
    except AssertionError as error:
        return [str(url) for url in told], f"AssertionError: {error}"
