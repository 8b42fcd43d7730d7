"""Around lists in the query: other containers, lists of other types, brackets, bodies instead, and mutable defaults."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Annotated, Any, List, Literal, Optional, Union  # noqa: UP035

from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from list_query import app

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
    return [client.get(f"/items?{query}").json() for query in ("ids=1&ids=x&ids=", "ids=1&ids=2&ids=3&ids=4")]


def watch_openapi() -> object:
    return app.openapi()["paths"]["/items"]["get"]["parameters"]


def watch_odd_spellings() -> object:
    queries = ["tags=a,b", "tags[]=a", "tags[0]=a", "tags", "tags=&tags=a", "tags=%61&tags=a%26b", "Tags=a", "ids=1,2"]
    return {query: client.get(f"/items?{query}").json() for query in queries}


def watch_default_that_is_changed() -> object:
    def read(tags: Annotated[list[str], Query()] = ["new"]) -> list[str]:  # noqa: B006
        tags.append("seen")
        return tags

    own = served(read)
    return [own.get("/").json() for _ in range(2)]


def watch_default_factory() -> object:
    def read(tags: Annotated[list[str], Query(default_factory=lambda: ["new"])]) -> list[str]:
        tags.append("seen")
        return tags

    own = served(read)
    return [own.get("/").json() for _ in range(2)], own.get("/?tags=a").json(), parameters(read)


def watch_other_containers() -> object:
    def read(
        a: Annotated[set[int], Query()] = set(),  # noqa: B006
        b: Annotated[tuple[int, ...], Query()] = (),
        c: Annotated[tuple[int, str], Query()] = (1, "a"),
        d: Annotated[frozenset[str], Query()] = frozenset(),
        e: Annotated[deque[int], Query()] = deque(),  # noqa: B006
        f: Annotated[Sequence[int], Query()] = [],
        g: Annotated[List[int], Query()] = [],  # noqa: B006, UP006
    ) -> list[object]:
        return [sorted(a), list(b), c, sorted(d), list(e), list(f), g]

    names = "abcdefg"
    return answers(
        read, ["", *[f"{name}=1&{name}=1&{name}=2" for name in names], *[f"{name}=x" for name in names]]
    ), parameters(read)


def watch_iterable() -> object:
    def read(a: Annotated[Iterable[int], Query()] = ()) -> list[object]:
        return [type(a).__name__]

    return refusal(read), answers(read, ["a=1&a=2", "a=x"])


def watch_lists_without_a_type() -> object:
    anything: Any = list
    unique: Any = set
    fixed: Any = tuple

    def read(a: Annotated[anything, Query()], b: Annotated[unique, Query()], c: Annotated[fixed, Query()]) -> object:
        return [a, sorted(b), c]

    return answers(read, ["a=1&a=x&b=1&b=1&c=1&c=2", "a=1"]), parameters(read)


def watch_list_or_none() -> object:
    def read(
        a: Annotated[list[str] | None, Query()] = None,
        b: Annotated[Optional[list[int]], Query()] = None,  # noqa: UP045
        c: Annotated[Union[list[int], list[str]], Query()] = [],  # noqa: B006, UP007
        d: Annotated[list[int] | int, Query()] = 0,
        e: Annotated[set[str] | None, Query()] = None,
    ) -> list[object]:
        return [a, b, c, d, e and sorted(e)]

    return answers(read, ["", "a=", "b=1&b=2", "b=x", "c=1&c=x", "d=1&d=2", "d=1", "e=a&e=a"]), parameters(read)


def watch_list_with_metadata_or_none() -> object:
    def read(a: Annotated[Annotated[list[int], "text"] | None, Query()] = None) -> list[int] | None:
        return a

    return refusal(read), answers(read, ["a=1&a=2", ""]) if refusal(read) == "accepted" else None


def watch_lists_of_other_types() -> object:
    class Size(Enum):
        small = "s"
        large = "l"

    def read(
        sizes: Annotated[list[Size], Query()] = [],  # noqa: B006
        sorts: Annotated[list[Literal["asc", "desc"]], Query()] = [],  # noqa: B006
        flags: Annotated[list[bool], Query()] = [],  # noqa: B006
        maybe: Annotated[list[int | None], Query()] = [],  # noqa: B006
        raw: Annotated[list[bytes], Query()] = [],  # noqa: B006
        positive: Annotated[list[Annotated[int, Query(gt=0)]], Query()] = [],  # noqa: B006
    ) -> list[object]:
        return [sizes, sorts, flags, maybe, [len(each) for each in raw], positive]

    good = ["sizes=s&sizes=l", "sorts=desc&sorts=asc", "flags=on&flags=0", "maybe=1", "raw=ab&raw=c", "positive=1"]
    return answers(read, [*good, "sizes=small", "sorts=up", "flags=x", "maybe=", "positive=1&positive=0"]), parameters(
        read
    )


def watch_bounds_of_the_length() -> object:
    def read(
        a: Annotated[list[int], Query(min_length=2, max_length=2)] = [],  # noqa: B006
        b: Annotated[set[int], Query(min_length=2)] = set(),  # noqa: B006
        c: Annotated[list[int] | None, Query(max_length=1)] = None,
    ) -> list[object]:
        return [a, sorted(b), c]

    return answers(read, ["", "a=1", "a=1&a=2", "b=1&b=1", "b=1&b=2", "c=1&c=2"]), parameters(read)


def watch_list_without_query() -> object:
    own = FastAPI()

    @own.post("/")
    def read(tags: list[str]) -> list[str]:
        return tags

    client = TestClient(own)
    return (
        client.post("/?tags=a", json=["b"]).json(),
        client.post("/?tags=a").json(),
        own.openapi()["paths"]["/"]["post"],
    )


def watch_list_in_the_older_form() -> object:
    def read(
        a: list[int] = Query([]), b: list[str] = Query(["x", "y"]), c: list[str] | None = Query(None)
    ) -> list[object]:
        return [a, b, c]

    return answers(read, ["", "a=1&b=z&c=w"]), parameters(read)


def watch_one_value_of_a_repeated_parameter() -> object:
    def read(q: str) -> str:
        return q

    return answers(read, ["q=a&q=b"])


def watch_separator_of_an_own_validator() -> object:
    from pydantic import BeforeValidator

    def split(values: Any) -> Any:
        return [part for value in values for part in value.split(",")] if isinstance(values, list) else values

    def read(ids: Annotated[list[int], BeforeValidator(split), Query()] = []) -> list[int]:  # noqa: B006
        return ids

    return answers(read, ["ids=1,2&ids=3", "ids=1,x", ""]), parameters(read)
